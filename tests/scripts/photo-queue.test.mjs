import assert from "node:assert/strict";
import { it } from "node:test";

import { PhotoQueue } from "../../static/js/photo-queue.js";
import { Retries } from "../../static/js/retries.js";
import { FakeTimers, Gate, settled } from "./fakes.mjs";

function queueWith(gate) {
  const timers = new FakeTimers();
  const queue = new PhotoQueue(gate.call, new Retries(() => queue.sendAll(), { timers }));
  return { queue, timers };
}

it("sends one photo at a time, in order, those added meanwhile too", async () => {
  const gate = new Gate();
  const { queue } = queueWith(gate);
  queue.add(["a", "b"]);
  queue.add(["c"]);
  const sent = [];
  for (let count = 0; count < 3; count += 1) {
    const call = await gate.next();
    assert.equal(gate.open, 0);
    sent.push(call.argument);
    call.resolve();
    await settled();
  }

  assert.deepEqual([sent, queue.isEmpty], [["a", "b", "c"], true]);
});

it("keeps a photo that did not arrive the first, and sends it again later", async () => {
  const gate = new Gate();
  const { queue, timers } = queueWith(gate);
  queue.add(["a", "b"]);
  (await gate.next()).reject(new TypeError("Failed to fetch"));
  await settled();
  assert.deepEqual([gate.open, queue.isEmpty], [0, false]);

  timers.pass(2000);
  const again = await gate.next();
  assert.equal(again.argument, "a");
  again.resolve();
  (await gate.next()).reject(new TypeError("Failed to fetch"));
  await settled();
  assert.deepEqual(timers.delays, [2000]); // delays begin again after a success
  timers.pass(2000);
  (await gate.next()).resolve();
  await settled();
  assert.equal(queue.isEmpty, true);
});

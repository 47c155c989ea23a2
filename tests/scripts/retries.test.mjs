import assert from "node:assert/strict";
import { it } from "node:test";

import { Retries } from "../../static/js/retries.js";
import { FakeTimers } from "./fakes.mjs";

function failing() {
  const timers = new FakeTimers();
  const tries = [];
  const retries = new Retries(() => tries.push(timers.now()), { timers });
  return { timers, tries, retries };
}

it("waits longer after each failure, and never more than half a minute", () => {
  const { timers, retries } = failing();
  const delays = Array.from({ length: 7 }, () => {
    retries.schedule();
    return timers.delays.at(0);
  });

  assert.deepEqual(delays, [2000, 5000, 10000, 20000, 30000, 30000, 30000]);
  assert.equal(timers.delays.length, 1);
});

it("tries once a failure", () => {
  const { timers, tries, retries } = failing();
  retries.schedule();
  timers.pass(60_000);

  assert.deepEqual(tries, [2000]);
});

it("begins again after a success", () => {
  const { timers, tries, retries } = failing();
  retries.schedule();
  retries.schedule();
  assert.equal(retries.isFailing, true);
  retries.reset();
  assert.equal(retries.isFailing, false);

  retries.schedule();
  timers.pass(2000);
  assert.deepEqual(tries, [2000]);
});

it("does not try while a try is under way", () => {
  const { timers, tries, retries } = failing();
  retries.schedule();
  retries.cancel();
  timers.pass(60_000);

  assert.deepEqual([tries, retries.isFailing], [[], true]);
});

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";

import { Leaving } from "../../static/js/leaving.js";
import { FakeTimers } from "./fakes.mjs";

let waiting, stopped, refused, sent, atEnd, gone, timers, leaving;

beforeEach(() => {
  [waiting, stopped, refused, sent, atEnd, gone] = [[], false, false, 0, [], []];
  timers = new FakeTimers();
  const unsent = {
    waiting: () => waiting,
    isStopped: () => stopped,
    isRefused: () => refused,
    sendAll: () => (sent += 1),
    sendAtEnd: (name) => atEnd.push(name),
  };
  leaving = new Leaving(unsent, (address) => gone.push(address), timers);
});

it("lets a link be followed at once where nothing waits, or where waiting is of no use", () => {
  assert.equal(leaving.holds("/summary/"), false);
  waiting = ["7/3/I.1"];
  stopped = true;
  assert.equal(leaving.holds("/summary/"), false);
  [stopped, refused] = [false, true];
  assert.equal(leaving.holds("/summary/"), false);
  assert.deepEqual([sent, gone, timers.delays], [0, [], []]);
});

it("follows a link once everything is stored", () => {
  waiting = ["7/3/I.1", "7/3/I.2"];
  assert.equal(leaving.holds("/summary/"), true);
  assert.equal(sent, 1);
  waiting = ["7/3/I.2"];
  leaving.answered();
  assert.deepEqual(gone, []);
  waiting = [];
  leaving.answered();
  leaving.answered();
  timers.pass(60_000);
  assert.deepEqual(gone, ["/summary/"]);
});

it("stays where the portal refuses what is on the page", () => {
  waiting = ["7/3/I.1"];
  leaving.holds("/summary/");
  refused = true;
  leaving.answered();
  timers.pass(60_000);
  assert.deepEqual(gone, []);
});

it("follows a link all the same where the connection fails or the portal takes too long", () => {
  waiting = ["7/3/I.1"];
  leaving.holds("/summary/");
  stopped = true;
  leaving.answered();
  assert.deepEqual(gone, ["/summary/"]);
  stopped = false;
  leaving.holds("/dossier/");
  timers.pass(60_000);
  assert.deepEqual(gone, ["/summary/", "/dossier/"]);
});

it("sends everything that waits as the page goes, of other criteria, too", () => {
  assert.equal(leaving.end(), false);
  waiting = ["7/3/I.1", "7/3/I.2"];
  assert.equal(leaving.end(), false);
  assert.deepEqual(atEnd, ["7/3/I.1", "7/3/I.2"]);
});

it("asks before the page goes where what is typed is known not to arrive", () => {
  waiting = ["7/3/I.1"];
  stopped = true;
  assert.equal(leaving.end(), true);
  [stopped, refused] = [false, true];
  assert.equal(leaving.end(), true);
  assert.deepEqual(atEnd, []);
});

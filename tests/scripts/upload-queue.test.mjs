import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import { FileHasher } from "../../static/js/file-hash.js";
import { UploadQueue } from "../../static/js/upload-queue.js";
import { FakeTimers, settled } from "./fakes.mjs";

const PLACE = { code: "I.2", key: "I-2", checkUrl: "/check/", uploadsUrl: "/uploads/", filesUrl: "/files/" };
const MEGABYTE = 1024 * 1024;

/** A transfer that goes on when told. */
class FakeTransfer {
  log = [];

  constructor(job, events) {
    Object.assign(this, { job, events });
  }

  start() {
    this.log.push("start");
  }

  abort(isForgotten = false) {
    this.log.push(isForgotten ? "delete" : "abort");
    return Promise.resolve();
  }
}

/** A promise, and how to keep it. */
function deferred() {
  let resolve;
  const promise = new Promise((keep) => (resolve = keep));
  return { promise, resolve };
}

let timers, queue, transfers, answers, states, hashes;

function fileOf(name, size = 10 * MEGABYTE) {
  return { name, size };
}

async function add(...names) {
  names.forEach((name) => queue.add(fileOf(name), PLACE));
  await settled();
}

const jobOf = (name) => queue.jobs.find((job) => job.name === name);
const present = () => transfers.at(-1);

beforeEach(() => {
  timers = new FakeTimers();
  [transfers, answers, states, hashes] = [[], [], [], new Map()];
  queue = new UploadQueue({
    shrink: async (file) => ({ ...file, name: file.name.replace(".jpg", "-small.jpg"), size: MEGABYTE }),
    hash: async (file) => hashes.get(file.name) ?? { hex: `hash of ${file.name}` },
    check: async () => answers.shift() ?? { state: "new" },
    createTransfer: (job, events) => {
      transfers.push(new FakeTransfer(job, events));
      return present();
    },
    timers,
    now: timers.now,
  });
  queue.listen((job, before) => before !== job.state && states.push(`${job.name} ${job.state}`));
});

describe("files", () => {
  it("are sent one at a time, in order", async () => {
    await add("a", "b");
    assert.deepEqual([transfers.length, jobOf("a").state, jobOf("b").state], [1, "sending", "queued"]);
    present().events.onSuccess();
    await settled();
    assert.deepEqual([transfers.length, present().job.name, jobOf("a")], [2, "b", undefined]);
    present().events.onSuccess();
    await settled();

    assert.deepEqual([queue.jobs.length, queue.isBusy], [0, false]);
    assert.deepEqual(states, ["a checking", "a sending", "a done", "b checking", "b sending", "b done"]);
  });

  it("are sent as they are unless the person asks otherwise", async () => {
    await add("a.jpg");

    assert.equal(present().job.file.name, "a.jpg");
  });

  it("that the portal has are not sent", async () => {
    answers.push({ state: "linked", name: "old.pdf" }, { state: "twice", message: "Already here." });
    await add("a", "b");

    assert.deepEqual([transfers.length, jobOf("a").otherName, jobOf("b").message], [0, "old.pdf", "Already here."]);
    assert.deepEqual(states, ["a checking", "a linked", "b checking", "b twice"]);
  });

  it("that the portal refuses do not hold up the next", async () => {
    answers.push({ state: "refused", message: "No room." });
    await add("a", "b");

    assert.deepEqual([jobOf("a").state, jobOf("a").message, jobOf("b").state], ["failed", "No room.", "sending"]);
  });

  it("that cannot be read are not sent", async () => {
    hashes.set("a", { unreadable: "NotReadableError" });
    await add("a");

    assert.deepEqual([transfers.length, jobOf("a").state, jobOf("a").reason], [0, "failed", "unreadable"]);
  });

  it("without a hash are sent without being asked for", async () => {
    hashes.set("a", {});
    answers.push({ state: "linked", name: "never asked" });
    await add("a");

    assert.deepEqual([transfers.length, answers.length], [1, 1]);
  });

  it("are made smaller where the person asks for it", async () => {
    queue.add(fileOf("a.jpg"), PLACE, { isSmaller: true });
    await settled();

    assert.deepEqual([present().job.file.name, present().job.total], ["a-small.jpg", MEGABYTE]);
  });

  it("that are not taken only say why", async () => {
    queue.reject(fileOf("a", 0), PLACE, "It is empty.");
    await settled();

    assert.deepEqual([jobOf("a").state, jobOf("a").message, transfers.length], ["failed", "It is empty.", 0]);
    assert.equal(queue.isBusy, false);
  });

  it("that were begun are resumed at their address", async () => {
    answers.push({ state: "begun", url: "/uploads/7/" });
    await add("a");

    assert.equal(present().job.url, "/uploads/7/");
  });
});

describe("a lost connection", () => {
  it("while asking is waited for, longer each time, or until it is back", async () => {
    answers.push({ state: "unreachable" }, { state: "unreachable" });
    await add("a");
    assert.deepEqual([jobOf("a").state, timers.delays], ["lost", [1000]]);
    timers.pass(1000);
    await settled();
    assert.deepEqual(timers.delays, [2000]);

    queue.reconnect();
    await settled();
    assert.equal(jobOf("a").state, "sending");
  });

  it("while sending is said, and it goes on", async () => {
    await add("a");
    present().events.onProgress(MEGABYTE, 10 * MEGABYTE);
    present().events.onInterruption();
    assert.equal(jobOf("a").state, "lost");
    queue.reconnect();
    present().events.onProgress(2 * MEGABYTE, 10 * MEGABYTE);

    assert.deepEqual([jobOf("a").state, present().log], ["sending", ["start", "abort", "start"]]);
  });

  it("that nobody reports is taken for lost when nothing moves", async () => {
    await add("a");
    timers.pass(44_000);
    present().events.onProgress(MEGABYTE, 10 * MEGABYTE);
    timers.pass(44_000);
    queue.restartStalled();
    assert.deepEqual(present().log, ["start"]);

    timers.pass(2_000);
    queue.restartStalled();
    queue.restartStalled();
    assert.deepEqual(present().log, ["start", "abort", "start"]);
  });
});

describe("a job", () => {
  it("is paused while others pass, and resumed where it stopped", async () => {
    await add("a", "b");
    const first = present();
    queue.pause(jobOf("a"));
    await settled();
    assert.deepEqual([first.log, jobOf("a").state, jobOf("b").state], [["start", "abort"], "paused", "sending"]);
    first.events.onProgress(5, 10); // a late word changes nothing
    assert.equal(jobOf("a").state, "paused");

    queue.resume(jobOf("a"));
    present().events.onSuccess();
    await settled();
    assert.deepEqual([transfers.length, first.log.at(-1), jobOf("a").state], [2, "start", "sending"]);
    assert.deepEqual(states.filter((state) => state === "a checking"), ["a checking"]); // read once
  });

  it("that is cancelled is deleted at the portal", async () => {
    await add("a", "b");
    const first = present();
    queue.cancel(jobOf("a"));
    await settled();

    assert.deepEqual([first.log, jobOf("a"), jobOf("b").state], [["start", "abort", "delete"], undefined, "sending"]);
  });

  it("that is cancelled while it waits for the connection makes way for the next", async () => {
    answers.push({ state: "unreachable" });
    await add("a", "b");
    queue.cancel(jobOf("a"));
    await settled();

    assert.deepEqual([queue.jobs.length, present().job.name], [1, "b"]);
  });

  it("that is cancelled while it is asked for is not sent", async () => {
    const { promise, resolve } = deferred();
    answers.push(promise);
    await add("a");
    queue.cancel(jobOf("a"));
    resolve({ state: "new" });
    await settled();

    assert.deepEqual([transfers.length, queue.jobs.length], [0, 0]);
  });

  it("waits for the next sign-in once the session has ended", async () => {
    answers.push({ state: "signed-out" });
    await add("a", "b");
    present().events.onFailure({ kind: "signed-out", message: "" });
    await settled();
    assert.deepEqual([jobOf("a").state, jobOf("b").state, transfers.length], ["expired", "expired", 1]);

    queue.resumeExpired();
    await settled();
    present().events.onSuccess();
    await settled();
    assert.deepEqual([transfers.length, present().job.name], [3, "b"]);
  });

  it("whose upload is gone begins again, at most twice", async () => {
    await add("a");
    for (let count = 0; count < 3; count += 1) {
      present().events.onUrl("/uploads/7/");
      present().events.onFailure({ kind: "gone", message: "" });
      await settled();
    }

    assert.deepEqual([transfers.length, jobOf("a").state, jobOf("a").reason], [3, "failed", "refused"]);
  });

  it("knows the time left at the present pace, once that can be known", async () => {
    await add("a");
    present().events.onProgress(0, 10 * MEGABYTE);
    timers.pass(3000);
    present().events.onProgress(MEGABYTE, 10 * MEGABYTE);
    assert.equal(queue.secondsLeft(jobOf("a")), null);

    timers.pass(2000);
    assert.equal(queue.secondsLeft(jobOf("a")), 45);
  });
});

describe("the hash of a file", () => {
  it("comes from one worker, whatever the order of its answers", async () => {
    const messages = [];
    const worker = Object.assign(new EventTarget(), { postMessage: (message) => messages.push(message) });
    let started = 0;
    const hasher = new FileHasher(() => (started += 1) && worker);
    const hashed = [hasher.hash("a"), hasher.hash("b")];
    for (const { id, file } of messages.reverse()) {
      worker.dispatchEvent(Object.assign(new Event("message"), { data: { id, hex: `hash of ${file}` } }));
    }

    assert.deepEqual((await Promise.all(hashed)).map(({ hex }) => hex), ["hash of a", "hash of b"]);
    assert.equal(started, 1);
  });

  it("is not known where workers do not run", async () => {
    const worker = Object.assign(new EventTarget(), { postMessage: () => {} });
    const hasher = new FileHasher(() => worker);
    const waiting = hasher.hash("a");
    worker.dispatchEvent(new Event("error"));

    assert.deepEqual([await waiting, await hasher.hash("b")], [{}, {}]);
  });
});

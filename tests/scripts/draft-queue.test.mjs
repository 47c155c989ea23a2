import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";

import { DraftQueue } from "../../static/js/draft-queue.js";
import { Drafts } from "../../static/js/drafts.js";
import { PageSession } from "../../static/js/page-session.js";
import { FakeStorage, Gate, settled } from "./fakes.mjs";

let drafts, session, gate, queue, stored, refused, retried;

function draftOf(code, points = "5") {
  return { points, explanation: "", claimed: false, version: "1", url: `/${code}/score/` };
}

const answer = (outcome, html = "<p>") => ({ outcome, html: async () => html });

/** What the next request sends; it is answered so. */
async function answerNext(outcome, html) {
  const call = await gate.next();
  call.resolve(answer(outcome, html));
  await settled();
  return call.argument.url;
}

beforeEach(() => {
  const storage = new FakeStorage();
  drafts = new Drafts(() => storage);
  session = new PageSession();
  gate = new Gate();
  [stored, refused, retried] = [[], [], 0];
  queue = new DraftQueue({
    drafts,
    session,
    retries: { schedule: () => (retried += 1) },
    current: () => "7/3/I.1",
    send: gate.call,
    onStored: (draft, html) => stored.push([draft.url, html]),
    onRefused: (name) => refused.push(name),
  });
});

it("sends every draft but that of the criterion on the page, one after another", async () => {
  for (const code of ["I.1", "I.2", "II.1"]) drafts.set(`7/3/${code}`, draftOf(code));
  const round = queue.sendOthers();

  assert.equal(await answerNext("stored", "<p>1"), "/I.2/score/");
  assert.deepEqual(drafts.besides("7/3/I.1"), ["7/3/II.1"]);
  assert.equal(await answerNext("stored", "<p>2"), "/II.1/score/");
  await round;

  assert.deepEqual(stored, [["/I.2/score/", "<p>1"], ["/II.1/score/", "<p>2"]]);
  assert.deepEqual([drafts.besides("7/3/I.1"), gate.open], [[], 0]);
  assert.notEqual(drafts.get("7/3/I.1"), null);
});

it("asked for while it runs, goes round once more: what was typed or failed meanwhile is sent, too", async () => {
  drafts.set("7/3/I.2", draftOf("I.2"));
  const round = queue.sendOthers();
  const first = await gate.next();
  drafts.set("7/3/II.1", draftOf("II.1"));
  queue.sendOthers();
  queue.sendOthers();
  first.reject(new TypeError("Failed to fetch"));
  await settled();

  assert.equal(await answerNext("stored"), "/I.2/score/");
  assert.equal(await answerNext("stored"), "/II.1/score/");
  await round;
  assert.deepEqual([drafts.besides("7/3/I.1"), gate.open, retried], [[], 0, 1]);
});

it("never sends two drafts at the same time", async () => {
  for (const code of ["I.2", "II.1"]) drafts.set(`7/3/${code}`, draftOf(code));
  queue.sendOthers();
  queue.sendOthers();
  await gate.next();
  await settled();

  assert.equal(gate.open, 0);
});

it("runs again after a round has ended", async () => {
  await queue.sendOthers();
  drafts.set("7/3/I.2", draftOf("I.2"));
  queue.sendOthers();

  assert.equal(await answerNext("stored"), "/I.2/score/");
});

it("keeps what another tab has typed on meanwhile", async () => {
  drafts.set("7/3/I.2", draftOf("I.2", "5"));
  const round = queue.sendOthers();
  const call = await gate.next();
  drafts.set("7/3/I.2", draftOf("I.2", "6"));
  call.resolve(answer("stored"));
  await round;

  assert.equal(drafts.get("7/3/I.2").points, "6");
});

it("does not send a refused draft again unaltered", async () => {
  drafts.set("7/3/I.2", draftOf("I.2", "99"));
  const round = queue.sendOthers();
  await answerNext("refused");
  await round;
  await queue.sendOthers();
  assert.deepEqual([refused, gate.open], [["7/3/I.2"], 0]);
  assert.notEqual(drafts.get("7/3/I.2"), null);

  drafts.set("7/3/I.2", draftOf("I.2", "9"));
  queue.sendOthers();
  assert.equal(await answerNext("stored"), "/I.2/score/");
  assert.equal(drafts.get("7/3/I.2"), null);
});

for (const outcome of ["failed", "offline", "signed-out"]) {
  it(`keeps a draft and tries again later: ${outcome}`, async () => {
    drafts.set("7/3/I.2", draftOf("I.2"));
    const round = queue.sendOthers();
    await answerNext(outcome);
    await round;

    assert.deepEqual([drafts.get("7/3/I.2"), retried], [draftOf("I.2"), 1]);
  });
}

it("tries again where the answer breaks off", async () => {
  drafts.set("7/3/I.2", draftOf("I.2"));
  const round = queue.sendOthers();
  const call = await gate.next();
  call.resolve({ outcome: "stored", html: () => Promise.reject(new TypeError("network error")) });
  await round;

  assert.deepEqual([stored, retried], [[], 1]);
});

it("forgets the draft of a criterion that is not there any more", async () => {
  drafts.set("7/3/I.2", draftOf("I.2"));
  const round = queue.sendOthers();
  await answerNext("gone");
  await round;

  assert.deepEqual([drafts.get("7/3/I.2"), retried], [null, 0]);
});

it("stops wholly once somebody else is signed in", async () => {
  for (const code of ["I.2", "II.1"]) drafts.set(`7/3/${code}`, draftOf(code));
  const round = queue.sendOthers();
  await answerNext("foreign");
  await round;
  await queue.sendOthers();

  assert.deepEqual([session.isForeign, gate.open, retried], [true, 0, 0]);
  assert.deepEqual(drafts.besides("7/3/I.1"), ["7/3/I.2", "7/3/II.1"]);
});

it("tells which drafts were refused, until they are altered", async () => {
  drafts.set("7/3/I.2", draftOf("I.2"));
  const round = queue.sendOthers();
  assert.equal(queue.isRefused("7/3/I.2"), false);
  await answerNext("refused");
  await round;

  assert.equal(queue.isRefused("7/3/I.2"), true);
  drafts.set("7/3/I.2", draftOf("I.2", "4"));
  assert.deepEqual([queue.isRefused("7/3/I.2"), queue.isRefused("7/3/I.1")], [false, false]);
});

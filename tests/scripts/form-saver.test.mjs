import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";

import { Drafts } from "../../static/js/drafts.js";
import { FormSaver } from "../../static/js/form-saver.js";
import { PageSession } from "../../static/js/page-session.js";
import { Retries } from "../../static/js/retries.js";
import { FakeStorage, FakeTimers } from "./fakes.mjs";

const PAUSE = 900;
const NAME = "7/3/I.2";

/** A form as a page has it: the test types into it, and sees what was sent and said. */
class FakeForm {
  name = NAME;
  url = "/I.2/score/";
  points = "";
  seen = "1";
  sent = [];
  states = [];

  values = () => ({ points: this.points });
  version = () => this.seen;
  submit = () => this.sent.push([this.points, this.seen]);
  show = (state) => this.states.push(state);

  fill = ({ points, version }) => {
    this.points = points;
    this.seen = version;
  };

  get state() {
    return this.states.at(-1);
  }
}

let storage, drafts, session, timers, retries, form, saver;

function saverOf(html) {
  return new FormSaver(html, { drafts, session, retries, timers });
}

function type(points, delay) {
  form.points = points;
  saver.change(delay);
}

/** The portal stored what was sent: the page hears the new version first. */
function receiveStored(version) {
  form.seen = version;
  saver.receive("stored");
}

beforeEach(() => {
  storage = new FakeStorage();
  drafts = new Drafts(() => storage);
  session = new PageSession();
  timers = new FakeTimers();
  retries = new Retries(() => saver.save(), { timers });
  form = new FakeForm();
  saver = saverOf(form);
});

describe("saving", () => {
  it("waits for a pause in typing and forgets the draft once it is stored", () => {
    type("7");
    timers.pass(PAUSE - 1);
    type("7,5");
    timers.pass(PAUSE - 1);
    assert.deepEqual([form.sent, form.state], [[], "typing"]);

    timers.pass(1);
    assert.deepEqual([form.sent, form.state], [[["7,5", "1"]], "saving"]);
    receiveStored("2");
    timers.pass(60_000);
    assert.deepEqual([saver.draft, form.sent.length, form.state], [null, 1, "stored"]);
  });

  it("keeps what is typed before it is sent", () => {
    type("7");

    assert.deepEqual(new Drafts(() => storage).get(NAME), { points: "7", version: "1", url: "/I.2/score/" });
  });

  it("sends nothing that was not typed", () => {
    saver.save();

    assert.deepEqual([form.sent, form.states], [[], []]);
  });

  it("sends again what was typed on meanwhile, over the version that was stored", () => {
    type("7", 0);
    timers.pass(0);
    type("8");
    timers.pass(60_000);
    assert.equal(form.sent.length, 1); // one request at a time

    receiveStored("2");
    timers.pass(0);
    assert.deepEqual(form.sent, [["7", "1"], ["8", "2"]]);
    assert.equal(saver.draft.points, "8");
    receiveStored("3");
    assert.equal(saver.draft, null);
  });

  it("holds back what needs a reason first", () => {
    type("5");
    form.points = "0";
    saver.hold();
    timers.pass(60_000);

    assert.deepEqual([form.sent, saver.draft.points], [[], "0"]);
  });

  it("goes on where a closed tab stopped, over the version it was typed over", () => {
    type("7");
    saver.close();
    timers.pass(60_000);
    assert.deepEqual(form.sent, []);

    form = Object.assign(new FakeForm(), { seen: "4" });
    saver = saverOf(form);
    saver.restore();
    assert.deepEqual(form.sent, [["7", "1"]]);
  });

  it("gives up what is typed for the stored value", () => {
    type("7");
    saver.discard();
    timers.pass(60_000);

    assert.deepEqual([saver.draft, form.sent], [null, []]);
  });
});

describe("a refusal", () => {
  beforeEach(() => {
    type("99", 0);
    timers.pass(0);
    saver.receive("refused");
  });

  it("is not asked for again with the same value", () => {
    assert.equal(form.state, "refused");
    saver.save();
    type("98");
    type("99", 0);
    timers.pass(60_000);

    assert.deepEqual([form.sent.length, form.state, saver.isRefused], [1, "refused", true]);
    assert.equal(saver.draft.points, "99");
  });

  it("ends with another value", () => {
    type("9", 0);
    timers.pass(0);
    receiveStored("2");

    assert.deepEqual([form.sent.at(-1), saver.isRefused, saver.draft], [["9", "1"], false, null]);
  });

  it("ends with another version: the person has seen it", () => {
    form.seen = "5";
    saver.overwrite();

    assert.deepEqual(form.sent.at(-1), ["99", "5"]);
    assert.equal(new Drafts(() => storage).get(NAME).version, "5");
  });

  it("does not hold up what was typed on meanwhile", () => {
    type("9", 0);
    timers.pass(0);
    form.points = "8";
    saver.change();
    saver.receive("refused");
    timers.pass(0);

    assert.deepEqual(form.sent.at(-1), ["8", "1"]);
  });
});

describe("a failure", () => {
  for (const [outcome, state] of [
    ["offline", "offline"],
    ["failed", "failed"],
    ["gone", "failed"],
    ["signed-out", "expired"],
  ]) {
    it(`keeps the draft and tries again: ${outcome}`, () => {
      type("7", 0);
      timers.pass(0);
      saver.receive(outcome);
      assert.deepEqual([form.state, retries.isFailing, form.sent.length], [state, true, 1]);

      timers.pass(2000);
      assert.equal(form.sent.length, 2);
      receiveStored("2");
      assert.deepEqual([saver.draft, retries.isFailing], [null, false]);
    });
  }

  it("is not tried twice where typing goes on", () => {
    type("7", 0);
    timers.pass(0);
    saver.receive("offline");
    type("8");
    timers.pass(PAUSE);
    timers.pass(60_000);

    assert.deepEqual(form.sent, [["7", "1"], ["8", "1"]]);
  });
});

it("sends nothing any more once somebody else is signed in, and keeps the draft for its person", () => {
  type("7", 0);
  timers.pass(0);
  saver.receive("foreign");
  type("8");
  saver.save();
  timers.pass(60_000);

  assert.deepEqual([session.isForeign, form.sent.length, form.states.includes("failed")], [true, 1, true]);
  assert.equal(saver.draft.points, "8");
  const next = saverOf(new FakeForm());
  next.restore();
  assert.equal(next.isSaving, false);
});

for (const moment of ["from the beginning", "while typing"]) {
  it(`saves where the storage throws ${moment}`, () => {
    if (moment === "while typing") type("6");
    storage.refuses = true;
    type("7");
    timers.pass(PAUSE);
    assert.deepEqual(form.sent, [["7", "1"]]);

    type("8");
    receiveStored("2");
    timers.pass(0);
    assert.deepEqual(form.sent.at(-1), ["8", "2"]);
    receiveStored("3");
    assert.equal(saver.draft, null);
  });
}

import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";

import { Suggester } from "../../static/js/suggester.js";
import { FakeTimers } from "./fakes.mjs";

let asked, shown, timers, suggester;

beforeEach(() => {
  [asked, shown] = [[], []];
  timers = new FakeTimers();
  const ask = (words) => new Promise((answer, fail) => asked.push({ words, answer, fail }));
  suggester = new Suggester(ask, (html) => shown.push(html), timers);
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

it("asks once after a pause, for what was typed last", () => {
  for (const words of ["l", "le", "le ", "le ch"]) suggester.typed(words);
  assert.deepEqual(asked, []);
  timers.pass(200);
  assert.deepEqual(asked.map(({ words }) => words), ["le ch"]);
});

it("shows no answer to former words, and nothing for a single letter", async () => {
  suggester.typed("le");
  timers.pass(200);
  suggester.typed("le chan");
  timers.pass(200);
  asked[1].answer("new");
  asked[0].answer("old");
  await settled();
  assert.deepEqual(shown, ["new"]);
  suggester.typed("l");
  assert.deepEqual(shown, ["new", null]);
});

it("tells an answer without suggestions from no answer", async () => {
  suggester.typed("zzqq");
  timers.pass(200);
  asked[0].answer("");
  await settled();
  assert.deepEqual(shown, [""]);
});

it("shows nothing where the connection is lost", async () => {
  suggester.typed("le");
  timers.pass(200);
  asked[0].fail(new TypeError("offline"));
  await settled();
  assert.deepEqual(shown, [null]);
});

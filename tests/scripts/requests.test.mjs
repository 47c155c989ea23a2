import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { outcomeOf } from "../../static/js/requests.js";

const ADDRESS = "https://portal.example/evidence/2026/1/self-assessment/I.2/score/";
const SIGN_IN = "https://portal.example/account/login/?next=/";

function fetched(status, { url = ADDRESS, headers = {} } = {}) {
  return Object.defineProperty(new Response(null, { status, headers }), "url", { value: url });
}

function requested(status, { url = ADDRESS, headers = {} } = {}) {
  return { status, responseURL: url, getResponseHeader: (name) => headers[name] ?? null };
}

const ANSWERS = [
  ["stored", 200, {}],
  ["stored", 204, {}],
  ["refused", 422, {}],
  ["foreign", 403, { headers: { "X-Form-Refused": "1" } }],
  ["signed-out", 200, { url: SIGN_IN }],
  ["gone", 404, {}],
  ["failed", 403, {}],
  ["failed", 409, {}],
  ["failed", 500, {}],
  ["failed", 503, {}],
];

for (const [name, answerOf] of [["fetch", fetched], ["htmx", requested]]) {
  describe(`an answer to ${name}`, () => {
    for (const [outcome, status, options] of ANSWERS) {
      it(`${status} ${options.url ?? ""}${options.headers ? "for somebody else " : ""}is ${outcome}`, () => {
        assert.equal(outcomeOf(answerOf(status, options)), outcome);
      });
    }
  });
}

it("no answer is offline", () => {
  assert.equal(outcomeOf(requested(0, { url: "" })), "offline");
});

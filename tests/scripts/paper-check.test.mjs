import assert from "node:assert/strict";
import test from "node:test";

globalThis.document ??= { querySelectorAll: () => [] };
const { comparePapers } = await import("../../static/js/paper-check.js");

/** The section of the page, with its input and its verdict. */
function section(digest) {
  const input = Object.assign(new EventTarget(), { files: [] });
  const verdict = { textContent: "", dataset: { same: "the same", other: "another", unreadable: "unreadable" } };
  const place = Object.assign(new EventTarget(), {
    dataset: { paperCheck: digest },
    querySelector: (selector) => (selector === "input[type=file]" ? input : verdict),
  });
  return { place, input, verdict };
}

const hasher = { hash: async (file) => ({ hex: file.hex }) };
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function chosen(file, digest = "ab") {
  const { place, input, verdict } = section(digest);
  comparePapers(place, hasher);
  input.files = file ? [file] : [];
  input.dispatchEvent(new Event("change"));
  await settled();
  return [verdict.dataset.outcome, verdict.textContent];
}

test("the signed copy is known by its hash, any other file is not", async () => {
  assert.deepEqual(await chosen({ hex: "ab" }), ["same", "the same"]);
  assert.deepEqual(await chosen({ hex: "ac" }), ["other", "another"]);
});

test("a file that cannot be read is called so, and no file says nothing", async () => {
  assert.deepEqual(await chosen({ hex: "" }), ["unreadable", "unreadable"]);
  assert.deepEqual(await chosen(null), [undefined, ""]);
});

test("a dropped file is compared in the page, and the browser does not open it", async () => {
  const { place, verdict } = section("ab");
  comparePapers(place, hasher);
  const drop = Object.assign(new Event("drop", { cancelable: true }), { dataTransfer: { files: [{ hex: "ab" }] } });
  place.dispatchEvent(drop);
  const over = new Event("dragover", { cancelable: true });
  place.dispatchEvent(over);
  await settled();
  assert.equal(verdict.dataset.outcome, "same");
  assert.ok(drop.defaultPrevented && over.defaultPrevented);
});

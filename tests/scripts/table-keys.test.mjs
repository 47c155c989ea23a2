// Keys of the table of scores: they lead from cell to cell, and leave a text alone that is being edited.

import assert from "node:assert/strict";
import { test } from "node:test";

import { caretOf, stepOf } from "../../static/js/table-keys.js";

const key = (name, more = {}) => ({ key: name, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more });
const cell = (value, start, end = start) => ({ value, selectionStart: start, selectionEnd: end });
const WHOLE = caretOf(cell("1,5", 0, 3));
const MIDDLE = caretOf(cell("1,5", 1));

test("a cell that is chosen whole is left in every direction", () => {
  assert.deepEqual(stepOf(key("ArrowRight"), WHOLE, false), { rows: 0, columns: 1 });
  assert.deepEqual(stepOf(key("ArrowLeft"), WHOLE, false), { rows: 0, columns: -1 });
  assert.deepEqual(stepOf(key("ArrowDown"), WHOLE, true), { rows: 1, columns: 0 });
  assert.deepEqual(stepOf(key("ArrowUp"), WHOLE, true), { rows: -1, columns: 0 });
});

test("Enter leads down and with Shift up, wherever the caret stands", () => {
  assert.deepEqual(stepOf(key("Enter"), MIDDLE, true), { rows: 1, columns: 0 });
  assert.deepEqual(stepOf(key("Enter", { shiftKey: true }), MIDDLE, false), { rows: -1, columns: 0 });
});

test("inside of a text the arrows are its own; points are one line", () => {
  assert.equal(stepOf(key("ArrowRight"), MIDDLE, true), null);
  assert.equal(stepOf(key("ArrowDown"), MIDDLE, true), null);
  assert.deepEqual(stepOf(key("ArrowDown"), MIDDLE, false), { rows: 1, columns: 0 });
});

test("a selection that is being made, and the browser's own keys, are left alone", () => {
  assert.equal(stepOf(key("ArrowRight", { shiftKey: true }), WHOLE, false), null);
  assert.equal(stepOf(key("ArrowDown", { altKey: true }), WHOLE, false), null);
});

test("an empty cell has its caret at both ends", () => {
  assert.deepEqual(caretOf(cell("", 0)), { isAtStart: true, isAtEnd: true });
});

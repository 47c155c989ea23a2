// The editor of a draft's points: live sums, undo, moving points, keys. Without scripts the server computes the sums.

import { closest, element, find, findAll, need } from "./dom.js";
import { faultOf, formatHundredths, groupSums, parseHundredths } from "./hundredths.js";
import { onKey } from "./key-events.js";

/**
 * @typedef {object} Row
 * @property {string} code
 * @property {HTMLTableRowElement} row
 * @property {HTMLInputElement} input
 * @property {number} stored
 * @property {HTMLElement} storedNote
 * @property {HTMLElement} fault
 */

/** @typedef {Map<string, string>} Texts what stands in the fields, by code */

const WHOLE = 10000;

const form = element("points-form", HTMLFormElement);
const texts = form.dataset;
const message = element("editor-message", HTMLElement);
const undoButton = element("undo", HTMLButtonElement);
const saveButton = need("[value=save]", HTMLButtonElement, form);
const moveFrom = element("id_move_from", HTMLSelectElement);
const moveTo = element("id_move_to", HTMLSelectElement);
const movePoints = element("id_move_points", HTMLInputElement);
const step = parseHundredths(texts.step ?? "") ?? 1;

/** @type {Row[]} */
const rows = findAll("tr[data-criterion]", HTMLTableRowElement, form).map((row) => ({
  code: row.dataset.criterion ?? "",
  row,
  input: need(".points-cell", HTMLInputElement, row),
  stored: parseHundredths(need("[data-stored]", HTMLElement, row).dataset.stored ?? "") ?? 0,
  storedNote: need(".editor-was", HTMLElement, row),
  fault: need(".field-error", HTMLElement, row),
}));
const rowsByCode = new Map(rows.map((row) => [row.code, row]));

/** @param {number} value */
const format = (value) => formatHundredths(value, document.documentElement.lang);

/**
 * Put values into the %s placeholders of a sentence.
 *
 * @param {string | undefined} sentence
 * @param {string[]} values
 */
const filled = (sentence = "", ...values) => values.reduce((text, value) => text.replace("%s", () => value), sentence);

/** @returns {Texts} */
const typedTexts = () => new Map(rows.map((row) => [row.code, row.input.value]));

/** The steps that can be undone: each is the fields' contents before it. */
class History {
  /** @type {Texts[]} */
  #steps = [];
  #last = typedTexts();

  /** The fields' contents after the last step. */
  get last() {
    return this.#last;
  }

  get isEmpty() {
    return this.#steps.length === 0;
  }

  /** Record the present input as a step; false where nothing has changed. */
  add() {
    const now = typedTexts();
    if ([...now].every(([code, text]) => this.#last.get(code) === text)) return false;
    this.#steps.push(this.#last);
    this.#last = now;
    return true;
  }

  undo() {
    const before = this.#steps.pop();
    if (before) this.#last = before;
    return before;
  }
}

const history = new History();

/** Show the sums of the typed points. */
function refresh() {
  const counted = rows.map((row) => ({ ...row, typed: parseHundredths(row.input.value) }));
  const values = counted.map(({ code, typed, stored }) => ({ code, value: typed ?? stored }));
  const changed = counted.filter(({ typed, stored }) => typed !== stored);
  for (const row of counted) {
    const isChanged = changed.includes(row);
    row.storedNote.hidden = !isChanged;
    row.row.classList.toggle("is-changed", isChanged);
  }
  const sums = groupSums(values);
  for (const output of findAll("[data-sum]", HTMLOutputElement, form)) {
    output.value = format(sums.get(output.dataset.sum ?? "") ?? 0);
  }
  const total = values.reduce((sum, { value }) => sum + value, 0);
  element("total", HTMLOutputElement).value = format(total);
  element("left", HTMLOutputElement).value = format(WHOLE - total);
  need(".editor-left", HTMLElement).classList.toggle("is-off", total !== WHOLE);
  element("changed", HTMLOutputElement).value = String(changed.length);
  return { left: WHOLE - total, changed: changed.length };
}

/** @param {Row} row */
function showFault({ row, input, fault }) {
  const found = faultOf(input.value, step);
  fault.textContent = found ? texts[found] ?? "" : "";
  row.classList.toggle("is-wrong", found !== null);
  if (found) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", fault.id);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

/**
 * Finish a step: it can be undone, and the remaining points are announced once.
 *
 * @param {string} [note]
 */
function finishStep(note = "") {
  if (!history.add()) return;
  undoButton.disabled = false;
  announce(note);
}

/** @param {string} note */
function announce(note) {
  const { left } = refresh();
  const isReadable = rows.every((row) => parseHundredths(row.input.value) !== null);
  const balance = left === 0 ? texts.even : filled(left > 0 ? texts.left : texts.over, format(Math.abs(left)));
  message.textContent = [note, isReadable ? balance : texts.unreadable].filter(Boolean).join(" ");
}

function undo() {
  const before = history.undo();
  if (!before) return;
  const changed = rows.filter((row) => row.input.value !== before.get(row.code));
  for (const row of changed) {
    row.input.value = before.get(row.code) ?? "";
    showFault(row);
  }
  undoButton.disabled = history.isEmpty;
  announce(filled(texts.undone, changed.map((row) => row.code).join(", ")));
  changed[0]?.input.focus();
}

function move() {
  const from = rowsByCode.get(moveFrom.value);
  const to = rowsByCode.get(moveTo.value);
  const points = parseHundredths(movePoints.value);
  const source = from ? parseHundredths(from.input.value) : null;
  const target = to ? parseHundredths(to.input.value) : null;
  if (!from || !to || from === to || points === null || points <= 0 || source === null || target === null) {
    message.textContent = texts.cannotMove ?? "";
    return;
  }
  if (source < points) {
    message.textContent = filled(texts.tooFew, from.code);
    return;
  }
  from.input.value = format(source - points);
  to.input.value = format(target + points);
  showFault(from);
  showFault(to);
  movePoints.value = "";
  finishStep(filled(texts.moved, format(points), from.code, to.code));
}

/**
 * @param {Row} row
 * @param {number} by
 */
function focusRow(row, by) {
  const next = rows[rows.indexOf(row) + by];
  next?.input.focus();
  next?.input.select();
}

/** @param {Event} event */
function rowOf(event) {
  const row = closest(event, "tr[data-criterion]", HTMLTableRowElement);
  return rowsByCode.get(row?.dataset.criterion ?? "");
}

form.addEventListener("input", (event) => {
  if (rowOf(event)) refresh();
});
form.addEventListener("change", (event) => {
  const row = rowOf(event);
  if (!row) return;
  showFault(row);
  finishStep();
});

onKey(form, (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === "s") {
    event.preventDefault();
    form.requestSubmit(saveButton);
    return;
  }
  const row = rowOf(event);
  const isTyping = row && row.input.value !== history.last.get(row.code);
  if (isCommand && event.key === "z" && !isTyping) {
    event.preventDefault();
    undo();
  } else if (row && event.target === row.input && !isCommand && !event.altKey) {
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    focusRow(row, by);
  } else if (event.target === movePoints && event.key === "Enter") {
    event.preventDefault();
    move();
  }
});

element("move", HTMLButtonElement).addEventListener("click", (event) => {
  event.preventDefault();
  move();
});
undoButton.addEventListener("click", undo);

// Leaving a field may move the page; the button must stay under the mouse until the click is done.
saveButton.addEventListener("mousedown", (event) => event.preventDefault());

// Ask before unsaved input is lost.
let isSubmitting = false;
form.addEventListener("submit", () => (isSubmitting = true));
window.addEventListener("pageshow", () => (isSubmitting = false));
window.addEventListener("beforeunload", (event) => {
  if (!isSubmitting && refresh().changed) event.preventDefault();
});

for (const part of findAll("[data-js]", HTMLElement, form)) part.hidden = false;
for (const part of findAll("[data-no-js]", HTMLElement, form)) part.hidden = true;
refresh();
find("#refusal a, .is-wrong .points-cell", HTMLElement)?.focus();

// The editor of a draft's points: live sums in whole hundredths, undo, moving, keys. Without it the server sums.

import { onKey } from "./key-events.js";

const form = document.getElementById("points-form");
const say = form.dataset;
const leaves = [...form.querySelectorAll("tr[data-criterion]")].map((row) => ({
  code: row.dataset.criterion,
  row,
  input: row.querySelector(".points-cell"),
  stored: hundredths(row.querySelector("[data-stored]").dataset.stored),
  was: row.querySelector(".editor-was"),
  wrong: row.querySelector(".field-error"),
}));
const byCode = new Map(leaves.map((leaf) => [leaf.code, leaf]));
const step = hundredths(say.step);
const word = document.getElementById("word");
const undoButton = document.getElementById("undo");
const history = []; // one step: the texts that stood before it, by code
let settled = texts();
let leaving = false;

// "1,5" is 150; null where it is no figure. Points are never a binary fraction.
function hundredths(text) {
  const found = /^([-−]?)(\d{1,4})(?:[.,](\d{1,2})\d*)?$/.exec(text.trim());
  if (!found) return null;
  const value = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] ? -value : value;
}

function shown(value) {
  const whole = Math.trunc(Math.abs(value) / 100);
  const rest = String(Math.abs(value) % 100).padStart(2, "0").replace(/0+$/, "");
  const point = document.documentElement.lang === "vi" ? "," : ".";
  return (value < 0 ? "−" : "") + whole + (rest ? point + rest : "");
}

function fill(template, ...values) {
  return values.reduce((text, value) => text.replace("%s", () => value), template);
}

function texts() {
  return new Map(leaves.map((leaf) => [leaf.code, leaf.input.value]));
}

// What is wrong with a figure as it is typed; the server says the same, and has the last word.
function fault(text) {
  const value = hundredths(text);
  if (value === null) return say.unreadable;
  if (value < 0) return say.negative;
  return value % step ? say.offStep : "";
}

function refresh() {
  const sums = new Map();
  let total = 0;
  let changed = 0;
  for (const leaf of leaves) {
    const value = hundredths(leaf.input.value);
    const counted = value ?? leaf.stored;
    const isChanged = value !== leaf.stored;
    total += counted;
    changed += isChanged;
    leaf.was.hidden = !isChanged;
    leaf.row.classList.toggle("is-changed", isChanged);
    const parts = leaf.code.split(".");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const above = parts.slice(0, depth).join(".");
      sums.set(above, (sums.get(above) ?? 0) + counted);
    }
  }
  for (const output of form.querySelectorAll("[data-sum]")) output.value = shown(sums.get(output.dataset.sum) ?? 0);
  document.getElementById("total").value = shown(total);
  document.getElementById("left").value = shown(10000 - total);
  document.querySelector(".editor-left").classList.toggle("is-off", total !== 10000);
  document.getElementById("changed").value = changed;
  return { left: 10000 - total, changed };
}

function judge(leaf) {
  const text = fault(leaf.input.value);
  leaf.wrong.textContent = text;
  leaf.row.classList.toggle("is-wrong", Boolean(text));
  if (text) {
    leaf.input.setAttribute("aria-invalid", "true");
    leaf.input.setAttribute("aria-describedby", leaf.wrong.id);
  } else {
    leaf.input.removeAttribute("aria-invalid");
    leaf.input.removeAttribute("aria-describedby");
  }
}

// One step is done: it can be undone, and what is left is said once.
function settle(before, note = "") {
  const now = texts();
  if ([...now].every(([code, text]) => before.get(code) === text)) return;
  history.push(before);
  settled = now;
  undoButton.disabled = false;
  tell(note);
}

function tell(note) {
  const { left } = refresh();
  const isReadable = leaves.every((leaf) => hundredths(leaf.input.value) !== null);
  const balance = left === 0 ? say.even : fill(left > 0 ? say.left : say.over, shown(Math.abs(left)));
  word.textContent = [note, isReadable ? balance : say.unreadable].filter(Boolean).join(" ");
}

function undo() {
  const before = history.pop();
  if (!before) return;
  const back = leaves.filter((leaf) => leaf.input.value !== before.get(leaf.code));
  for (const leaf of back) {
    leaf.input.value = before.get(leaf.code);
    judge(leaf);
  }
  settled = before;
  undoButton.disabled = history.length === 0;
  tell(fill(say.undone, back.map((leaf) => leaf.code).join(", ")));
  back[0]?.input.focus();
}

function move() {
  const from = byCode.get(document.getElementById("id_move_from").value);
  const to = byCode.get(document.getElementById("id_move_to").value);
  const field = document.getElementById("id_move_points");
  const points = hundredths(field.value);
  const source = from && hundredths(from.input.value);
  const target = to && hundredths(to.input.value);
  if (!from || !to || from === to || !(points > 0) || source === null || target === null) {
    word.textContent = say.cannotMove;
    return;
  }
  if (source < points) {
    word.textContent = fill(say.tooFew, from.code);
    return;
  }
  const before = settled;
  from.input.value = shown(source - points);
  to.input.value = shown(target + points);
  judge(from);
  judge(to);
  field.value = "";
  settle(before, fill(say.moved, shown(points), from.code, to.code));
}

function stepTo(leaf, by) {
  const next = leaves[leaves.indexOf(leaf) + by];
  next?.input.focus();
  next?.input.select();
}

form.addEventListener("input", (event) => {
  if (!event.target.closest("tr[data-criterion]")) return;
  refresh();
});

form.addEventListener("change", (event) => {
  const row = event.target.closest("tr[data-criterion]");
  if (!row) return;
  judge(byCode.get(row.dataset.criterion));
  settle(settled);
});

onKey(form, (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=save]"));
    return;
  }
  const leaf = byCode.get(event.target.closest("tr[data-criterion]")?.dataset.criterion);
  const isTyping = leaf && leaf.input.value !== settled.get(leaf.code);
  if (isCommand && event.key === "z" && !isTyping) {
    event.preventDefault();
    undo();
    return;
  }
  if (leaf && event.target === leaf.input && !isCommand && !event.altKey) {
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      stepTo(leaf, by);
    }
  } else if (event.target.id === "id_move_points" && event.key === "Enter") {
    event.preventDefault();
    move();
  }
});

form.querySelector("#move").addEventListener("click", (event) => {
  event.preventDefault();
  move();
});
undoButton.addEventListener("click", undo);

// Leaving a field may move the page; the button must stay under the mouse until the click is done.
form.querySelector("[value=save]").addEventListener("mousedown", (event) => event.preventDefault());

// Nothing typed is lost by a slip.
form.addEventListener("submit", () => (leaving = true));
window.addEventListener("pageshow", () => (leaving = false));
window.addEventListener("beforeunload", (event) => {
  if (!leaving && refresh().changed) event.preventDefault();
});

for (const element of form.querySelectorAll("[data-js]")) element.hidden = false;
for (const element of form.querySelectorAll("[data-no-js]")) element.hidden = true;
refresh();
document.querySelector("#refusal a, .is-wrong .points-cell")?.focus();

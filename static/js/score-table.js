// The table of scores: filled in by keyboard like a spreadsheet; every line is saved through the same queue of drafts
// as the page of one criterion.

/** @import { ScoreDraft } from "./save-request.js" */
import { closest, element, find, findAll, whenReady } from "./dom.js";
import { DraftQueue } from "./draft-queue.js";
import { Drafts } from "./drafts.js";
import { onKey } from "./key-events.js";
import { PageSession } from "./page-session.js";
import { isOlder } from "./piece-versions.js";
import { Retries } from "./retries.js";
import { sendDraft } from "./save-request.js";
import { nextCell } from "./table-keys.js";
import { TableLine } from "./table-line.js";

const PAUSE = 900; // milliseconds without typing

const table = element("score-table", HTMLTableElement);
const family = table.dataset.drafts ?? "";
const bar = element("work-bar", HTMLElement);
const state = element("save-state", HTMLElement);
/** @type {Drafts<ScoreDraft>} */
const drafts = new Drafts(() => localStorage);
const session = new PageSession();
const retries = new Retries(send);
/** @type {Map<string, TableLine>} by the name of their draft */
const lines = new Map();
/** @type {number | undefined} */
let timer;

const queue = new DraftQueue({
  drafts,
  session,
  retries,
  current: () => family, // lines of the table save only through this queue
  send: sendOne,
  onStored,
  onRefused: async (name, html) => {
    lines.get(name)?.say(await html());
    show("refused");
  },
});

/** @param {ScoreDraft} draft */
async function sendOne(draft) {
  show("saving");
  try {
    const answer = await sendDraft(draft);
    if (answer.outcome === "signed-out") show("expired");
    else if (answer.outcome === "failed" || answer.outcome === "foreign") show("failed");
    return answer;
  } catch (error) {
    show("offline");
    throw error;
  }
}

/**
 * @param {ScoreDraft} draft
 * @param {string} html
 * @param {{ name: string, version?: string }} stored
 */
function onStored(draft, html, { name, version }) {
  retries.reset();
  const answer = new DOMParser().parseFromString(html, "text/html");
  showSums(answer);
  const line = lines.get(name);
  line?.take(draft, version);
  line?.mark(answer);
  if (line && drafts.get(name)) keep(line); // typed on meanwhile, based on the version that was stored just now
  const isAll = drafts.besides(family).length === 0;
  if (!isAll) return;
  state.textContent = find("#save-state", HTMLElement, answer)?.textContent ?? "";
  state.className = "save-state is-saved";
}

/** @param {Document} answer */
function showSums(answer) {
  const header = answer.getElementById("progress-header");
  const place = document.getElementById("progress-header");
  if (!header || !place || isOlder(header, place)) return;
  header.removeAttribute("hx-swap-oob");
  place.replaceWith(header);
  for (const cell of findAll("[data-sum]", HTMLElement, table)) {
    const sum = find(`#${cell.dataset.sum} .tree-points`, HTMLElement, answer);
    if (sum) cell.textContent = sum.textContent;
  }
}

/** @param {"typing" | "saving" | "refused" | "expired" | "offline" | "failed"} name */
function show(name) {
  state.textContent = bar.dataset[name] ?? "";
  state.className = name === "typing" || name === "saving" ? "save-state" : "save-state is-bad";
}

function send() {
  clearTimeout(timer);
  queue.sendOthers();
}

/** @param {TableLine} line */
function keep(line) {
  drafts.set(line.name, line.draft);
  clearTimeout(timer);
  timer = window.setTimeout(send, PAUSE);
}

/** @param {Event} event */
const lineOf = (event) => lines.get(family + (closest(event, ".table-line", HTMLElement)?.dataset.code ?? ""));

table.addEventListener("input", (event) => {
  const line = lineOf(event);
  if (!line) return;
  keep(line);
  show("typing");
});
table.addEventListener("change", (event) => {
  if (lineOf(event)) send();
});
table.addEventListener("click", (event) => {
  const choice = closest(event, "[data-keep]", HTMLElement);
  const line = choice && lineOf(event);
  if (!choice || !line) return;
  event.preventDefault();
  if (choice.dataset.keep === "theirs") {
    drafts.remove(line.name);
    location.reload();
    return;
  }
  line.version.value = choice.dataset.version ?? "";
  line.say("");
  keep(line);
  send();
});
table.closest("form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

// -- keys -----------------------------------------------------------------------------------------------------------
onKey(table, (event) => {
  const cell = event.target;
  if (!(cell instanceof HTMLInputElement || cell instanceof HTMLTextAreaElement)) return;
  if (event.key === "F2") {
    cell.setSelectionRange(cell.value.length, cell.value.length);
    return;
  }
  if (event.key === "Escape") {
    const line = lineOf(event);
    line?.undo();
    if (line) keep(line);
    return;
  }
  if (event.key === "Tab") {
    requestAnimationFrame(chooseWhole);
    return;
  }
  const next = nextCell(event, cell, findAll(".table-line", HTMLElement, table));
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select(); // typing replaces the value
  next.scrollIntoView({ block: "nearest" });
});

// A cell reached by the Tab key is selected whole, as in a spreadsheet.
function chooseWhole() {
  const cell = document.activeElement;
  if (table.contains(cell) && (cell instanceof HTMLInputElement || cell instanceof HTMLTextAreaElement)) cell.select();
}

// -- navigation -----------------------------------------------------------------------------------------------------
window.addEventListener("online", () => {
  retries.reset();
  send();
});
window.addEventListener("focus", send);
window.addEventListener("beforeunload", (event) => {
  const waiting = drafts.besides(family);
  if (waiting.length === 0) return;
  if (retries.isFailing || session.isForeign || !navigator.onLine || !drafts.areKept) event.preventDefault();
  else waiting.forEach((name) => sendNow(drafts.get(name)));
});

/** @param {ScoreDraft | null} draft */
function sendNow(draft) {
  if (draft) sendDraft(draft, { keepalive: true }).catch(() => {});
}

whenReady(() => {
  for (const row of findAll(".table-line", HTMLElement, table)) {
    if (!find(".points-cell", HTMLInputElement, row)) continue;
    const line = new TableLine(row, family);
    lines.set(line.name, line);
    const draft = drafts.get(line.name);
    if (draft) line.fill(draft);
    else if (line.isTouched) keep(line);
  }
  send();
});

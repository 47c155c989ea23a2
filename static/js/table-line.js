// One line of the table of scores: its two fields, their version, and its status text.

/** @import { ScoreDraft } from "./save-request.js" */
import { find, need } from "./dom.js";

export class TableLine {
  /**
   * @param {HTMLElement} row
   * @param {string} family of its draft's name, with the person and the dossier
   */
  constructor(row, family) {
    this.row = row;
    this.name = family + (row.dataset.code ?? "");
    this.points = need(".points-cell", HTMLInputElement, row);
    this.words = need(".words-cell", HTMLTextAreaElement, row);
    this.version = need('[name^="seen_version"]', HTMLInputElement, row);
    this.answer = need(".table-answer", HTMLElement, row);
    /** The stored values, as far as this page knows. */
    this.stored = this.values;
  }

  get values() {
    return { points: this.points.value, explanation: this.words.value };
  }

  /** Whether the fields differ from what the portal rendered: typed before the scripts had loaded. */
  get isTouched() {
    return this.points.value !== this.points.defaultValue || this.words.value !== this.words.defaultValue;
  }

  /** @returns {ScoreDraft} */
  get draft() {
    return { ...this.values, claimed: false, version: this.version.value, url: this.row.dataset.url ?? "" };
  }

  /** @param {ScoreDraft} draft */
  fill(draft) {
    this.points.value = draft.points;
    this.words.value = draft.explanation;
    this.version.value = draft.version;
  }

  /** Discard input since the last save. */
  undo() {
    this.points.value = this.stored.points;
    this.words.value = this.stored.explanation;
  }

  /**
   * @param {ScoreDraft} draft as it was stored
   * @param {string} [version]
   */
  take(draft, version) {
    this.stored = { points: draft.points, explanation: draft.explanation };
    if (version) this.version.value = version;
    this.say("");
  }

  /** @param {string} html why it was refused; "" where it was not */
  say(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    this.answer.replaceChildren(...parsed.body.childNodes);
    this.row.classList.toggle("is-bad", html !== "");
    this.points.toggleAttribute("aria-invalid", html !== "");
  }

  /** @param {Document} answer */
  mark(answer) {
    const row = find(`#${this.row.id.replace("line-", "row-")}`, HTMLElement, answer);
    const mark = row && [...row.classList].find((name) => name.startsWith("mark-"));
    if (mark) this.row.className = `table-line ${mark}`;
  }
}

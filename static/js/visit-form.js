// A form of the visit: the finding at one criterion, or the remarks on the whole visit.

/** @import { Draft, SavedForm, SaveState } from "./form-saver.js" */
import { field, need } from "./dom.js";

/** @typedef {Record<string, string>} VisitValues */

const NAMES = ["seen", "remark", "remarks"];

/** @implements {SavedForm<VisitValues>} */
export class VisitForm {
  #refusal = "";

  /**
   * @param {HTMLFormElement} form
   * @param {DOMStringMap} texts
   */
  constructor(form, texts) {
    this.element = form;
    this.texts = texts;
    this.name = form.dataset.draft ?? "";
    this.url = form.getAttribute("action") ?? "";
    this.line = need(".save-answer", HTMLElement, form);
    this.names = NAMES.filter((name) => form.elements.namedItem(name));
  }

  values() {
    return Object.fromEntries(this.names.map((name) => [name, this.#value(name)]));
  }

  version() {
    return field(this.element, "seen_version", HTMLInputElement).value;
  }

  /** @param {string | number} version */
  setVersion(version) {
    field(this.element, "seen_version", HTMLInputElement).value = String(version);
  }

  /** @param {Draft<VisitValues>} draft */
  fill(draft) {
    for (const name of this.names) this.#input(name).value = draft[name] ?? "";
    this.setVersion(draft.version);
  }

  submit() {
    window.htmx.trigger(this.element, "portal:save", null);
  }

  /** @param {SaveState} state */
  show(state) {
    this.line.classList.toggle("is-bad", state !== "typing" && state !== "saving" && state !== "stored");
    if (state === "stored") return; // the response has brought its own status line
    if (state === "refused") this.line.innerHTML = this.#refusal;
    else this.line.textContent = this.texts[state] ?? "";
  }

  /** The response on the page says why the portal refused: it is shown again if the same is typed again. */
  keepRefusal() {
    this.#refusal = this.line.innerHTML;
  }

  /** Whether the criterion was checked. */
  get isSeen() {
    return this.names.includes("seen") && this.#value("seen") !== "";
  }

  /** @param {string} name */
  #value(name) {
    return this.#input(name).value;
  }

  /**
   * @param {string} name
   * @returns {RadioNodeList | HTMLTextAreaElement}
   */
  #input(name) {
    const found = this.element.elements.namedItem(name);
    return found instanceof RadioNodeList ? found : field(this.element, name, HTMLTextAreaElement);
  }
}

// Keys of the review page: single letters and digits, and Alt + Enter to agree with the commune. They work outside of
// text fields only, and can be switched off for people who use speech input (WCAG 2.1.4).

import { currentRow } from "./criterion-tree.js";
import { closest, element, find, findAll } from "./dom.js";
import { onKey } from "./key-events.js";
import { isText, lettersAreOff } from "./letter-keys.js";

/** @param {string} selector */
const click = (selector) => find(selector, HTMLElement)?.click();
const agreement = () => find(".agree, .claim .form-check-input:not(:checked)", HTMLElement);
const points = () => find("#id_points", HTMLInputElement);
const explanation = () => find("#id_explanation", HTMLTextAreaElement);
const question = () => find("[data-asking]", HTMLTextAreaElement);
const help = element("keys-help", HTMLDialogElement);
const news = element("desk-news", HTMLElement);

/** Only criteria that the filtered list shows are opened. */
function goToNextOpen() {
  const rows = findAll("a.tree-row", HTMLAnchorElement);
  const here = currentRow();
  const place = here ? rows.findIndex((row) => row === here) : -1;
  const ordered = [...rows.slice(place + 1), ...rows.slice(0, Math.max(place, 0))];
  const next = ordered.find((row) => row.dataset.open !== undefined);
  news.textContent = next ? "" : news.dataset.noneOpen ?? "";
  next?.click();
}

function agree() {
  agreement()?.click();
  if (!find("#score-form .agree", HTMLElement)) goToNextOpen(); // the button itself opens it
}

function ask() {
  const field = question();
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  a: agree,
  h: () => click(".quick-choice[data-half]"),
  z: () => click(".quick-choice[data-zero]"),
  d: () => points()?.select(),
  c: () => explanation()?.focus(),
  y: ask,
  u: goToNextOpen,
  n: () => click('[data-step="after"]'),
  p: () => click('[data-step="before"]'),
};

/**
 * The digit of a key, whether or not Shift is pressed; in the field of points digits are text.
 *
 * @param {KeyboardEvent} event
 */
function digitAction({ code, shiftKey, target }) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  if (!digit || target === points()) return undefined;
  return () => click(`${shiftKey ? ".phrase" : ".quick-choice"}[data-digit="${digit}"]`);
}

/** @param {KeyboardEvent} event */
function actionOf(event) {
  if (event.key === "?") return () => help.showModal();
  if (lettersAreOff()) return undefined;
  return digitAction(event) ?? ACTIONS[event.key.toLowerCase()];
}

onKey(document, (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.key === "Escape") leaveField(event.target);
  if (isText(event.target)) return;
  const act = actionOf(event);
  if (!act) return;
  event.preventDefault();
  act();
});

/**
 * Focus the verdict, where letter keys work.
 *
 * @param {EventTarget | null} target
 */
function leaveField(target) {
  if (target === points() || target === explanation() || target === question()) {
    find("#verdict", HTMLElement)?.focus({ preventScroll: true });
  }
}

onKey(document, (event) => {
  if (!event.altKey || event.key !== "Enter" || !agreement()) return;
  event.preventDefault();
  agree();
});

document.addEventListener("click", (event) => {
  if (closest(event, "#keys-open", HTMLElement)) help.showModal();
  if (closest(event, ".agree", HTMLElement)) goToNextOpen();
  const phrase = closest(event, "[data-phrase]", HTMLElement)?.dataset.phrase;
  const field = explanation();
  if (phrase && field) append(field, phrase, event.detail > 0);
});

/**
 * Add a phrase as if it had been typed; after a click the focus moves to the text, after a key the keys stay active.
 *
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 * @param {boolean} isToGoOn
 */
function append(field, text, isToGoOn) {
  const before = field.value.trimEnd();
  field.value = before ? `${before} ${text}` : text;
  if (isToGoOn) field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

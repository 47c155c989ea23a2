// Keys of the review page: single letters, and Alt + Enter to agree with the commune. Letters act outside of text
// fields only, and can be switched off for people who dictate to their computer (WCAG 2.1.4).

import { closest, element, find } from "./dom.js";
import { onKey } from "./key-events.js";
import { isText, lettersAreOff } from "./letter-keys.js";

/** @param {string} selector */
const click = (selector) => find(selector, HTMLElement)?.click();
const agreement = () => find(".agree, .claim .form-check-input:not(:checked)", HTMLElement);
const points = () => find("#id_points", HTMLInputElement);
const explanation = () => find("#id_explanation", HTMLTextAreaElement);
const help = element("keys-help", HTMLDialogElement);

/** @type {Record<string, () => void>} */
const ACTIONS = {
  a: () => agreement()?.click(),
  h: () => click(".quick-choice[data-half]"),
  z: () => click(".quick-choice[data-zero]"),
  c: () => explanation()?.focus(),
  n: () => click('[data-step="after"]'),
  p: () => click('[data-step="before"]'),
};

/** @param {string} key */
function actionOf(key) {
  if (key === "?") return () => help.showModal();
  return lettersAreOff() ? undefined : ACTIONS[key.toLowerCase()];
}

onKey(document, (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target instanceof HTMLElement && event.target === explanation()) {
    points()?.focus();
    return;
  }
  if (isText(event.target) || help.open) return;
  const act = actionOf(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});

onKey(document, (event) => {
  const button = agreement();
  if (!event.altKey || event.key !== "Enter" || !button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("click", (event) => {
  if (closest(event, "#keys-open", HTMLElement)) help.showModal();
  const phrase = closest(event, "[data-phrase]", HTMLElement)?.dataset.phrase;
  const field = explanation();
  if (phrase && field) append(field, phrase);
});

/**
 * Add a phrase as if it had been typed.
 *
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function append(field, text) {
  const before = field.value.trimEnd();
  field.value = before ? `${before} ${text}` : text;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

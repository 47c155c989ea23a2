// What a form refuses, said in the page's language and brought into view.

import { closest, findAll } from "./dom.js";
import { texts } from "./notice.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

const REFUSED = ".is-invalid, [aria-invalid=true], .field-error:not(:empty), form .alert-danger, [data-refused]";
const TYPED_OR_PRESSED = "input:not([type=hidden]), select, textarea, button";

/**
 * @param {unknown} target
 * @returns {target is Field}
 */
function isField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
    || target instanceof HTMLTextAreaElement;
}

// -- before sending: the browser's own words are in the browser's language --------------------------------------------
/** @param {Field} field */
function words(field) {
  if (!field.validity.valueMissing) return texts.mistyped;
  if (field.type === "file") return texts.noFile;
  const isChosen = field instanceof HTMLSelectElement || ["radio", "checkbox"].includes(field.type);
  return isChosen ? texts.unchosen : texts.missing;
}

document.addEventListener("invalid", ({ target }) => {
  if (isField(target) && !target.validity.customError) target.setCustomValidity(words(target) ?? "");
}, { capture: true });

// Words once set would refuse the field for ever, and each of a group of radio buttons has its own.
for (const kind of ["input", "change", "click"]) {
  document.addEventListener(kind, (event) => {
    const control = closest(event, "button, input, select, textarea", HTMLElement);
    const form = isField(control) || control instanceof HTMLButtonElement ? control.form : null;
    for (const field of form?.elements ?? []) if (isField(field)) field.setCustomValidity("");
  }, { capture: true });
}

// -- after sending: the page begins at its first refused field, also far down or folded away -------------------------
const [first] = findAll(REFUSED, HTMLElement, document.getElementById("main") ?? document);
if (first) {
  const folded = first.closest("details");
  if (folded) folded.open = true;
  const form = first.closest("form");
  const field = isField(first) ? first
    : form?.querySelector("[aria-invalid=true]") ?? form?.querySelector(TYPED_OR_PRESSED);
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
}

// One letter, one act, at the appraiser's desk. Letters act outside of texts only, and can be switched off: some people
// speak to their computer, and would set them off by a word (WCAG 2.1.4).

import { onKey } from "./composing.js";
import { isText, lettersAreOff } from "./typing.js";

const click = (selector) => document.querySelector(selector)?.click();
const points = () => document.getElementById("id_points");
const ground = () => document.getElementById("id_explanation");
const help = () => document.getElementById("keys-help");

const ACTS = {
  a: () => click(".agree, .claim .form-check-input:not(:checked)"),
  h: () => click(".quick-choice[data-half]"),
  z: () => click(".quick-choice[data-zero]"),
  c: () => ground()?.focus(),
  n: () => click('[data-step="after"]'),
  p: () => click('[data-step="before"]'),
};

onKey(document, (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === ground()) {
    points()?.focus();
    return;
  }
  if (isText(event.target) || help()?.open) return;
  const act = event.key === "?" ? () => help()?.showModal() : !lettersAreOff() && ACTS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#keys-open")) help().showModal();
  const phrase = event.target.closest("[data-phrase]");
  if (phrase) put(phrase.dataset.phrase);
});

// A phrase goes where the writing is, as if it had been typed.
function put(text) {
  const field = ground();
  const before = field.value.trimEnd();
  field.value = before ? `${before} ${text}` : text;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

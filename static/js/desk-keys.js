// Keys of the review page: single letters, and Alt + Enter to agree with the commune. Letters act outside of text fields
// only, and can be switched off for people who dictate to their computer (WCAG 2.1.4).

import { onKey } from "./key-events.js";
import { isText, lettersAreOff } from "./letter-keys.js";

const click = (selector) => document.querySelector(selector)?.click();
const points = () => document.getElementById("id_points");
const ground = () => document.getElementById("id_explanation");
const help = () => document.getElementById("keys-help");

const agree = () => document.querySelector(".agree, .claim .form-check-input:not(:checked)");

const ACTS = {
  a: () => agree()?.click(),
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

onKey(document, (event) => {
  if (!event.altKey || event.key !== "Enter" || !agree()) return;
  event.preventDefault();
  agree().click();
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

// Forms whose fields are saved together once the person leaves them (`data-save-when-left`): half-typed values, and one
// line on the trail for each field of one file, would say nothing.

import { closest } from "./dom.js";
import { requestHeaders } from "./requests.js";

const SELECTOR = "form[data-save-when-left]";

/** @type {Set<HTMLFormElement>} */
const changed = new Set();

/** @param {HTMLFormElement} form */
function save(form) {
  if (!changed.delete(form) || !form.isConnected) return;
  form.dispatchEvent(new Event("left"));
}

document.addEventListener("input", (event) => {
  const form = closest(event, SELECTOR, HTMLFormElement);
  if (form) changed.add(form);
});
document.addEventListener("submit", ({ target }) => {
  if (target instanceof HTMLFormElement) changed.delete(target);
});
// Another window may be looked at meanwhile: the field then keeps the focus of its page, and is not left.
document.addEventListener("focusout", (event) => {
  const form = closest(event, SELECTOR, HTMLFormElement);
  if (form) setTimeout(() => form.contains(document.activeElement) || save(form));
});
// Keys and links that replace this part of the page do not wait for the focus to move.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  for (const form of changed) if (!form.contains(elt)) save(form);
});
document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
  if (elt instanceof HTMLFormElement && elt.matches(SELECTOR)) changed.add(elt);
});
window.addEventListener("online", () => changed.forEach(save));
window.addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (!form.isConnected) continue;
    if (!navigator.onLine) event.preventDefault();
    else sendAtEnd(form);
  }
});

/** @param {HTMLFormElement} form */
function sendAtEnd(form) {
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => typeof value === "string" && body.append(name, value));
  const headers = requestHeaders({ "HX-Request": "true" });
  fetch(form.action, { method: "POST", body, headers, keepalive: true }).catch(() => {});
}

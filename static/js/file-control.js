// Shows beside a file field which files were chosen.

import { closest, find, findAll } from "./dom.js";

/** @param {HTMLInputElement} field */
export function showChosen(field) {
  const place = find(".file-control-name", HTMLElement, field.closest(".file-control") ?? document);
  if (!place || !field.closest(".file-control")) return;
  const names = [...(field.files ?? [])].map((file) => file.name);
  place.textContent = names.length ? names.join(", ") : place.dataset.none ?? "";
}

document.addEventListener("change", (event) => {
  const field = closest(event, ".file-control input", HTMLInputElement);
  if (field) showChosen(field);
});
// A field that a refused form kept has its files still.
document.addEventListener("htmx:afterSettle", () => {
  findAll(".file-control input", HTMLInputElement).forEach(showChosen);
});

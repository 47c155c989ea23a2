// The list of criteria beside the one on the page.

import { element, find, findAll } from "./dom.js";

export const narrowScreen = window.matchMedia("(max-width: 900px)");

/** The criterion on the page. */
export const criterion = () => element("criterion", HTMLElement);

/** The list shows which criterion is on the page, whatever was replaced meanwhile. */
export function markCurrentRow() {
  const row = document.getElementById(`row-${criterion().dataset.key}`);
  findAll(".tree-row[aria-current]", HTMLElement).forEach((other) => other.removeAttribute("aria-current"));
  row?.setAttribute("aria-current", "true");
  return row;
}

/**
 * Scroll the list to a row, without moving the page.
 *
 * @param {HTMLElement | null} row
 */
export function scrollToRow(row) {
  const frame = find(".tree-frame", HTMLElement);
  if (!row || !frame || frame.scrollHeight <= frame.clientHeight) return;
  frame.scrollTop = row.offsetTop - frame.offsetTop - frame.clientHeight / 3;
}

/** On a phone the list is closed while a criterion is read. */
export function foldList() {
  const list = find(".tree-fold", HTMLDetailsElement);
  if (list && narrowScreen.matches) list.open = false;
}

/**
 * Put rows of an answer, and the progress header if it has one, in the place of those on the page.
 *
 * @param {string} html
 */
export function replaceRows(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const piece of findAll("#progress-header, .tree-row", HTMLElement, answer)) {
    piece.removeAttribute("hx-swap-oob");
    const place = document.getElementById(piece.id);
    if (!place) continue;
    place.replaceWith(piece);
    window.htmx.process(piece);
  }
  markCurrentRow();
}

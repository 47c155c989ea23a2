// The list of criteria beside the open one. Where the window is too narrow for both, the list lies over the page
// while it is open; only the style sheet knows the width.

import { closest, element, find, findAll } from "./dom.js";
import { onKey } from "./key-events.js";
import { isOlder } from "./piece-versions.js";
import { StoredSetting } from "./stored-setting.js";

// A filter loads the page again: the list over it then opens again, with what the filter leaves.
const isFiltering = new StoredSetting(() => sessionStorage, "portal:list-is-filtered");

const frame = () => find(".tree-frame", HTMLElement);
const opener = () => find("[data-tree-open]", HTMLElement);

/** Whether the list lies over the page instead of beside the criterion. */
export const isListApart = () => (opener()?.getClientRects().length ?? 0) > 0;

/** The open criterion. */
export const criterion = () => element("criterion", HTMLElement);

/** Show in each filter how many criteria it would keep; a filtered list only knows its own number. */
function countRows() {
  const chosen = find("[data-counts][aria-current]", HTMLElement)?.dataset.counts;
  const isWhole = find(".tree-filter [data-counts-all][aria-current]", HTMLElement) !== null;
  for (const filter of findAll("[data-counts]", HTMLElement)) {
    const place = find(".tree-count", HTMLElement, filter);
    const { counts = "" } = filter.dataset;
    if (!place || (!isWhole && counts !== chosen)) continue;
    place.textContent = String(findAll(`a.tree-row[data-lacks~="${counts}"]`, HTMLElement).length);
  }
}

export const currentRow = () => document.getElementById(`row-${criterion().dataset.key}`);

/** Mark the open criterion in the list, whatever was replaced meanwhile. */
export function markCurrentRow() {
  const row = currentRow();
  findAll(".tree-row[aria-current]", HTMLElement).forEach((other) => other.removeAttribute("aria-current"));
  row?.setAttribute("aria-current", "true");
  countRows();
  return row;
}

/**
 * Scroll the list until it shows the row, without moving the page.
 *
 * @param {HTMLElement | null} row
 */
export function scrollToRow(row) {
  const list = find(".tree-body", HTMLElement);
  if (!row || !list || list.scrollHeight <= list.clientHeight) return;
  const place = row.getBoundingClientRect();
  const shown = list.getBoundingClientRect();
  const margin = shown.height / 4;
  if (place.top >= shown.top + margin && place.bottom <= shown.bottom - margin) return;
  list.scrollTop += place.top - shown.top - shown.height / 3;
}

function openList() {
  frame()?.classList.add("is-open");
  const row = currentRow();
  scrollToRow(row);
  (row ?? find(".tree-body a", HTMLElement))?.focus({ preventScroll: true });
}

/** Close the list over the page: a criterion was opened, or nothing was chosen. */
export function closeList() {
  const list = frame();
  if (list?.contains(document.activeElement) && isListApart()) opener()?.focus({ preventScroll: true });
  list?.classList.remove("is-open");
  if (location.hash === "#tree-body") history.replaceState(history.state, "", location.pathname + location.search);
}

/**
 * Replace rows and other parts of the page by those in a response.
 *
 * @param {string} html
 */
export function replaceRows(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const piece of findAll("#progress-header, #review-state, #pair, .tree-row", HTMLElement, answer)) {
    piece.removeAttribute("hx-swap-oob");
    const place = document.getElementById(piece.id);
    if (!place || isOlder(piece, place)) continue;
    place.replaceWith(piece);
    window.htmx.process(piece);
  }
  markCurrentRow();
}

/** Open the list again after a filter was chosen in it. */
export function reopenList() {
  if (isFiltering.isOn && isListApart()) openList();
  isFiltering.set(false);
}

document.addEventListener("click", (event) => {
  if (closest(event, ".tree-filter a[href]", HTMLElement)) isFiltering.set(isListApart());
  if (closest(event, "[data-tree-open]", HTMLElement)) openList();
  else if (closest(event, "[data-tree-close], a.tree-row", HTMLElement)) closeList();
  else return;
  if (closest(event, "[data-tree-open], [data-tree-close]", HTMLElement)) event.preventDefault();
});
onKey(document, (event) => {
  if (event.key === "Escape" && frame()?.classList.contains("is-open")) closeList();
});

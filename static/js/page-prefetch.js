// The criteria near the open one are fetched in advance: while the connection is lost, the reviewer continues with
// them. Typed values are kept and sent by assessment.js.

import { criterion } from "./criterion-tree.js";
import { findAll } from "./dom.js";

const NEXT_COUNT = 3;
const PATIENCE = 3000; // milliseconds without an answer after which the fetched page is shown

/** @type {Map<string, string>} the pages by address */
const pages = new Map();

/** @param {string} address */
const absolute = (address) => new URL(address, location.href).href;

/** The next criteria of the filtered list, and those that the keys open. */
function neighbours() {
  const rows = findAll("a.tree-row", HTMLAnchorElement);
  const here = rows.findIndex((row) => row.id === `row-${criterion().dataset.key}`);
  const count = navigator.connection?.saveData ? 1 : NEXT_COUNT;
  const steps = findAll("[data-step]", HTMLAnchorElement);
  return new Set([...steps, ...rows.slice(here + 1, here + 1 + count)].map((link) => link.href));
}

async function fetchNeighbours() {
  for (const address of neighbours()) {
    if (pages.has(address)) continue;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) continue;
      const html = await answer.text();
      pages.set(address, html);
      document.dispatchEvent(new CustomEvent("portal:page-fetched", { detail: { html } }));
    } catch {
      return;
    }
  }
}

/**
 * After a score is stored, the page fetched before is out of date.
 *
 * @param {string} url where the score was sent: the page's address and "score/"
 */
const forget = (url) => pages.delete(absolute(url.replace(/score\/$/, "")));

/**
 * Show the fetched page, and report no failure, because nothing is lost.
 *
 * @param {CustomEvent<HtmxErrorDetail>} event
 */
function showFetched(event) {
  const address = absolute(event.detail.pathInfo.requestPath);
  const page = event.detail.target?.id === "criterion" && pages.get(address);
  if (!page) return;
  event.stopImmediatePropagation();
  history.pushState({ htmx: true }, "", address);
  window.htmx.swap("#criterion", page, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
}

document.addEventListener("htmx:configRequest", (event) => {
  const { target, path } = event.detail;
  if (target?.id === "criterion" && pages.has(absolute(path))) event.detail.timeout = PATIENCE;
});
document.addEventListener("htmx:sendError", showFetched, { capture: true });
document.addEventListener("htmx:timeout", showFetched, { capture: true });
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "criterion") fetchNeighbours();
});
document.addEventListener("portal:saved", ({ target }) => {
  if (target instanceof HTMLFormElement) forget(target.action);
});
document.addEventListener("portal:draft-stored", (event) => forget(event.detail.url));
if (document.readyState === "complete") fetchNeighbours();
else window.addEventListener("load", fetchNeighbours);

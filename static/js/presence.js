// Who else has this dossier open, polled while the page is visible; a lost connection is not reported here.

import { element } from "./dom.js";
import { criterion } from "./criterion-tree.js";

const INTERVAL = 30_000;

const place = element("presence", HTMLElement);

async function refresh() {
  if (document.visibilityState !== "visible") return;
  const address = new URL(place.dataset.url ?? "", location.href);
  address.searchParams.set("criterion", criterion().dataset.code ?? "");
  try {
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // It is polled again after the interval.
  }
}

/**
 * Screen readers read the line whenever it is replaced, so it is replaced only where it has changed.
 *
 * @param {string} html
 */
function show(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (body.textContent?.trim() !== place.textContent?.trim()) place.replaceChildren(...body.childNodes);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "criterion") refresh();
});
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, INTERVAL);
refresh();

// The criteria around the one in hand are fetched ahead: while the line is cut, the desk moves on with what lies here.
// What is typed meanwhile is kept and sent by assessment.js; every other answer still comes from the portal.

const AHEAD = 3;
const PATIENCE = 3000; // milliseconds until a line that says nothing counts as cut, where the page lies here
const pages = new Map();

const leaf = () => document.getElementById("criterion");
const absolute = (address) => new URL(address, location.href).href;

// The next ones of the tree as it is filtered, and the neighbours by key.
function neighbours() {
  const rows = [...document.querySelectorAll("a.tree-row")];
  const here = rows.findIndex((row) => row.id === `row-${leaf().dataset.key}`);
  const count = navigator.connection?.saveData ? 1 : AHEAD;
  const steps = document.querySelectorAll("#criterion [data-step]");
  return [...new Set([...steps, ...rows.slice(here + 1, here + 1 + count)].map((link) => absolute(link.href)))];
}

async function fetchAhead() {
  for (const address of neighbours()) {
    if (pages.has(address)) continue;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (answer.ok && !answer.redirected) pages.set(address, await answer.text());
    } catch {
      return;
    }
  }
}

// A stored verdict makes the page that was fetched before it untrue. Its address is the form's without the verb.
function drop(action) {
  pages.delete(absolute(action.replace(/score\/$/, "")));
}

// The line is cut: go on with the page that lies here, and say nothing of a failure that costs nothing.
function goOn(event) {
  const address = absolute(event.detail.pathInfo.requestPath);
  const page = event.detail.target?.id === "criterion" && pages.get(address);
  if (!page) return;
  event.stopImmediatePropagation();
  history.pushState({ htmx: true }, "", address);
  window.htmx.swap("#criterion", page, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 20 });
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.target?.id === "criterion" && pages.has(absolute(event.detail.path))) event.detail.timeout = PATIENCE;
});
document.addEventListener("htmx:sendError", goOn, { capture: true });
document.addEventListener("htmx:timeout", goOn, { capture: true });
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "criterion") fetchAhead();
});
document.addEventListener("portal:saved", () => drop(document.getElementById("score-form").getAttribute("action")));
document.addEventListener("portal:delivered", (event) => drop(event.detail.url));
if (document.readyState === "complete") fetchAhead();
else window.addEventListener("load", fetchAhead);

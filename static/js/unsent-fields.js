// Fields that htmx saves as they are typed (a paper, an answer): what a lost line kept back is sent once the line
// returns, and before that the page is not left unasked.

/** @type {Set<HTMLElement>} */
const unsent = new Set();

document.addEventListener("htmx:sendError", ({ detail: { elt } }) => {
  if (elt instanceof HTMLElement && elt.getAttribute("hx-trigger")?.startsWith("input")) unsent.add(elt);
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (successful && elt instanceof HTMLElement) unsent.delete(elt);
});
window.addEventListener("online", () => {
  for (const field of unsent) field.dispatchEvent(new Event("input", { bubbles: true }));
});
window.addEventListener("beforeunload", (event) => {
  if ([...unsent].some((field) => field.isConnected)) event.preventDefault();
});

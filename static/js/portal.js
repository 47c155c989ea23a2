// Shared by every page: forms are sent once and after a confirmation, and a lost connection or session is reported.

import { closest, findAll, need } from "./dom.js";
import { showChosen } from "./file-control.js";
import { guardSubmit, release } from "./form-guard.js";
import { onKey } from "./key-events.js";
import { hideNotice, showNotice, texts } from "./notice.js";
import { csrfToken, isForeign, isSignInPage } from "./requests.js";
import "./left-forms.js";
import "./refused-fields.js";
import "./top-search.js";
import "./unsent-fields.js";

// -- forms ----------------------------------------------------------------------------------------------------------
// Drafts in the browser's storage belong to their person, and are deleted at sign-out. Browsers obey the response's
// Clear-Site-Data over HTTPS only.
document.addEventListener("submit", (event) => {
  if (!closest(event, "form[data-sign-out]", HTMLFormElement)) return;
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // A browser with blocked storage has stored nothing.
  }
});
document.addEventListener("submit", guardSubmit, { capture: true });
// Filters apply as soon as a value is chosen.
document.addEventListener("change", (event) => {
  if (closest(event, "select, input[type=checkbox]", HTMLElement)) {
    closest(event, "form.filters", HTMLFormElement)?.requestSubmit();
  }
});

// -- requests of htmx -----------------------------------------------------------------------------------------------
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = csrfToken();
  if (!token) return;
  detail.headers["X-CSRFToken"] = token;
  if (detail.parameters.has?.("csrfmiddlewaretoken")) detail.parameters.set("csrfmiddlewaretoken", token);
});
// A button that sends by htmx is disabled until its response, and gets the focus again after it.
document.addEventListener("htmx:beforeRequest", ({ detail: { requestConfig, elt, xhr } }) => {
  if (requestConfig.verb === "get") return;
  const cause = requestConfig.triggeringEvent;
  const button = (cause instanceof SubmitEvent ? cause.submitter : null) ?? elt;
  if (!(button instanceof HTMLButtonElement)) return;
  const hadFocus = document.activeElement === button;
  button.disabled = true;
  xhr.addEventListener("loadend", () => {
    button.disabled = false;
    if (hadFocus && document.activeElement === document.body) button.focus();
  });
});
// The sign-in page is never swapped into a part of a page; the typed text stays.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isSignInPage(detail.xhr)) return;
  detail.shouldSwap = false;
  showNotice(texts.expired, detail.xhr.responseURL.split("?")[0]);
});
document.addEventListener("htmx:sendError", () => showNotice(texts.offline));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && !isSignInPage(detail.xhr)) hideNotice();
});
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (isForeign(xhr)) showNotice(xhr.responseText);
  else if (xhr.status !== 422) showNotice(texts.failed);
});

// -- the page -------------------------------------------------------------------------------------------------------
// Back after signing out shows nothing: a cached page of a signed-in user is fetched again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.dataset.formKey) location.reload();
  findAll("form[data-sending]", HTMLFormElement).forEach(release);
  findAll(".file-control input", HTMLInputElement).forEach(showChosen); // the browser may have restored them
});

/** @param {(menu: HTMLDetailsElement) => boolean} isLeft */
function closeMenus(isLeft) {
  for (const menu of findAll("details.person[open], details.top-search[open]", HTMLDetailsElement)) {
    if (isLeft(menu)) menu.open = false;
  }
}

// A menu is closed by Escape or a click elsewhere.
document.addEventListener("click", ({ target }) => {
  closeMenus((menu) => !(target instanceof Node && menu.contains(target)));
});
onKey(document, (event) => {
  if (event.key === "Escape") closeMenus(() => true);
});

// A button on pages made for printing; shown only where scripts run.
for (const button of findAll("[data-print]", HTMLButtonElement)) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// One checkbox above a list selects all of its checkboxes; shown only where scripts run.
for (const line of findAll("[data-choose-all]", HTMLElement)) {
  const all = need("input", HTMLInputElement, line);
  all.addEventListener("change", () => {
    for (const box of findAll("input[type=checkbox][name]:enabled", HTMLInputElement, all.form ?? document)) {
      box.checked = all.checked;
    }
  });
  line.hidden = false;
}

document.documentElement.dataset.scripts = "ready";
window.dispatchEvent(new Event("scripts-ready"));

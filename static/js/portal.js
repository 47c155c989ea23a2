// What every page shares: confirmation, double submits, and a truthful word when the line or the session is lost.
import { csrf, headers, isRefused } from "./requests.js";

import { onKey } from "./key-events.js";

const notice = document.getElementById("notice");
const isSignInAddress = (address) => address.includes("/account/login/");

function tell(text, link) {
  notice.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.target = "_blank";
    anchor.rel = "opener";
    anchor.textContent = notice.dataset.signIn;
    notice.append(" ", anchor);
  }
  notice.hidden = false;
}

// What was typed and not sent yet waits in the browser's store: it is its person's alone, and goes with the sign-out.
// Browsers heed the answer's Clear-Site-Data over HTTPS only.
document.addEventListener("submit", (event) => {
  if (!("signOut" in event.target.dataset)) return;
  localStorage.clear();
  sessionStorage.clear();
});

// A form or button with data-confirm asks once, in a dialog that says what will happen.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.confirmed !== "yes") {
    event.preventDefault();
    event.stopPropagation();
    ask(form, event.submitter, question);
    return;
  }
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (hasFiles(form) && form.dataset.asked !== "yes") {
    event.preventDefault();
    event.stopPropagation();
    sendIfAllowed(form, event.submitter);
    return;
  }
  guard(event, form);
}, true);

const hasFiles = (form) => [...form.elements].some((field) => field.type === "file" && field.files.length > 0);

// Files cannot be kept by a page that answers. So the portal is asked first: where the session or the right has ended,
// or the line is cut, everything stays on this page as it is.
async function sendIfAllowed(form, submitter) {
  if (form.dataset.asking === "yes") return;
  form.dataset.asking = "yes";
  const isReady = await mayBeSent(form);
  delete form.dataset.asking;
  if (!isReady || !form.isConnected) return;
  Object.assign(form.dataset, { asked: "yes", confirmed: "yes" });
  form.requestSubmit(submitter ?? undefined);
  delete form.dataset.asked;
  delete form.dataset.confirmed;
}

async function mayBeSent(form) {
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "OPTIONS", headers: headers() });
    if (isSignInAddress(answer.url)) tell(notice.dataset.filesExpired, answer.url.split("?")[0]);
    else if (isRefused(answer)) tell(await answer.text());
    else if ([403, 404].includes(answer.status)) tell(notice.dataset.noRight);
    else return true;
  } catch {
    tell(notice.dataset.filesOffline);
  }
  return false;
}

function ask(form, submitter, question) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-question]").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    const standing = stillThere(form);
    if (!standing) return;
    standing.dataset.confirmed = "yes";
    standing.requestSubmit(standing === form ? submitter ?? undefined : undefined);
    delete standing.dataset.confirmed;
  }, { once: true });
  dialog.showModal();
}

// A piece of the page may have come anew while the question stood open; the form in it goes in the old one's place.
function stillThere(form) {
  if (form.isConnected) return form;
  return [...document.forms].find((other) => other.getAttribute("action") === form.getAttribute("action"));
}

// The second click of a double click is not a second submission; on a slow line the portal itself knows the second one.
function guard(event, form) {
  if (form.dataset.sending === "yes") {
    event.preventDefault();
    return;
  }
  renew(form);
  form.dataset.sending = "yes";
  const button = event.submitter;
  // Only after the form has been read: a disabled button's own value would not be sent.
  setTimeout(() => button && !event.defaultPrevented && wait(button));
  setTimeout(() => release(form), 4000);
}

function wait(button) {
  button.disabled = true;
  button.dataset.waits = "yes";
}

function release(form) {
  delete form.dataset.sending;
  for (const button of form.elements) {
    if (button.dataset.waits) button.disabled = false;
    delete button.dataset.waits;
  }
}

// A sign-in in another tab brings a new token: a page that was open before sends the one that counts.
function renew(form) {
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  if (field && csrf() && new URL(form.action, location.href).origin === location.origin) field.value = csrf();
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!csrf()) return;
  event.detail.headers["X-CSRFToken"] = csrf();
  if (event.detail.parameters.has?.("csrfmiddlewaretoken")) event.detail.parameters.set("csrfmiddlewaretoken", csrf());
});

// A button that sends by htmx waits for its answer; the hands stay where they were.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { requestConfig, elt, xhr } = event.detail;
  if (requestConfig.verb === "get") return;
  const button = requestConfig.triggeringEvent?.submitter ?? (elt.matches("button") ? elt : null);
  if (!button) return;
  const had = document.activeElement === button;
  button.disabled = true;
  xhr.addEventListener("loadend", () => {
    button.disabled = false;
    if (had && document.activeElement === document.body) button.focus();
  });
});

// Back after signing out shows nothing: what a browser kept of a signed-in page is asked for anew.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.dataset.formKey) location.reload();
  document.querySelectorAll("form[data-sending]").forEach(release);
});

const isSignIn = (request) => isSignInAddress(request.responseURL ?? "");

// The sign-in page is never swapped into a piece of a page; what was typed stays where it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL ?? "";
  if (isSignIn(event.detail.xhr)) {
    event.detail.shouldSwap = false;
    tell(notice.dataset.expired, address.split("?")[0]);
    event.detail.elt.dispatchEvent(new CustomEvent("portal:expired", { bubbles: true }));
  }
});
document.addEventListener("htmx:sendError", () => tell(notice.dataset.offline));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !isSignIn(event.detail.xhr)) notice.hidden = true;
});
document.addEventListener("htmx:responseError", (event) => {
  if (isRefused(event.detail.xhr)) tell(event.detail.xhr.responseText);
  else if (event.detail.xhr.status !== 422) tell(notice.dataset.failed);
});

// One open menu at a time, closed by Escape or a click elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.person[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
onKey(document, (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.person[open]").forEach((menu) => (menu.open = false));
});

// Filters apply as soon as something is chosen.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.filters");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

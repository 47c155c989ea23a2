// Steps between the button of a form and its request: a confirmation, a check before files are sent, and protection
// against a second click.

import { element, find } from "./dom.js";
import { showNotice, texts } from "./notice.js";
import { csrfToken, isForeign, isSignInPage, requestHeaders } from "./requests.js";

const RELEASED_AFTER = 4000;

/** @param {SubmitEvent} event before it reaches htmx */
export function guardSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const submitter = event.submitter;
  const question = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.confirmed !== "yes") {
    stop(event);
    ask(form, submitter, question);
    return;
  }
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (hasFiles(form) && form.dataset.asked !== "yes") {
    stop(event);
    sendIfAllowed(form, submitter);
    return;
  }
  sendOnce(event, form);
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

// -- confirmation ---------------------------------------------------------------------------------------------------
/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {string} question
 */
function ask(form, submitter, question) {
  const dialog = element("confirm", HTMLDialogElement);
  const text = find("[data-question]", HTMLElement, dialog);
  if (text) text.textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") sendConfirmed(form, submitter);
  }, { once: true });
  dialog.showModal();
}

/**
 * The form may have been replaced while the confirmation was open: the new form is sent.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function sendConfirmed(form, submitter) {
  const action = form.getAttribute("action");
  const same = [...document.forms].find((other) => other.getAttribute("action") === action);
  const present = form.isConnected ? form : same;
  if (!present) return;
  present.dataset.confirmed = "yes";
  present.requestSubmit(present === form ? submitter : null);
  delete present.dataset.confirmed;
}

// -- check before files are sent ------------------------------------------------------------------------------------
/** @param {HTMLFormElement} form */
const hasFiles = (form) =>
  [...form.elements].some((field) => field instanceof HTMLInputElement && field.type === "file" && field.files?.length);

/**
 * A response page cannot keep chosen files. So the portal is asked first: where the session or the permission has
 * ended, or the connection is lost, everything stays on this page.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function sendIfAllowed(form, submitter) {
  if (form.dataset.asking === "yes") return;
  form.dataset.asking = "yes";
  const isAllowed = await mayBeSent(form, submitter);
  delete form.dataset.asking;
  if (!isAllowed || !form.isConnected) return;
  Object.assign(form.dataset, { asked: "yes", confirmed: "yes" });
  form.requestSubmit(submitter);
  delete form.dataset.asked;
  delete form.dataset.confirmed;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function mayBeSent(form, submitter) {
  try {
    const address = submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href;
    const answer = await fetch(address, { method: "OPTIONS", headers: requestHeaders() });
    if (isSignInPage(answer)) showNotice(texts.filesExpired, answer.url.split("?")[0]);
    else if (isForeign(answer)) showNotice(await answer.text());
    else if (answer.status === 403 || answer.status === 404) showNotice(texts.noRight);
    else return true;
  } catch {
    showNotice(texts.filesOffline);
  }
  return false;
}

// -- second click ---------------------------------------------------------------------------------------------------
/**
 * On a slow connection the portal itself also detects the second request.
 *
 * @param {SubmitEvent} event
 * @param {HTMLFormElement} form
 */
function sendOnce(event, form) {
  if (form.dataset.sending === "yes") {
    event.preventDefault();
    return;
  }
  renewToken(form);
  form.dataset.sending = "yes";
  const button = event.submitter;
  // Only after the browser has read the form: a disabled button's own value would not be sent.
  setTimeout(() => {
    if (button instanceof HTMLButtonElement && !event.defaultPrevented) disable(button);
  });
  setTimeout(() => release(form), RELEASED_AFTER);
}

/** @param {HTMLButtonElement} button */
function disable(button) {
  button.disabled = true;
  button.dataset.waits = "yes";
}

/**
 * Allow the form to be sent again.
 *
 * @param {HTMLFormElement} form
 */
export function release(form) {
  delete form.dataset.sending;
  for (const button of form.elements) {
    if (!(button instanceof HTMLButtonElement) || !button.dataset.waits) continue;
    button.disabled = false;
    delete button.dataset.waits;
  }
}

/**
 * A sign-in in another tab sets a new token: an older page must send the valid one.
 *
 * @param {HTMLFormElement} form
 */
function renewToken(form) {
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  const isOwn = new URL(form.action, location.href).origin === location.origin;
  if (field instanceof HTMLInputElement && csrfToken() && isOwn) field.value = csrfToken();
}

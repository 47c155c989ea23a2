// What every page shares: confirmation, double submits, and a truthful word when the line or the session is lost.

const notice = document.getElementById("notice");

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
  if (form.method === "post" && !form.hasAttribute("hx-post")) guard(event, form);
}, true);

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

// The second click of a double click is not a second submission.
function guard(event, form) {
  if (form.dataset.sending === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => delete form.dataset.sending, 4000);
}

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending));

const isSignIn = (request) => (request.responseURL ?? "").includes("/account/login/");

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
  if (event.detail.xhr.status !== 422) tell(notice.dataset.failed);
});

// One open menu at a time, closed by Escape or a click elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.person[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.person[open]").forEach((menu) => (menu.open = false));
});

// Filters apply as soon as something is chosen.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.filters");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

// The leaf in hand saves itself. What is typed is kept in this browser until the portal has truly stored it.

const PAUSE = 900;
const RETRIES = [2000, 5000, 10000, 20000, 30000];

let timer = null;
let retry = null;
let failures = 0;
let saving = false;
let sent = null;

const form = () => document.getElementById("leaf-form");
const state = () => document.getElementById("save-state");
const draftKey = () => `draft/${document.getElementById("leaf").dataset.draft}`;

function typed() {
  const fields = form();
  return { points: fields.elements.namedItem("id_points").value, explanation: fields.elements.explanation.value };
}

function say(word, bad = false) {
  const line = state();
  line.textContent = line.dataset[word];
  line.classList.toggle("is-bad", bad);
  line.classList.remove("is-saved");
}

// -- keeping ---------------------------------------------------------------------------------------------------------
function keep() {
  const draft = { ...typed(), version: form().elements.seen_version.value, at: Date.now() };
  localStorage.setItem(draftKey(), JSON.stringify(draft));
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(draftKey()));
  } catch {
    return null;
  }
}

const forget = () => localStorage.removeItem(draftKey());

// -- saving ----------------------------------------------------------------------------------------------------------
function schedule(delay = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function save() {
  clearTimeout(timer);
  clearTimeout(retry);
  if (!form() || saving || !kept()) return;
  saving = true;
  sent = JSON.stringify(typed());
  say("saving");
  window.htmx.trigger(form(), "portal:save");
}

function later() {
  const delay = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  clearTimeout(retry);
  retry = setTimeout(save, delay);
}

document.addEventListener("portal:saved", (event) => {
  failures = 0;
  form().elements.seen_version.value = event.detail.version;
  form().querySelector("#save-answer").dataset.fresh = "yes";
});

document.addEventListener("portal:refused", () => say("refused", true));

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== form()) return;
  saving = false;
  if (event.detail.xhr.responseURL.includes("/account/login/")) say("expired", true);
  else if (event.detail.successful) settle();
  else if (event.detail.xhr.status >= 500 || event.detail.xhr.status === 0) failed();
});
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt !== form()) return;
  saving = false;
  failed();
});

// Stored as sent: forget the draft, unless typing went on meanwhile.
function settle() {
  if (JSON.stringify(typed()) === sent) forget();
  else {
    keep();
    schedule(0);
  }
  mark();
}

function failed() {
  say("offline", true);
  later();
}

// -- typing ----------------------------------------------------------------------------------------------------------
function changed(delay) {
  keep();
  if (!saving) say("typing");
  mark();
  schedule(delay);
}

document.addEventListener("input", (event) => {
  if (event.target.form && event.target.form === form()) changed(PAUSE);
});
document.addEventListener("change", (event) => {
  if (event.target.form && event.target.form === form()) changed(0);
});
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  changed(0);
});
document.addEventListener("click", (event) => {
  const quick = event.target.closest(".quick-choice");
  if (quick) {
    event.preventDefault();
    form().elements.namedItem("id_points").value = quick.dataset.points;
    changed(0);
  }
  const choice = event.target.closest("[data-keep]");
  if (choice) settleConflict(choice);
});

// Two editors at once: the second one chooses; nothing is overwritten unseen.
function settleConflict(choice) {
  if (choice.dataset.keep === "theirs") {
    forget();
    location.reload();
    return;
  }
  form().elements.seen_version.value = choice.dataset.version;
  document.getElementById("save-answer").replaceChildren();
  keep();
  save();
}

// Press the quick choice that equals what is in the field.
function mark() {
  const value = form()?.elements.namedItem("id_points").value.trim().replace(".", ",");
  document.querySelectorAll(".quick-choice").forEach((choice) => {
    choice.setAttribute("aria-pressed", String(choice.dataset.points.replace(".", ",") === value));
  });
}

// -- coming back -----------------------------------------------------------------------------------------------------
function open() {
  if (!form()) return;
  failures = 0;
  saving = false;
  const draft = kept();
  if (draft) {
    form().elements.namedItem("id_points").value = draft.points;
    form().elements.explanation.value = draft.explanation;
    form().elements.seen_version.value = draft.version;
    save();
  }
  mark();
  const code = document.getElementById("leaf").dataset.code;
  document.querySelectorAll(".tree-row[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  const row = document.getElementById(`row-${document.getElementById("leaf").dataset.key}`);
  row?.setAttribute("aria-current", "true");
  reveal(row);
  document.title = document.title.replace(/^(\S+ – )?/, `${code} – `);
}

// Bring the row into view inside the tree, without moving the page.
function reveal(row) {
  const frame = document.querySelector(".tree-frame");
  if (!row || frame.scrollHeight <= frame.clientHeight) return;
  frame.scrollTop = row.offsetTop - frame.offsetTop - frame.clientHeight / 3;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "leaf" || event.detail.target?.id === "leaf") open();
});
// Another leaf is opened only after this one has been sent, or is safely kept.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "leaf" && kept() && !saving) save();
});
window.addEventListener("online", () => save());
window.addEventListener("focus", () => { if (kept()) save(); });
window.addEventListener("beforeunload", (event) => {
  if (form() && kept() && saving) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const step = document.querySelector(`[data-step="${event.key === "ArrowDown" ? "after" : "before"}"]`);
  if (!step) return;
  event.preventDefault();
  step.click();
});

if (window.matchMedia("(max-width: 900px)").matches) document.querySelector(".tree-fold").open = false;
open();

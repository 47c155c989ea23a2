// The leaf in hand saves itself. What is typed is kept in this browser, per person and leaf, until the portal has
// truly stored it: through lost lines, closed tabs and ended sessions. Sending the same twice changes nothing there.
import { csrf, headers, isRefused } from "./requests.js";

import { onKey } from "./key-events.js";

const PAUSE = 900;
const RETRIES = [2000, 5000, 10000, 20000, 30000];
const SIGN_IN = "/account/login/";

let timer = null;
let retry = null;
let failures = 0;
let saving = false;
let sweeping = false;
let again = false;
let refused = false;
let sent = null;
let sentOver = null;
let isForeign = false;

const form = () => document.getElementById("score-form");
const leaf = () => document.getElementById("criterion");
const draftKey = () => `draft/${leaf().dataset.draft}`;
const seen = () => form().elements.seen_version.value;
const pointsField = () => form().elements.namedItem("id_points");

// The box that says the content does not apply; most contents have none.
const claim = () => document.getElementById("id_not_applicable");

function typed() {
  const fields = form().elements;
  return { points: pointsField().value, explanation: fields.explanation.value, claimed: claim()?.checked ?? false };
}

function fill(draft) {
  pointsField().value = draft.points;
  form().elements.explanation.value = draft.explanation;
  if (claim()) claim().checked = Boolean(draft.claimed);
}

function say(word, bad = false) {
  const line = document.getElementById("save-state");
  line.textContent = line.parentElement.dataset[word];
  line.classList.toggle("is-bad", bad);
  line.classList.remove("is-saved");
}

// -- keeping ---------------------------------------------------------------------------------------------------------
function keep() {
  const draft = { ...typed(), version: seen(), url: form().getAttribute("action") };
  try {
    localStorage.setItem(draftKey(), JSON.stringify(draft));
  } catch {
    // A browser without room or leave to keep anything: the page still saves itself, and warns before it is left.
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

const kept = () => read(draftKey());
const forget = (key = draftKey()) => localStorage.removeItem(key);

// Drafts of this person's other leaves: a closed tab, or a leaf left before its answer came.
function others() {
  const own = draftKey();
  const family = own.slice(0, own.lastIndexOf("/") + 1);
  return Object.keys(localStorage).filter((key) => key.startsWith(family) && key !== own);
}

// -- saving ----------------------------------------------------------------------------------------------------------
function schedule(delay = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

// The very thing that was sent last, over the same stored value: what was refused would be refused again.
const unaltered = () => JSON.stringify(typed()) === sent && seen() === sentOver;

function save() {
  clearTimeout(timer);
  if (!form() || saving || isForeign || !kept()) return;
  if (refused && unaltered()) {
    say("refused", true);
    return;
  }
  clearTimeout(retry);
  saving = true;
  sent = JSON.stringify(typed());
  sentOver = seen();
  say("saving");
  window.htmx.trigger(form(), "portal:save");
}

function later() {
  const delay = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  clearTimeout(retry);
  retry = setTimeout(resend, delay);
}

function resend() {
  save();
  sweep();
}

document.addEventListener("portal:saved", (event) => {
  form().elements.seen_version.value = event.detail.version;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!form() || event.detail.elt !== form()) return;
  const answer = event.detail.xhr;
  saving = false;
  if (answer.responseURL.includes(SIGN_IN)) failed("expired");
  else if (isRefused(answer)) foreign();
  else if (answer.status === 422) refuse();
  else if (event.detail.successful) settle();
  else failed(answer.status === 0 ? "offline" : "failed");
});

// Stored as sent: forget the draft, unless typing went on meanwhile.
function settle() {
  failures = 0;
  refused = false;
  flag(leaf().dataset.key, false);
  if (JSON.stringify(typed()) === sent) forget();
  else {
    keep();
    schedule(0);
  }
  mark();
  sweep(); // The line carries again: what other leaves left behind need not wait for its turn.
}

function refuse() {
  refused = true;
  say("refused", true);
  flag(leaf().dataset.key, true);
  if (!unaltered()) schedule(0);
  sweep();
}

// Somebody else is signed in here now: the draft stays this person's, and waits for them.
function foreign() {
  isForeign = true;
  say("failed", true);
  flag(leaf().dataset.key, true);
}

function failed(word) {
  say(word, true);
  flag(leaf().dataset.key, true);
  later();
}

// Send what other leaves left behind; their rows and the strip follow, the leaf in hand stays as it is.
// Asked for while it runs, it goes round once more: what failed before the line came back is not forgotten.
async function sweep() {
  if (!form() || isForeign) return;
  again = true;
  if (sweeping) return;
  sweeping = true;
  while (again) {
    again = false;
    for (const key of others()) await deliver(key);
  }
  sweeping = false;
}

async function deliver(key) {
  const draft = read(key);
  if (!draft?.url) return forget(key);
  try {
    const answer = await post(draft);
    if (isRefused(answer)) return foreign();
    if (answer.url.includes(SIGN_IN)) return later();
    if (answer.ok) document.dispatchEvent(new CustomEvent("portal:delivered", { detail: { url: draft.url } }));
    if (answer.ok && JSON.stringify(read(key)) === JSON.stringify(draft)) forget(key);
    if (answer.ok) return follow(await answer.text());
    if (answer.status === 422) return flag(key.slice(key.lastIndexOf("/") + 1).replaceAll(".", "-"), true);
    if (answer.status === 404) return forget(key);
    return later();
  } catch {
    return later();
  }
}

function post(draft, options = {}) {
  const body = new URLSearchParams({
    points: draft.points,
    explanation: draft.explanation,
    seen_version: draft.version,
    csrfmiddlewaretoken: csrf(),
  });
  if (draft.claimed) body.set("not_applicable", "on");
  return fetch(draft.url, { method: "POST", body, headers: headers({ "HX-Request": "true" }), ...options });
}

function follow(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  answer.querySelectorAll("#progress-header, .tree-row").forEach((piece) => {
    const place = document.getElementById(piece.id);
    piece.removeAttribute("hx-swap-oob");
    place?.replaceWith(piece);
    window.htmx.process(piece);
  });
  point();
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
  if (!event.target.form || event.target.form !== form()) return;
  if (event.target === claim() && asksForReason()) explain();
  else changed(0);
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
    pointsField().value = quick.dataset.points;
    changed(0);
  }
  const choice = event.target.closest("[data-keep]");
  if (choice) {
    event.preventDefault();
    settleConflict(choice);
  }
});

// Two editors at once: the second one chooses; nothing is overwritten unseen.
function settleConflict(choice) {
  clearTimeout(timer);
  if (choice.dataset.keep === "theirs") {
    forget();
    location.assign(choice.href || location.href);
    return;
  }
  form().elements.seen_version.value = choice.dataset.version;
  document.getElementById("save-answer").replaceChildren();
  keep();
  save();
}

// A claim needs its reason before it can be stored: let it be typed first.
const asksForReason = () => claim().checked && claim().hasAttribute("data-needs-reason") && !typed().explanation.trim();

function explain() {
  keep();
  mark();
  say("typing");
  clearTimeout(timer);
  form().elements.explanation.focus();
}

// Press the quick choice that equals what is in the field.
function mark() {
  const value = pointsField().value.trim().replace(".", ",");
  document.querySelectorAll(".quick-choice").forEach((choice) => {
    choice.setAttribute("aria-pressed", String(choice.dataset.points.replace(".", ",") === value));
  });
  const claimed = claim()?.checked ?? false;
  form().querySelectorAll(".points-input, .quick-choice").forEach((field) => (field.disabled = claimed));
}

function flag(key, unsaved) {
  document.getElementById(`row-${key}`)?.classList.toggle("is-unsaved", unsaved);
}

// -- coming back -----------------------------------------------------------------------------------------------------
function open() {
  const row = point();
  reveal(row);
  document.title = document.title.replace(/^(\S+ – )?/, `${leaf().dataset.code} – `);
  if (!form()) return;
  failures = 0;
  saving = false;
  refused = false;
  const draft = kept();
  if (draft) {
    fill(draft);
    form().elements.seen_version.value = draft.version;
    save();
  }
  mark();
  sweep();
}

// Begin at the top of the new leaf, with the hands where they are needed.
function arrive() {
  if (leaf().getBoundingClientRect().top < 0) leaf().scrollIntoView();
  if (form() && !narrow.matches && document.activeElement === document.body) pointsField().focus({ preventScroll: true });
}

// The tree shows which leaf is in hand, whatever was swapped meanwhile.
function point() {
  const row = document.getElementById(`row-${leaf().dataset.key}`);
  document.querySelectorAll(".tree-row[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  row?.setAttribute("aria-current", "true");
  return row;
}

// Bring the row into view inside the tree, without moving the page.
function reveal(row) {
  const frame = document.querySelector(".tree-frame");
  if (!row || frame.scrollHeight <= frame.clientHeight) return;
  frame.scrollTop = row.offsetTop - frame.offsetTop - frame.clientHeight / 3;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "criterion" && event.detail.target?.id !== "criterion") return;
  open();
  arrive();
});
document.addEventListener("htmx:oobAfterSwap", point);
// A late answer to the leaf before says nothing about the leaf in hand.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const said = event.detail.fragment.querySelector("#save-state")?.dataset.criterion;
  if (said && said !== leaf().dataset.code) event.detail.shouldSwap = false;
});
// Another leaf is opened only after this one has been sent, or is safely kept.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "criterion" && form() && kept() && !saving && !refused) save();
});
// On a phone the list closes behind the choice.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "criterion" && narrow.matches) document.querySelector(".tree-fold").open = false;
});
window.addEventListener("online", () => {
  failures = 0;
  resend();
});
window.addEventListener("focus", () => {
  if (!refused) resend();
});
// The page goes: hand over what is typed; ask to stay only where it is known not to arrive.
window.addEventListener("beforeunload", (event) => {
  const draft = form() && kept();
  if (!draft) return;
  if (failures || refused || isForeign || !navigator.onLine) event.preventDefault();
  else post(draft, { keepalive: true }).catch(() => {});
});
onKey(document, (event) => {
  if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const step = document.querySelector(`[data-step="${event.key === "ArrowDown" ? "after" : "before"}"]`);
  if (!step) return;
  event.preventDefault();
  step.click();
});

const narrow = window.matchMedia("(max-width: 900px)");
if (narrow.matches) document.querySelector(".tree-fold").open = false;
// htmx wakes the form at the same moment, before this; a draft can be sent only then.
if (document.readyState === "complete") open();
else document.addEventListener("DOMContentLoaded", open);

// The page of one criterion at a time: its score saves automatically, typed text is kept in this browser until the
// portal has stored it, and the next criterion replaces it on the same page.

/** @import { ScoreDraft, ScoreValues } from "./save-request.js" */
import { criterion, isListApart, markCurrentRow, reopenList, replaceRows, scrollToRow } from "./criterion-tree.js";
import { closest, element, find, whenReady } from "./dom.js";
import { DraftQueue } from "./draft-queue.js";
import { Drafts } from "./drafts.js";
import { FormSaver } from "./form-saver.js";
import { onKey } from "./key-events.js";
import { addressOf, Leaving } from "./leaving.js";
import { PageSession } from "./page-session.js";
import { isOlder } from "./piece-versions.js";
import { outcomeOf } from "./requests.js";
import { Retries } from "./retries.js";
import { sendDraft } from "./save-request.js";
import { ScoreForm, showUnsaved } from "./score-form.js";

const session = new PageSession();
/** @type {Drafts<ScoreDraft>} */
const drafts = new Drafts(() => localStorage);
const retries = new Retries(sendAll);
const queue = new DraftQueue({
  drafts,
  session,
  retries,
  current: () => criterion().dataset.draft ?? "",
  send: sendDraft,
  onStored: (draft, html) => {
    document.dispatchEvent(new CustomEvent("portal:draft-stored", { detail: { url: draft.url } }));
    replaceRows(html);
    leaving.answered();
  },
  onRefused: (name) => {
    showUnsaved(name.slice(name.lastIndexOf("/") + 1).replaceAll(".", "-"), true);
    leaving.answered();
  },
});
const leaving = new Leaving(
  {
    waiting,
    isStopped: () => retries.isFailing || session.isForeign || !navigator.onLine,
    isRefused: () => current?.saver.isRefused === true && current.saver.draft !== null,
    sendAll,
    sendAtEnd,
  },
  (address) => location.assign(address),
);

/** @type {{ form: ScoreForm, saver: FormSaver<ScoreValues> } | null} null where nothing may be typed */
let current = null;

function sendAll() {
  current?.saver.save();
  if (current) queue.sendOthers();
}

/** Whether the portal has not stored everything of this person and dossier, on this page or at other criteria. */
function waiting() {
  const family = (criterion().dataset.draft ?? "").replace(/[^/]*$/, "");
  return drafts.besides(family).filter((name) => !queue.isRefused(name));
}

/** @param {string} name */
function sendAtEnd(name) {
  const draft = drafts.get(name);
  if (draft) sendDraft(draft, { keepalive: true }).catch(() => {});
}

function openCriterion() {
  scrollToRow(markCurrentRow());
  document.title = document.title.replace(/^(\S+ – )?/, `${criterion().dataset.code} – `);
  current?.saver.close();
  current = null;
  const html = find("#score-form", HTMLFormElement);
  if (!html) return;
  const form = new ScoreForm(html);
  current = { form, saver: new FormSaver(form, { drafts, session, retries }) };
  retries.reset();
  current.saver.restore();
  form.updateChoices();
  queue.sendOthers();
}

/**
 * The form that is on the page now: a key or a click may come after a criterion was swapped in and before htmx reports
 * it, and must never reach the previous criterion.
 */
function live() {
  if ((current?.form.element ?? null) !== find("#score-form", HTMLFormElement)) openCriterion();
  return current;
}

/** Scroll to the top of the new criterion and focus the field that the page names first: the points, or the verdict. */
function focusCriterion() {
  if (criterion().getBoundingClientRect().top < 0) criterion().scrollIntoView();
  if (isListApart() || document.activeElement !== document.body) return;
  find("[data-first-focus]", HTMLElement, criterion())?.focus({ preventScroll: true });
}

// -- the form -------------------------------------------------------------------------------------------------------
/**
 * A field that was removed with its criterion may still fire a change event, which is not for the present form.
 *
 * @param {Event} event
 */
const isOfForm = ({ target }) => target instanceof Node && live()?.form.element.contains(target) === true;

/** @param {number} [delay] */
function change(delay) {
  const now = live();
  now?.saver.change(delay);
  now?.form.updateChoices();
}

document.addEventListener("input", (event) => {
  if (!isOfForm(event)) return;
  const { form, saver } = /** @type {NonNullable<typeof current>} */ (current);
  if (event.target === form.explanation && form.isClaimed) saver.hold();
  else change();
  // What was taken over from last year counts as reviewed once it is edited.
  if (event.target === form.explanation) find("[data-untouched]", HTMLElement)?.remove();
});
document.addEventListener("change", (event) => {
  if (!isOfForm(event) || !current) return;
  if (event.target !== current.form.claim || !current.form.needsReason) {
    change(0);
    return;
  }
  current.saver.hold();
  current.form.updateChoices();
  current.form.explanation.focus();
});
document.addEventListener("submit", (event) => {
  if (event.target !== live()?.form.element) return;
  event.preventDefault();
  change(0);
});
document.addEventListener("click", (event) => {
  const choice = closest(event, ".quick-choice", HTMLElement);
  const now = choice && live();
  if (now) {
    event.preventDefault();
    now.form.points.value = choice.dataset.points ?? "";
    change(0);
  }
  const resolution = closest(event, "[data-keep]", HTMLElement);
  if (resolution) {
    event.preventDefault();
    resolveConflict(resolution);
  }
});

/**
 * Two people typed at once: the second one chooses, so that nothing is overwritten unseen.
 *
 * @param {HTMLElement} choice
 */
function resolveConflict(choice) {
  const now = live();
  if (!now) return;
  if (choice.dataset.keep === "theirs") {
    now.saver.discard();
    location.assign(choice instanceof HTMLAnchorElement ? choice.href : location.href);
    return;
  }
  now.form.setVersion(choice.dataset.version ?? "");
  element("save-answer", HTMLElement).replaceChildren();
  now.saver.overwrite();
}

// -- answers --------------------------------------------------------------------------------------------------------
document.addEventListener("portal:saved", (event) => {
  if (current && event.target === current.form.element) current.form.setVersion(event.detail.version);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!current || event.detail.elt !== current.form.element) return;
  const outcome = outcomeOf(event.detail.xhr);
  current.saver.receive(outcome);
  current.form.updateChoices();
  current.form.markRefused();
  // The connection is back: unsent drafts of other criteria are sent without waiting for their next try.
  if (outcome === "stored" || outcome === "refused") queue.sendOthers();
  leaving.answered();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "criterion" && event.detail.target?.id !== "criterion") return;
  openCriterion();
  focusCriterion();
});
document.addEventListener("htmx:oobAfterSwap", markCurrentRow);
// A late response for the previous criterion does not concern this one, which has its own status line; and partials
// older than those on the page are ignored.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const piece = target?.id ? find(`#${CSS.escape(target.id)}`, HTMLElement, fragment) : null;
  if (!target || !piece) return;
  const { criterion: code } = target.id === "save-state" ? piece.dataset : {};
  const isOfAnother = code !== undefined && code !== criterion().dataset.code;
  if (isOfAnother || isOlder(piece, target)) event.detail.shouldSwap = false;
});

// -- navigation -----------------------------------------------------------------------------------------------------
// Another criterion is opened only after this one has been sent, or is stored as a draft.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "criterion" && current && !current.saver.isRefused) current.saver.save();
});
window.addEventListener("online", () => {
  retries.reset();
  sendAll();
});
window.addEventListener("focus", () => {
  if (!current?.saver.isRefused) sendAll();
});
// The page is closed: send what is typed; ask to stay only where it is known that sending fails.
window.addEventListener("beforeunload", (event) => {
  if (leaving.end()) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const address = addressOf(event, closest(event, "a[href]", HTMLAnchorElement));
  if (address && leaving.holds(address)) event.preventDefault();
});
onKey(document, (event) => {
  if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const step = find(`[data-step="${event.key === "ArrowDown" ? "after" : "before"}"]`, HTMLElement);
  if (!step) return;
  event.preventDefault();
  step.click();
});

whenReady(() => {
  openCriterion();
  reopenList();
  // Text typed before the scripts had loaded has fired no event.
  if (current?.form.isTouched && !current.saver.draft) change(0);
});

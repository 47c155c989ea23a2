// A visit on a phone, often without a connection: notes save automatically, photos are sent one after another.

/** @import { Draft } from "./form-saver.js" */
/** @import { VisitValues } from "./visit-form.js" */
import { closest, element, field, findAll, need, whenReady } from "./dom.js";
import { Drafts } from "./drafts.js";
import { FormSaver } from "./form-saver.js";
import { PageSession } from "./page-session.js";
import { PhotoQueue } from "./photo-queue.js";
import { shrinkPhoto, wantsSmallerPhotos } from "./photo-shrinking.js";
import { csrfToken, outcomeOf, requestHeaders } from "./requests.js";
import { Retries } from "./retries.js";
import { VisitForm } from "./visit-form.js";

const session = new PageSession();
/** @type {Drafts<Draft<VisitValues>>} */
const drafts = new Drafts(() => localStorage);

// -- notes ----------------------------------------------------------------------------------------------------------
const notes = findAll("form.visit-form", HTMLFormElement).map((html) => {
  const form = new VisitForm(html, need(".visit", HTMLElement).dataset);
  /** @type {FormSaver<VisitValues>} */
  const saver = new FormSaver(form, { drafts, session, retries: new Retries(() => saver.save()) });
  return { form, saver };
});

/** @param {EventTarget | null} html */
const noteOf = (html) => notes.find(({ form }) => form.element === html);

document.addEventListener("input", (event) => {
  const note = noteOf(closest(event, "form.visit-form", HTMLFormElement));
  if (!note) return;
  const isChoice = event.target instanceof HTMLInputElement && event.target.type === "radio";
  note.saver.change(isChoice ? 0 : undefined);
  countSeen();
});
document.addEventListener("portal:noted", (event) => noteOf(event.target)?.form.setVersion(event.detail.version));
document.addEventListener("htmx:afterRequest", (event) => {
  const note = noteOf(event.detail.elt);
  if (!note) return;
  const outcome = outcomeOf(event.detail.xhr);
  if (outcome === "refused") note.form.keepRefusal();
  note.saver.receive(outcome);
});

function countSeen() {
  element("seen-count", HTMLElement).textContent = String(notes.filter(({ form }) => form.isSeen).length);
}

// -- photos ---------------------------------------------------------------------------------------------------------
/** @typedef {{ form: HTMLFormElement, file: File, isSmaller: boolean }} Photo */

/** @type {PhotoQueue<Photo>} */
const photos = new PhotoQueue(sendPhoto, new Retries(() => photos.sendAll()));

document.addEventListener("change", (event) => {
  const form = closest(event, "form.photo-form", HTMLFormElement);
  const input = event.target;
  if (!form || !(input instanceof HTMLInputElement) || input.type !== "file") return;
  const isSmaller = wantsSmallerPhotos();
  photos.add([...(input.files ?? [])].map((file) => ({ form, file, isSmaller })));
  input.value = "";
});

/** @param {Photo} photo */
async function sendPhoto({ form, file, isSmaller }) {
  showPhotoState(form, "sending");
  try {
    await postPhoto(form, isSmaller ? await shrinkPhoto(file) : file);
  } catch (error) {
    showPhotoState(form, "waiting");
    throw error;
  }
}

/**
 * Throws where the connection is lost or the portal cannot answer now.
 *
 * @param {HTMLFormElement} form
 * @param {File} file
 */
async function postPhoto(form, file) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", csrfToken());
  body.set("criterion", field(form, "criterion", HTMLInputElement).value);
  body.append("photos", file, file.name);
  const headers = requestHeaders({ "HX-Request": "true" });
  const answer = await fetch(form.action, { method: "POST", body, headers });
  const outcome = outcomeOf(answer);
  if (answer.status >= 500 || outcome === "signed-out" || outcome === "foreign") throw new Error(outcome);
  const hasPhotos = outcome === "stored" || outcome === "refused";
  if (hasPhotos) element(form.dataset.photosId ?? "", HTMLElement).innerHTML = await answer.text();
  showPhotoState(form, hasPhotos ? "" : "failed");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} state
 */
function showPhotoState(form, state) {
  const line = need(".photo-state", HTMLElement, form);
  line.textContent = line.dataset[state] ?? "";
}

// -- navigation -----------------------------------------------------------------------------------------------------
function sendAll() {
  notes.forEach(({ saver }) => saver.save());
  photos.sendAll();
}

window.addEventListener("online", sendAll);
window.addEventListener("focus", sendAll);
window.addEventListener("beforeunload", (event) => {
  if (!photos.isEmpty || !drafts.areKept || notes.some(({ saver }) => saver.isSaving)) event.preventDefault();
});

whenReady(() => {
  notes.forEach(({ saver }) => saver.restore());
  countSeen();
});

// A form that saves automatically: when it is sent, and what its response means for the typed text. Independent of the
// page; an adapter reads, fills and sends the form. Sending the same twice changes nothing at the portal.

/** @import { Drafts } from "./drafts.js" */
/** @import { PageSession } from "./page-session.js" */
/** @import { Outcome } from "./requests.js" */
/** @import { Retries, Timers } from "./retries.js" */
import { browserTimers } from "./retries.js";

const PAUSE = 900; // milliseconds without typing

/** @typedef {"typing" | "saving" | "stored" | "refused" | "expired" | "offline" | "failed"} SaveState */

/**
 * The typed values, the version of the stored value they are based on, and where they are sent.
 *
 * @template V
 * @typedef {V & { version: string, url: string }} Draft
 */

/**
 * @template V what the fields hold
 * @typedef {object} SavedForm
 * @property {string} name of its draft
 * @property {string} url
 * @property {() => V} values
 * @property {() => string} version
 * @property {(draft: Draft<V>) => void} fill
 * @property {() => void} submit the answer comes by `receive`
 * @property {(state: SaveState) => void} show
 */

/** @template V */
export class FormSaver {
  #form;
  #drafts;
  #session;
  #retries;
  #timers;
  #isSaving = false;
  #isRefused = false;
  #sent = { values: "", version: "" };
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {SavedForm<V>} form
   * @param {object} options
   * @param {Drafts<Draft<V>>} options.drafts
   * @param {PageSession} options.session
   * @param {Pick<Retries, "schedule" | "cancel" | "reset">} options.retries
   * @param {Timers} [options.timers]
   */
  constructor(form, { drafts, session, retries, timers = browserTimers }) {
    this.#form = form;
    this.#drafts = drafts;
    this.#session = session;
    this.#retries = retries;
    this.#timers = timers;
  }

  get isSaving() {
    return this.#isSaving;
  }

  get isRefused() {
    return this.#isRefused;
  }

  /** The typed values that are not stored yet, or null. */
  get draft() {
    return this.#drafts.get(this.#form.name);
  }

  /** Restore an earlier draft, from whichever tab. */
  restore() {
    const { draft } = this;
    if (!draft) return;
    this.#form.fill(draft);
    this.save();
  }

  /**
   * After typing: keep the draft, and send it after a pause.
   *
   * @param {number} [delay]
   */
  change(delay = PAUSE) {
    this.hold();
    this.#schedule(delay);
  }

  /** Keep the draft, and do not send it yet. */
  hold() {
    this.#timers.clear(this.#timer);
    this.#keep();
    if (!this.#isSaving) this.#form.show("typing");
  }

  save() {
    this.#timers.clear(this.#timer);
    if (this.#isSaving || this.#session.isForeign || !this.draft) return;
    if (this.#isRefused && this.#isAsSent()) {
      this.#form.show("refused");
      return;
    }
    this.#retries.cancel();
    this.#isSaving = true;
    this.#sent = { values: this.#values(), version: this.#form.version() };
    this.#form.show("saving");
    this.#form.submit();
  }

  /** Save over the version that the form now names, because the person has seen it. */
  overwrite() {
    this.#keep();
    this.save();
  }

  /** Stop sending from here; the draft stays. */
  close() {
    this.#timers.clear(this.#timer);
  }

  /** Discard the typed values in favour of the stored ones. */
  discard() {
    this.close();
    this.#drafts.remove(this.#form.name);
  }

  /**
   * Handle the response to what was sent.
   *
   * @param {Outcome} outcome
   */
  receive(outcome) {
    this.#isSaving = false;
    if (outcome === "stored") this.#onStored();
    else if (outcome === "refused") this.#onRefused();
    else if (outcome === "foreign") this.#onForeign();
    else this.#onFailed(outcome);
  }

  #onStored() {
    this.#retries.reset();
    this.#isRefused = false;
    this.#form.show("stored");
    if (this.#values() === this.#sent.values) {
      this.#drafts.remove(this.#form.name);
    } else {
      this.#keep(); // based on the version that was stored just now
      this.#schedule(0);
    }
  }

  #onRefused() {
    this.#isRefused = true;
    this.#form.show("refused");
    if (!this.#isAsSent()) this.#schedule(0);
  }

  /** The draft belongs to the person who typed it, and waits for them. */
  #onForeign() {
    this.#session.markForeign();
    this.#form.show("failed");
  }

  /** @param {Outcome} outcome */
  #onFailed(outcome) {
    this.#form.show(outcome === "signed-out" ? "expired" : outcome === "offline" ? "offline" : "failed");
    this.#retries.schedule();
  }

  #values() {
    return JSON.stringify(this.#form.values());
  }

  /** Whether the form has exactly the values sent last: refused values would be refused again. */
  #isAsSent() {
    return this.#values() === this.#sent.values && this.#form.version() === this.#sent.version;
  }

  #keep() {
    const { name, url } = this.#form;
    this.#drafts.set(name, { ...this.#form.values(), version: this.#form.version(), url });
  }

  /** @param {number} delay */
  #schedule(delay) {
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => this.save(), delay);
  }
}

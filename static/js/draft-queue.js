// Sends the unsent drafts of other criteria: from a closed tab, or of a criterion left before its response came.

/** @import { Drafts } from "./drafts.js" */
/** @import { PageSession } from "./page-session.js" */
/** @import { Outcome } from "./requests.js" */
/** @import { Retries } from "./retries.js" */
/** @import { ScoreDraft } from "./save-request.js" */

/**
 * @typedef {object} SentDraft
 * @property {Outcome} outcome
 * @property {() => Promise<string>} html the answer's pieces of the page
 * @property {string} [version] of the value that is stored now
 */

export class DraftQueue {
  #drafts;
  #session;
  #retries;
  #current;
  #send;
  #onStored;
  #onRefused;
  #isSending = false;
  #isAskedAgain = false;
  /** @type {Map<string, string>} what the portal refused, by name: unaltered it would be refused again */
  #refused = new Map();

  /**
   * @param {object} options
   * @param {Drafts<ScoreDraft>} options.drafts
   * @param {PageSession} options.session
   * @param {Pick<Retries, "schedule">} options.retries
   * @param {() => string} options.current name of the draft of the criterion on the page, which saves itself
   * @param {(draft: ScoreDraft) => Promise<SentDraft>} options.send rejects where there is no connection
   * @param {(draft: ScoreDraft, html: string, stored: { name: string, version?: string }) => void} options.onStored
   * @param {(name: string, html: () => Promise<string>) => void} options.onRefused
   */
  constructor({ drafts, session, retries, current, send, onStored, onRefused }) {
    this.#drafts = drafts;
    this.#session = session;
    this.#retries = retries;
    this.#current = current;
    this.#send = send;
    this.#onStored = onStored;
    this.#onRefused = onRefused;
  }

  /**
   * Whether the portal refused this draft, and it was not changed since.
   *
   * @param {string} name
   */
  isRefused(name) {
    return this.#refused.has(name) && this.#refused.get(name) === JSON.stringify(this.#drafts.get(name));
  }

  /** A call while it runs causes one more round, to send drafts that failed before the connection came back. */
  async sendOthers() {
    this.#isAskedAgain = true;
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      for (const name of this.#drafts.besides(this.#current())) {
        if (this.#session.isForeign) break;
        await this.#sendOne(name);
      }
    }
    this.#isSending = false;
  }

  /** @param {string} name */
  async #sendOne(name) {
    const draft = this.#drafts.get(name);
    if (!draft?.url) return this.#drafts.remove(name);
    if (this.isRefused(name)) return;
    try {
      await this.#receive(name, draft, await this.#send(draft));
    } catch {
      this.#retries.schedule();
    }
  }

  /**
   * @param {string} name
   * @param {ScoreDraft} draft as it was sent
   * @param {SentDraft} answer
   */
  async #receive(name, draft, { outcome, html, version }) {
    if (outcome === "stored") {
      // Another tab may have typed more meanwhile: that is a draft of its own.
      if (this.#drafts.holds(name, draft)) this.#drafts.remove(name);
      this.#onStored(draft, await html(), { name, version });
    } else if (outcome === "refused") {
      this.#refused.set(name, JSON.stringify(draft));
      this.#onRefused(name, html);
    } else if (outcome === "gone") this.#drafts.remove(name);
    else if (outcome === "foreign") this.#session.markForeign();
    else this.#retries.schedule();
  }
}

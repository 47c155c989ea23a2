// Photos wait in this page until they are sent: one at a time, in order, with any number of interruptions.

/** @import { Retries } from "./retries.js" */

/** @template P what is sent */
export class PhotoQueue {
  #send;
  #retries;
  #isSending = false;
  /** @type {P[]} */
  #waiting = [];

  /**
   * @param {(photo: P) => Promise<void>} send rejects where the photo did not arrive and may be sent again
   * @param {Pick<Retries, "schedule" | "reset">} retries
   */
  constructor(send, retries) {
    this.#send = send;
    this.#retries = retries;
  }

  get isEmpty() {
    return this.#waiting.length === 0;
  }

  /** @param {P[]} photos */
  add(photos) {
    this.#waiting.push(...photos);
    return this.sendAll();
  }

  async sendAll() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#waiting.length) {
        await this.#send(this.#waiting[0]);
        this.#waiting.shift();
        this.#retries.reset();
      }
    } catch {
      this.#retries.schedule(); // the photo stays first in the queue
    }
    this.#isSending = false;
  }
}

// Tries again after growing delays, until something succeeds.

const DELAYS = [2000, 5000, 10000, 20000, 30000];

/**
 * Timers as the browser has them; tests give their own.
 *
 * @typedef {object} Timers
 * @property {(run: () => void, delay: number) => number} set
 * @property {(timer: number | undefined) => void} clear
 */

/** @type {Timers} */
export const browserTimers = {
  set: (run, delay) => window.setTimeout(run, delay),
  clear: (timer) => window.clearTimeout(timer),
};

export class Retries {
  #run;
  #timers;
  #delays;
  #failures = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {() => void} run what is tried again
   * @param {{ timers?: Timers, delays?: number[] }} [options]
   */
  constructor(run, { timers = browserTimers, delays = DELAYS } = {}) {
    this.#run = run;
    this.#timers = timers;
    this.#delays = delays;
  }

  /** Whether the last try failed. */
  get isFailing() {
    return this.#failures > 0;
  }

  /** A try failed: the next one comes later than the one before. */
  schedule() {
    const delay = this.#delays[Math.min(this.#failures, this.#delays.length - 1)];
    this.#failures += 1;
    this.cancel();
    this.#timer = this.#timers.set(this.#run, delay);
  }

  /** A try is under way: the scheduled one is not needed. */
  cancel() {
    this.#timers.clear(this.#timer);
  }

  /** A try succeeded, or the connection is back: delays begin again. */
  reset() {
    this.#failures = 0;
  }
}

// Tries again after growing delays, until it succeeds.

const DELAYS = [2000, 5000, 10000, 20000, 30000];

/**
 * The browser's timers; tests provide their own.
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

  /** A try failed: schedule the next one, with a longer delay. */
  schedule() {
    const delay = this.#delays[Math.min(this.#failures, this.#delays.length - 1)];
    this.#failures += 1;
    this.cancel();
    this.#timer = this.#timers.set(this.#run, delay);
  }

  /** A try is under way: cancel the scheduled one. */
  cancel() {
    this.#timers.clear(this.#timer);
  }

  /** A try succeeded, or the connection is back: reset the delays. */
  reset() {
    this.#failures = 0;
  }
}

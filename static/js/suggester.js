// When to ask for suggestions, and which answer to show: not at every letter, and never an answer to former words.

const PAUSE = 200; // milliseconds without a letter
const LEAST = 2;

/** @typedef {{ set: (run: () => void, delay: number) => number, clear: (timer: number) => void }} Timers */

/** @type {Timers} */
const browserTimers = {
  set: (run, delay) => window.setTimeout(run, delay),
  clear: (timer) => window.clearTimeout(timer),
};

export class Suggester {
  #asked = "";
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {(words: string) => Promise<string | null>} ask the suggestions as HTML; null where there is no answer
   * @param {(html: string | null) => void} show null where nothing is asked or answered
   * @param {Timers} [timers]
   */
  constructor(ask, show, timers = browserTimers) {
    this.ask = ask;
    this.show = show;
    this.timers = timers;
  }

  /** @param {string} text */
  typed(text) {
    const words = text.trim();
    if (words === this.#asked) return;
    this.#asked = words;
    if (this.#timer !== undefined) this.timers.clear(this.#timer);
    if (words.length < LEAST) {
      this.show(null);
      return;
    }
    this.#timer = this.timers.set(() => void this.#answer(words), PAUSE);
  }

  /** @param {string} words */
  async #answer(words) {
    let html = null;
    try {
      html = await this.ask(words);
    } catch {
      // Without a connection there are no suggestions; the search itself reports it.
    }
    if (words === this.#asked) this.show(html);
  }
}

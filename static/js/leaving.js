// Opening another page while something typed is still being sent: a link waits until the portal has it, so that the
// next page shows it; a page that is closed or reloaded sends it once more.

/** @import { Timers } from "./retries.js" */
import { browserTimers } from "./retries.js";

const PATIENCE = 4000; // milliseconds after which the link is followed anyway

/**
 * @typedef {object} Unsent
 * @property {() => string[]} waiting names of what the portal has not stored yet
 * @property {() => boolean} isStopped whether it is known that sending it now would fail
 * @property {() => boolean} isRefused whether the portal refused what is on the page: the person is to see it
 * @property {() => void} sendAll
 * @property {(name: string) => void} sendAtEnd so that the request outlives the page
 */

export class Leaving {
  #unsent;
  #go;
  #timers;
  #address = "";
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {Unsent} unsent
   * @param {(address: string) => void} go
   * @param {Timers} [timers]
   */
  constructor(unsent, go, timers = browserTimers) {
    this.#unsent = unsent;
    this.#go = go;
    this.#timers = timers;
  }

  /**
   * Follow a link: now (returns false), or as soon as everything is stored (true).
   *
   * @param {string} address
   */
  holds(address) {
    const { waiting, isStopped, isRefused, sendAll } = this.#unsent;
    if (isStopped() || isRefused() || waiting().length === 0) return false;
    this.#address = address;
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => this.#follow(), PATIENCE);
    sendAll();
    return true;
  }

  /** A response came: follow the link where nothing waits any more, stay where something was refused. */
  answered() {
    if (!this.#address) return;
    if (this.#unsent.isRefused()) this.#stay();
    else if (this.#unsent.isStopped() || this.#unsent.waiting().length === 0) this.#follow();
  }

  /** The page is closed. Returns whether the person must be asked first, because sending is known to fail. */
  end() {
    const { waiting, isStopped, isRefused, sendAtEnd } = this.#unsent;
    const names = waiting();
    if (names.length === 0) return false;
    if (isStopped() || isRefused()) return true;
    names.forEach(sendAtEnd);
    return false;
  }

  #stay() {
    this.#timers.clear(this.#timer);
    this.#address = "";
  }

  #follow() {
    const address = this.#address;
    this.#stay();
    if (address) this.#go(address);
  }
}

/**
 * The URL that a click opens in place of this page, or "": no other tab, no download, no anchor on this page.
 *
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement | null} link
 */
export function addressOf(event, link) {
  if (!link || event.defaultPrevented || event.button !== 0) return "";
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return "";
  if (link.target || link.hasAttribute("download") || link.hasAttribute("hx-get")) return "";
  const { origin, pathname, search, hash } = link;
  const isHere = pathname === location.pathname && search === location.search && hash !== "";
  return origin !== location.origin || isHere ? "" : link.href;
}

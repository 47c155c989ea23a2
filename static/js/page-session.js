// Whether the person who opened this page is still signed in.

export class PageSession {
  #isForeign = false;

  /** Somebody else is signed in now: this page sends nothing any more, and drafts wait for their person. */
  get isForeign() {
    return this.#isForeign;
  }

  markForeign() {
    this.#isForeign = true;
  }
}

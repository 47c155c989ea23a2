// Whether the person who opened this page is still the one who is signed in.

export class PageSession {
  #isForeign = false;

  /** Somebody else is signed in now: nothing of this page is sent any more, drafts wait for their person. */
  get isForeign() {
    return this.#isForeign;
  }

  markForeign() {
    this.#isForeign = true;
  }
}

// The last position in each file: page, size and rotation, as long as the tab is open.

const KEY = "viewer-places";
const MAX_PLACES = 200;

/**
 * @typedef {object} FilePlace
 * @property {number} page
 * @property {number} scale 0 where the file is as wide as its frame
 * @property {number} rotation in degrees
 */

export class FilePlaces {
  #storage;
  /** @type {Map<string, FilePlace>} */
  #places;

  /** @param {() => Storage} storage asked each time: where storage is blocked, looking at it throws already */
  constructor(storage) {
    this.#storage = storage;
    this.#places = new Map(this.#stored());
  }

  /** @param {string} source the file's address */
  get(source) {
    return this.#places.get(source) ?? null;
  }

  /**
   * @param {string} source
   * @param {FilePlace} place
   */
  set(source, place) {
    this.#places.delete(source);
    this.#places.set(source, place);
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= MAX_PLACES) break;
      this.#places.delete(oldest);
    }
    try {
      this.#storage().setItem(KEY, JSON.stringify([...this.#places]));
    } catch {
      // It is valid on this page only.
    }
  }

  /** @returns {[string, FilePlace][]} */
  #stored() {
    try {
      return JSON.parse(this.#storage().getItem(KEY) ?? "[]");
    } catch {
      return [];
    }
  }
}

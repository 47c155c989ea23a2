// Text that the portal has not stored yet, kept in the browser's storage by person, form and criterion.
// Where the storage cannot be used (blocked, full), drafts exist as long as the page.

const PREFIX = "draft/";

/**
 * @template T
 */
export class Drafts {
  /** @type {() => Storage} */
  #storage;
  /** @type {Map<string, string>} */
  #unkept = new Map();

  /** @param {() => Storage} storage asked each time: where storage is blocked, looking at it throws already */
  constructor(storage) {
    this.#storage = storage;
  }

  /** Whether every draft survives the page. */
  get areKept() {
    return this.#unkept.size === 0;
  }

  /**
   * @param {string} name
   * @returns {T | null}
   */
  get(name) {
    try {
      return JSON.parse(this.#text(PREFIX + name) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {T} draft
   */
  set(name, draft) {
    const key = PREFIX + name;
    const text = JSON.stringify(draft);
    this.#unkept.set(key, text);
    try {
      this.#storage().setItem(key, text);
      this.#unkept.delete(key);
    } catch {
      // The page still saves automatically, and warns before it is left.
    }
  }

  /** @param {string} name */
  remove(name) {
    this.#unkept.delete(PREFIX + name);
    try {
      this.#storage().removeItem(PREFIX + name);
    } catch {
      // Nothing is stored there.
    }
  }

  /**
   * Whether a draft still has exactly this content.
   *
   * @param {string} name
   * @param {T} draft
   */
  holds(name, draft) {
    return JSON.stringify(this.get(name)) === JSON.stringify(draft);
  }

  /**
   * Names of the other drafts of the same person and dossier, left by a closed tab or a slow response.
   *
   * @param {string} name
   * @returns {string[]}
   */
  besides(name) {
    const family = PREFIX + name.slice(0, name.lastIndexOf("/") + 1);
    const keys = [...new Set([...this.#storedKeys(), ...this.#unkept.keys()])];
    return keys.filter((key) => key.startsWith(family) && key !== PREFIX + name).map((key) => key.slice(PREFIX.length));
  }

  /** @param {string} key */
  #text(key) {
    return this.#unkept.get(key) ?? this.#storage().getItem(key);
  }

  #storedKeys() {
    try {
      const storage = this.#storage();
      return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    } catch {
      return [];
    }
  }
}

// A choice of the person that the browser stores; where its storage is blocked or full, as long as the page is open.

export class StoredSetting {
  #storage;
  #key;
  /** @type {string | null} */
  #value = null;

  /**
   * @param {() => Storage} storage asked each time: where storage is blocked, looking at it throws already
   * @param {string} key
   */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
  }

  get isOn() {
    try {
      return (this.#storage().getItem(this.#key) ?? this.#value) === "1";
    } catch {
      return this.#value === "1";
    }
  }

  /** @param {boolean} isOn */
  set(isOn) {
    this.#value = isOn ? "1" : "0";
    try {
      this.#storage().setItem(this.#key, this.#value);
    } catch {
      // It is valid on this page only.
    }
  }
}

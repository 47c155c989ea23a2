// The SHA-256 of a file, by a worker that is started for the first file.

/** @typedef {{ hex?: string, unreadable?: string }} FileHash without a hash the portal finds duplicates by itself */

export class FileHasher {
  #createWorker;
  /** @type {Worker | null} */
  #worker = null;
  #isBroken = false;
  #count = 0;
  /** @type {Map<number, (hash: FileHash) => void>} */
  #waiting = new Map();

  /** @param {() => Worker} createWorker */
  constructor(createWorker) {
    this.#createWorker = createWorker;
  }

  /**
   * @param {File} file
   * @returns {Promise<FileHash>}
   */
  hash(file) {
    if (this.#isBroken) return Promise.resolve({});
    return new Promise((resolve) => {
      const worker = (this.#worker ??= this.#start());
      this.#count += 1;
      this.#waiting.set(this.#count, resolve);
      worker.postMessage({ id: this.#count, file });
    });
  }

  #start() {
    const worker = this.#createWorker();
    worker.addEventListener("message", ({ data }) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
    worker.addEventListener("error", () => {
      this.#isBroken = true;
      this.#waiting.forEach((resolve) => resolve({}));
      this.#waiting.clear();
    });
    return worker;
  }
}

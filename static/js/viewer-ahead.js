// Files are fetched in advance, a few at a time, so that the next file appears at once. They are kept only in
// memory, because responses with evidence may not stay in a browser's cache.

/** @typedef {HTMLImageElement | ArrayBuffer} AheadFile a picture that is decoded already, or the bytes of a PDF */

const KEPT = 4;

export class FilesAhead {
  #fetchers;
  #maxBytes;
  /** @type {Map<string, AheadFile | null>} by address; null while it is on its way */
  #files = new Map();

  /**
   * @param {Record<string, (source: string) => Promise<AheadFile | null>>} fetchers by the kind of file
   * @param {number} maxBytes larger ones are fetched when they are asked for
   */
  constructor(fetchers, maxBytes) {
    this.#fetchers = fetchers;
    this.#maxBytes = maxBytes;
  }

  /**
   * @param {string} kind
   * @param {string} source
   * @param {number} bytes
   */
  fetch(kind, source, bytes) {
    const fetcher = this.#fetchers[kind];
    if (!fetcher || !source || bytes > this.#maxBytes || this.#files.has(source)) return;
    this.#files.set(source, null);
    this.#keep(source, fetcher(source));
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= KEPT) break;
      this.#files.delete(oldest);
    }
  }

  /**
   * The file if it is here, once: its bytes are handed over to the caller. One that is still loading is not waited for.
   *
   * @param {string} source
   */
  take(source) {
    const file = this.#files.get(source) ?? null;
    this.#files.delete(source);
    return file;
  }

  /**
   * @param {string} source
   * @param {Promise<AheadFile | null>} coming
   */
  async #keep(source, coming) {
    const file = await coming.catch(() => null);
    if (file && this.#files.has(source)) this.#files.set(source, file);
    else this.#files.delete(source);
  }
}

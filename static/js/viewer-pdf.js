// A PDF in the viewer: its pages below one another, and the search in their text. The file is fetched in ranges, as
// the visible pages need them.

/** @import { PDFDocumentLoadingTask, PDFWorker } from "pdfjs-dist" */
/** @import { PdfJs } from "./viewer-pdf-page.js" */
/** @import { TextMatch } from "./viewer-text.js" */
/** @import { FileView, LibraryAddresses, ViewOptions } from "./viewer.js" */
import { PdfPage } from "./viewer-pdf-page.js";
import { findMatches, fold } from "./viewer-text.js";

/** @typedef {{ pdfjs: PdfJs, worker: PDFWorker }} Library */
/** @typedef {TextMatch & { page: PdfPage }} PageMatch */

const PIXELS_PER_POINT = 96 / 72;
const RANGE_BYTES = 256 * 1024;
const MAX_IMAGE_PIXELS = 100 * 1024 * 1024;
const KEPT_PAGES = 8;
const MARGIN = 24;
const MIN_SCALE = 0.1;
const MAX_SCALE = 8;
const REDRAWN_AFTER = 80;

/** @type {Promise<Library> | null} */
let library = null;

/**
 * The library and its single worker, which reads one file after the other.
 *
 * @param {LibraryAddresses} addresses
 */
function loadLibrary({ pdfjs: address, worker }) {
  library ??= import(address).then((/** @type {PdfJs} */ pdfjs) => {
    pdfjs.GlobalWorkerOptions.workerSrc = worker;
    return { pdfjs, worker: new pdfjs.PDFWorker() };
  });
  return library;
}

/** @implements {FileView} */
export class PdfView {
  page = 1;
  /** @type {PageMatch[]} */
  matches = [];
  match = -1;
  #options;
  /** @type {PdfPage[]} */
  #pages = [];
  /** @type {PDFDocumentLoadingTask | null} */
  #loading = null;
  #scale = 0;
  #rotation = 0;
  #isFitted = true;
  #isClosed = false;
  #query = "";
  #isMatchToShow = false;
  #listeners = new AbortController();
  #resizes = new ResizeObserver(() => {
    if (this.#isFitted) this.fit();
  });
  /** @type {IntersectionObserver | null} */
  #visibility = null;
  /** @type {number | undefined} */
  #redraw;

  /**
   * @param {HTMLElement} stage
   * @param {ViewOptions} options
   */
  constructor(stage, options) {
    this.stage = stage;
    this.#options = options;
  }

  async load() {
    const { pdfjs, worker } = await loadLibrary(this.#options.addresses);
    if (this.#isClosed) return;
    this.#loading = this.#open(pdfjs, worker);
    const file = await this.#loading.promise;
    const first = await file.getPage(1);
    if (this.#isClosed) return;
    this.#pages = Array.from({ length: file.numPages }, (_, index) => {
      const label = this.#options.pageLabel(index + 1);
      return new PdfPage(index + 1, { pdfjs, file, first, label });
    });
    this.stage.replaceChildren(...this.#pages.map((page) => page.box));
    this.#watch();
    this.fit();
  }

  close() {
    this.#isClosed = true;
    this.#visibility?.disconnect();
    this.#resizes.disconnect();
    this.#listeners.abort();
    this.#pages.forEach((page) => page.close());
    CSS.highlights?.clear();
    this.#loading?.destroy();
  }

  get pages() {
    return this.#pages.length;
  }

  get percent() {
    return Math.round((100 * this.#scale) / PIXELS_PER_POINT);
  }

  get place() {
    return { page: this.page, scale: this.#isFitted ? 0 : this.#scale, rotation: this.#rotation };
  }

  /** @param {import("./viewer-places.js").FilePlace} place */
  restore({ page, scale, rotation }) {
    this.#rotation = rotation;
    this.#isFitted = scale === 0;
    if (scale) this.#resize(scale);
    else this.fit();
    this.goTo(page);
  }

  fit() {
    const { width } = this.#pages[0].viewport({ scale: 1, rotation: this.#rotation });
    this.#isFitted = true;
    this.#resize((this.stage.clientWidth - MARGIN) / width);
  }

  /** @param {number} factor */
  zoom(factor) {
    this.#isFitted = false;
    this.#resize(this.#scale * factor);
  }

  turn() {
    this.#rotation = (this.#rotation + 90) % 360;
    if (this.#isFitted) this.fit();
    else this.#resize(this.#scale);
  }

  /** @param {number} number */
  goTo(number) {
    this.page = Math.min(Math.max(number || 1, 1), this.pages);
    this.stage.scrollTop = this.#pages[this.page - 1].box.offsetTop - MARGIN / 4;
    this.#options.onChange();
  }

  /** @param {number} by */
  step(by) {
    this.goTo(this.page + by);
  }

  /**
   * Find all occurrences in the whole file; none where the file has no text.
   *
   * @param {string} words
   */
  async search(words) {
    const query = fold(words).text.trim();
    this.#query = query;
    this.matches = [];
    this.match = -1;
    for (const page of query ? this.#pages : []) {
      const found = findMatches(await page.text(), query);
      if (this.#isClosed || this.#query !== query) return;
      this.matches.push(...found.map((match) => ({ ...match, page })));
    }
    this.stepMatch(1);
  }

  /** @param {number} by */
  stepMatch(by) {
    if (this.matches.length) {
      const ahead = this.matches.findIndex((match) => match.page.number >= this.page);
      const next = this.match < 0 ? Math.max(ahead, 0) : this.match + by;
      this.match = (next + this.matches.length) % this.matches.length;
      const { number } = this.matches[this.match].page;
      if (number !== this.page) this.goTo(number);
    }
    this.#highlight(true);
    this.#options.onChange();
  }

  /**
   * @param {PdfJs} pdfjs
   * @param {PDFWorker} worker
   */
  #open(pdfjs, worker) {
    const { vendor } = this.#options.addresses;
    const { source, ahead } = this.#options;
    return pdfjs.getDocument({
      ...(ahead instanceof ArrayBuffer ? { data: ahead } : { url: source }),
      worker,
      rangeChunkSize: RANGE_BYTES,
      disableAutoFetch: true,
      disableStream: true,
      maxImageSize: MAX_IMAGE_PIXELS,
      cMapUrl: `${vendor}cmaps/`,
      standardFontDataUrl: `${vendor}standard_fonts/`,
      wasmUrl: `${vendor}wasm/`,
      enableXfa: false,
      verbosity: 0,
    });
  }

  #watch() {
    this.#visibility = new IntersectionObserver((entries) => entries.forEach((entry) => this.#onVisibility(entry)), {
      root: this.stage,
      rootMargin: "200px 0px",
    });
    for (const page of this.#pages) this.#visibility.observe(page.box);
    const { signal } = this.#listeners;
    this.stage.addEventListener("scroll", () => this.#onScroll(), { passive: true, signal });
    this.#resizes.observe(this.stage);
  }

  /** @param {IntersectionObserverEntry} entry */
  #onVisibility({ target, isIntersecting }) {
    const page = this.#pages.find(({ box }) => box === target);
    if (!page) return;
    page.isVisible = isIntersecting;
    if (isIntersecting) this.#draw(page);
    else if (Math.abs(page.number - this.page) >= KEPT_PAGES) page.clear();
  }

  #onScroll() {
    const line = this.stage.scrollTop + this.stage.clientHeight / 3;
    const present = [...this.#pages].reverse().find((page) => page.box.offsetTop <= line) ?? this.#pages[0];
    if (present.number === this.page) return;
    this.page = present.number;
    this.#options.onChange();
  }

  get #shape() {
    return { scale: this.#scale, rotation: this.#rotation };
  }

  /**
   * Keep the same line in place at every size.
   *
   * @param {number} scale
   */
  #resize(scale) {
    const { box } = this.#pages[this.page - 1];
    const share = box.offsetHeight ? (this.stage.scrollTop - box.offsetTop) / box.offsetHeight : 0;
    const next = Math.min(Math.max(scale, MIN_SCALE), MAX_SCALE);
    if (next === this.#scale && box.dataset.rotation === String(this.#rotation)) return;
    this.#scale = next;
    this.#pages.forEach((page) => page.measure(this.#shape));
    this.stage.scrollTop = box.offsetTop + share * box.offsetHeight;
    clearTimeout(this.#redraw);
    this.#redraw = window.setTimeout(() => this.#drawVisible(), REDRAWN_AFTER);
    this.#options.onChange();
  }

  #drawVisible() {
    this.#pages.filter((page) => page.isVisible).forEach((page) => this.#draw(page));
  }

  /** @param {PdfPage} page */
  async #draw(page) {
    if (await page.draw(this.#shape)) this.#highlight();
  }

  /**
   * Highlight the matches on the pages that are drawn, and scroll to the current one.
   *
   * @param {boolean} [isToShow]
   */
  #highlight(isToShow = false) {
    if (!CSS.highlights) return;
    const ranges = this.matches.map((match) => match.page.rangeOf(match));
    const current = ranges[this.match] ?? null;
    CSS.highlights.set("search-match", new Highlight(...ranges.flatMap((range) => range ?? [])));
    CSS.highlights.set("search-match-current", new Highlight(...(current ? [current] : [])));
    if (current && (isToShow || this.#isMatchToShow)) this.#scrollTo(current);
    // Its page may be drawn later.
    this.#isMatchToShow = isToShow && this.match >= 0 && !current;
  }

  /** @param {Range} range */
  #scrollTo(range) {
    const place = range.getBoundingClientRect();
    const frame = this.stage.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      this.stage.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }
}

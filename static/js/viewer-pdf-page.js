// One page of a PDF: measured before it is read, drawn when it becomes visible, with a text layer above it.

/** @import * as pdfjs from "pdfjs-dist" */
/** @import { PDFDocumentProxy, PDFPageProxy, RenderTask, TextLayer } from "pdfjs-dist" */
/** @import { TextMatch, TextPiece } from "./viewer-text.js" */

/** @typedef {typeof pdfjs} PdfJs */
/** @typedef {{ scale: number, rotation: number }} Shape */

const MAX_CANVAS_PIXELS = 16 * 1024 * 1024;
const MAX_PIXEL_RATIO = 2;

export class PdfPage {
  isVisible = false;
  box = document.createElement("div");
  #pdfjs;
  #file;
  #first;
  /** @type {PDFPageProxy | null} */
  #page;
  /** How it was drawn. */
  #drawn = "";
  #isClosed = false;
  /** @type {RenderTask | null} */
  #task = null;
  /** @type {TextLayer | null} */
  #layer = null;
  /** @type {Awaited<ReturnType<PDFPageProxy["getTextContent"]>> | null} */
  #text = null;

  /**
   * @param {number} number
   * @param {object} options
   * @param {PdfJs} options.pdfjs
   * @param {PDFDocumentProxy} options.file
   * @param {PDFPageProxy} options.first until the page itself has been read it is taken to be as large as the first
   * @param {string} options.label
   */
  constructor(number, { pdfjs, file, first, label }) {
    this.number = number;
    this.#pdfjs = pdfjs;
    this.#file = file;
    this.#first = first;
    this.#page = number === 1 ? first : null;
    this.box.className = "file-viewer-page";
    this.box.dataset.page = String(number);
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", label);
  }

  /** @param {Shape} shape */
  viewport({ scale, rotation }) {
    const page = this.#page ?? this.#first;
    return page.getViewport({ scale, rotation: (page.rotate + rotation) % 360 });
  }

  /** @param {Shape} shape */
  measure(shape) {
    const { width, height } = this.viewport(shape);
    Object.assign(this.box.style, { width: `${width}px`, height: `${height}px` });
    this.box.style.setProperty("--total-scale-factor", String(shape.scale));
    this.box.dataset.rotation = String(shape.rotation);
  }

  /**
   * Whether the page is now drawn in this shape; false where it already was, or another shape was requested meanwhile.
   *
   * @param {Shape} shape
   */
  async draw(shape) {
    const wanted = `${shape.scale}/${shape.rotation}`;
    if (this.#isClosed || this.#drawn === wanted) return false;
    this.#drawn = wanted;
    this.#task?.cancel();
    try {
      const page = await this.#read();
      this.measure(shape);
      const canvas = await this.#paint(page, shape);
      const [layer, text] = await this.#layText(shape);
      if (this.#isClosed || this.#drawn !== wanted) return false;
      this.#layer = layer;
      this.box.replaceChildren(canvas, text);
      return true;
    } catch (error) {
      const isCancelled = error instanceof Error && error.name === "RenderingCancelledException";
      if (!isCancelled && !this.#isClosed) this.box.classList.add("is-lost");
      return false;
    }
  }

  /** Release a drawn page that is far from the visible part, to save memory. */
  clear() {
    this.#task?.cancel();
    this.box.replaceChildren();
    this.#drawn = "";
  }

  close() {
    this.#isClosed = true;
    this.#task?.cancel();
  }

  /** @returns {Promise<TextPiece[]>} */
  async text() {
    const { items } = await this.#content();
    return items.flatMap((item) => ("str" in item ? item : []));
  }

  /**
   * The position of a match on the page; null while it is not drawn.
   *
   * @param {TextMatch} match
   * @returns {Range | null}
   */
  rangeOf({ from, to }) {
    const first = this.#layer?.textDivs[from.item]?.firstChild;
    const last = this.#layer?.textDivs[to.item]?.firstChild;
    if (!(first instanceof Text) || !(last instanceof Text) || !this.box.contains(first)) return null;
    const range = new Range();
    range.setStart(first, Math.min(from.offset, first.length));
    range.setEnd(last, Math.min(to.offset, last.length));
    return range;
  }

  async #read() {
    this.#page ??= await this.#file.getPage(this.number);
    return this.#page;
  }

  async #content() {
    const page = await this.#read();
    this.#text ??= await page.getTextContent();
    return this.#text;
  }

  /**
   * @param {PDFPageProxy} page
   * @param {Shape} shape
   */
  async #paint(page, shape) {
    const viewport = this.viewport(shape);
    const limit = Math.sqrt(MAX_CANVAS_PIXELS / (viewport.width * viewport.height));
    const ratio = Math.min(devicePixelRatio || 1, MAX_PIXEL_RATIO, limit);
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * ratio);
    canvas.height = Math.floor(viewport.height * ratio);
    const transform = ratio === 1 ? undefined : [ratio, 0, 0, ratio, 0, 0];
    this.#task = page.render({ canvas, viewport, transform });
    await this.#task.promise;
    return canvas;
  }

  /**
   * @param {Shape} shape
   * @returns {Promise<[TextLayer, HTMLElement]>}
   */
  async #layText(shape) {
    const container = document.createElement("div");
    container.className = "textLayer";
    const textContentSource = await this.#content();
    const layer = new this.#pdfjs.TextLayer({ textContentSource, container, viewport: this.viewport(shape) });
    await layer.render();
    return [layer, container];
  }
}

// A picture in the viewer: fitted, enlarged or reduced, rotated, and dragged.

/** @import { FileView, ViewOptions } from "./viewer.js" */

const MIN_SCALE = 0.02;
const MAX_SCALE = 8;
const PAGE_SHARE = 0.9;

/** @implements {FileView} */
export class PictureView {
  page = 1;
  pages = 0;
  matches = null;
  match = -1;
  #onChange;
  #source;
  #picture;
  #frame = document.createElement("div");
  #listeners = new AbortController();
  #resizes = new ResizeObserver(() => {
    if (this.#isFitted) this.fit();
  });
  #scale = 1;
  #rotation = 0;
  #isFitted = true;
  #isClosed = false;
  /** @type {{ x: number, y: number } | null} */
  #grip = null;

  /**
   * @param {HTMLElement} stage
   * @param {ViewOptions} options
   */
  constructor(stage, { source, name, ahead, onChange }) {
    this.stage = stage;
    this.#source = source;
    this.#picture = ahead instanceof HTMLImageElement ? ahead : document.createElement("img");
    this.#onChange = onChange;
    this.#picture.alt = name;
    this.#picture.draggable = false;
    this.#frame.className = "file-viewer-picture";
  }

  async load() {
    if (!this.#picture.complete || !this.#picture.naturalWidth) this.#picture.src = this.#source;
    await this.#picture.decode();
    if (this.#isClosed) return;
    this.#frame.append(this.#picture);
    this.stage.replaceChildren(this.#frame);
    this.#listen();
    this.fit();
  }

  close() {
    this.#isClosed = true;
    this.#resizes.disconnect();
    this.#listeners.abort();
    this.stage.classList.remove("is-draggable", "is-dragged");
  }

  get percent() {
    return Math.round(100 * this.#scale);
  }

  get place() {
    return { page: 1, scale: this.#isFitted ? 0 : this.#scale, rotation: this.#rotation };
  }

  /** @param {import("./viewer-places.js").FilePlace} place */
  restore({ scale, rotation }) {
    this.#rotation = rotation;
    this.#isFitted = scale === 0;
    if (scale) this.#resize(scale);
    else this.fit();
  }

  fit() {
    const { naturalWidth, naturalHeight } = this.#picture;
    this.#isFitted = true;
    this.#resize(Math.min(1, this.stage.clientWidth / (this.#isSideways ? naturalHeight : naturalWidth)));
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

  goTo() {}

  /** @param {number} by */
  step(by) {
    this.stage.scrollTop += by * this.stage.clientHeight * PAGE_SHARE;
  }

  search() {}

  stepMatch() {}

  #listen() {
    const { signal } = this.#listeners;
    this.stage.classList.add("is-draggable");
    this.stage.addEventListener("pointerdown", (event) => this.#grab(event), { signal });
    this.stage.addEventListener("pointermove", (event) => this.#drag(event), { signal });
    this.stage.addEventListener("pointerup", () => this.#release(), { signal });
    this.stage.addEventListener("pointercancel", () => this.#release(), { signal });
    this.#resizes.observe(this.stage);
  }

  /**
   * Touch scrolls without scripts; dragging by mouse needs this code.
   *
   * @param {PointerEvent} event
   */
  #grab(event) {
    if (event.pointerType !== "mouse" || event.button) return;
    this.#grip = { x: event.clientX + this.stage.scrollLeft, y: event.clientY + this.stage.scrollTop };
    this.stage.setPointerCapture(event.pointerId);
    this.stage.classList.add("is-dragged");
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#grip) return;
    this.stage.scrollLeft = this.#grip.x - event.clientX;
    this.stage.scrollTop = this.#grip.y - event.clientY;
  }

  #release() {
    this.#grip = null;
    this.stage.classList.remove("is-dragged");
  }

  get #isSideways() {
    return this.#rotation % 180 !== 0;
  }

  /**
   * Keep the centre of the visible part in the centre.
   *
   * @param {number} scale
   */
  #resize(scale) {
    const { stage } = this;
    const across = (stage.scrollLeft + stage.clientWidth / 2) / (stage.scrollWidth || 1);
    const down = (stage.scrollTop + stage.clientHeight / 2) / (stage.scrollHeight || 1);
    this.#scale = Math.min(Math.max(scale, MIN_SCALE), MAX_SCALE);
    this.#place(this.#picture.naturalWidth * this.#scale, this.#picture.naturalHeight * this.#scale);
    stage.scrollLeft = across * stage.scrollWidth - stage.clientWidth / 2;
    stage.scrollTop = down * stage.scrollHeight - stage.clientHeight / 2;
    this.#onChange();
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #place(width, height) {
    const [frameWidth, frameHeight] = this.#isSideways ? [height, width] : [width, height];
    Object.assign(this.#frame.style, { width: `${frameWidth}px`, height: `${frameHeight}px` });
    Object.assign(this.#picture.style, {
      width: `${width}px`,
      height: `${height}px`,
      left: `${(frameWidth - width) / 2}px`,
      top: `${(frameHeight - height) / 2}px`,
      transform: `rotate(${this.#rotation}deg)`,
    });
  }
}

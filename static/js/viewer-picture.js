// A picture on the stage: fitted, made larger or smaller, turned, and dragged about.

export class PictureView {
  constructor(stage, { source, name, changed }) {
    Object.assign(this, { stage, source, name, changed, scale: 1, turned: 0, page: 1, pages: 0 });
  }

  async load() {
    this.picture = document.createElement("img");
    this.picture.alt = this.name;
    this.picture.draggable = false;
    this.picture.src = this.source;
    await this.picture.decode();
    if (this.gone) return;
    this.frame = document.createElement("div");
    this.frame.className = "file-viewer-picture";
    this.frame.append(this.picture);
    this.stage.replaceChildren(this.frame);
    this.listen();
    this.fit();
    this.stage.dispatchEvent(new CustomEvent("viewer:drawn", { bubbles: true, detail: 1 }));
  }

  destroy() {
    this.gone = true;
    this.onSize?.disconnect();
    this.quiet?.abort();
    this.stage.classList.remove("is-draggable", "is-dragged");
  }

  listen() {
    this.quiet = new AbortController();
    const { signal } = this.quiet;
    this.stage.classList.add("is-draggable");
    this.stage.addEventListener("pointerdown", (event) => this.grasp(event), { signal });
    this.stage.addEventListener("pointermove", (event) => this.drag(event), { signal });
    for (const end of ["pointerup", "pointercancel"]) this.stage.addEventListener(end, () => this.release(), { signal });
    this.onSize = new ResizeObserver(() => this.isFitted && this.fit());
    this.onSize.observe(this.stage);
  }

  // A finger scrolls by itself; a mouse needs help.
  grasp(event) {
    if (event.pointerType !== "mouse" || event.button) return;
    this.held = { x: event.clientX + this.stage.scrollLeft, y: event.clientY + this.stage.scrollTop };
    this.stage.setPointerCapture(event.pointerId);
    this.stage.classList.add("is-dragged");
  }

  drag(event) {
    if (!this.held) return;
    this.stage.scrollLeft = this.held.x - event.clientX;
    this.stage.scrollTop = this.held.y - event.clientY;
  }

  release() {
    this.held = null;
    this.stage.classList.remove("is-dragged");
  }

  get isLying() {
    return this.turned % 180 !== 0;
  }

  fit() {
    const { naturalWidth: wide, naturalHeight: high } = this.picture;
    this.isFitted = true;
    this.resize(Math.min(1, this.stage.clientWidth / (this.isLying ? high : wide)));
  }

  zoom(by) {
    this.isFitted = false;
    this.resize(this.scale * by);
  }

  turn() {
    this.turned = (this.turned + 90) % 360;
    if (this.isFitted) this.fit();
    else this.resize(this.scale);
  }

  get percent() {
    return Math.round(100 * this.scale);
  }

  // The middle of what is seen stays in the middle.
  resize(scale) {
    const { stage } = this;
    const across = (stage.scrollLeft + stage.clientWidth / 2) / (stage.scrollWidth || 1);
    const down = (stage.scrollTop + stage.clientHeight / 2) / (stage.scrollHeight || 1);
    this.scale = Math.min(Math.max(scale, 0.02), 8);
    const wide = this.picture.naturalWidth * this.scale;
    const high = this.picture.naturalHeight * this.scale;
    Object.assign(this.picture.style, { width: `${wide}px`, height: `${high}px`, transform: `rotate(${this.turned}deg)` });
    const [frameWide, frameHigh] = this.isLying ? [high, wide] : [wide, high];
    Object.assign(this.frame.style, { width: `${frameWide}px`, height: `${frameHigh}px` });
    this.picture.style.left = `${(frameWide - wide) / 2}px`;
    this.picture.style.top = `${(frameHigh - high) / 2}px`;
    stage.scrollLeft = across * stage.scrollWidth - stage.clientWidth / 2;
    stage.scrollTop = down * stage.scrollHeight - stage.clientHeight / 2;
    this.changed(this);
  }

  go() {}

  step(by) {
    this.stage.scrollTop += by * this.stage.clientHeight * 0.9;
  }

  find() {}

  findStep() {}
}

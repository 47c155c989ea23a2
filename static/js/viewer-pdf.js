// A PDF on the stage: pages drawn as they come into sight, their text above them to be marked, copied and searched.
// Bytes come in ranges from the portal, as much as the pages in sight need.
import { folded, placesOf } from "./viewer-text.js";

const POINTS = 96 / 72;
const RANGE = 256 * 1024;
const MOST_PIXELS = 16 * 1024 * 1024;
const MOST_IMAGE = 100 * 1024 * 1024;
const KEPT_PAGES = 8;
const EDGE = 24;

let library = null;

// The library and its one worker, which reads file after file.
function pdfjs({ pdfjs: address, worker }) {
  library ??= import(address).then((loaded) => {
    loaded.GlobalWorkerOptions.workerSrc = worker;
    return { pdfjs: loaded, worker: new loaded.PDFWorker() };
  });
  return library;
}

export class PdfView {
  constructor(stage, { source, addresses, changed, label }) {
    Object.assign(this, { stage, source, addresses, changed, label, scale: 0, turned: 0, page: 1, pages: 0 });
    this.sheets = [];
    this.hits = [];
    this.hit = -1;
  }

  async load() {
    const loaded = await pdfjs(this.addresses);
    if (this.gone) return;
    const { vendor } = this.addresses;
    this.pdfjs = loaded.pdfjs;
    this.loading = this.pdfjs.getDocument({
      url: this.source,
      worker: loaded.worker,
      rangeChunkSize: RANGE,
      disableAutoFetch: true,
      disableStream: true,
      maxImageSize: MOST_IMAGE,
      cMapUrl: `${vendor}cmaps/`,
      standardFontDataUrl: `${vendor}standard_fonts/`,
      wasmUrl: `${vendor}wasm/`,
      enableXfa: false,
      verbosity: 0,
    });
    this.paper = await this.loading.promise;
    this.first = await this.paper.getPage(1);
    if (this.gone) return;
    this.pages = this.paper.numPages;
    this.build();
    this.watch();
    this.fit();
  }

  build() {
    this.sheets = Array.from({ length: this.pages }, (_, index) => {
      const box = document.createElement("div");
      box.className = "file-viewer-page";
      box.dataset.page = index + 1;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", this.label(index + 1));
      return { number: index + 1, box, proxy: index ? null : this.first, drawn: "" };
    });
    this.stage.replaceChildren(...this.sheets.map((sheet) => sheet.box));
  }

  watch() {
    this.eye = new IntersectionObserver((seen) => seen.forEach((one) => this.see(one)), {
      root: this.stage,
      rootMargin: "200px 0px",
    });
    this.sheets.forEach((sheet) => this.eye.observe(sheet.box));
    this.onScroll = () => this.tellPage();
    this.stage.addEventListener("scroll", this.onScroll, { passive: true });
    this.onSize = new ResizeObserver(() => this.isFitted && this.fit());
    this.onSize.observe(this.stage);
  }

  destroy() {
    this.gone = true;
    this.eye?.disconnect();
    this.onSize?.disconnect();
    this.stage.removeEventListener("scroll", this.onScroll);
    this.sheets.forEach((sheet) => sheet.task?.cancel());
    CSS.highlights?.clear();
    this.loading?.destroy();
  }

  viewport(proxy, scale = this.scale) {
    return proxy.getViewport({ scale, rotation: (proxy.rotate + this.turned) % 360 });
  }

  fit() {
    const wide = this.viewport(this.first, 1).width;
    this.isFitted = true;
    this.resize((this.stage.clientWidth - EDGE) / wide);
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
    return Math.round((100 * this.scale) / POINTS);
  }

  // The same line stays where it was, whatever the size.
  resize(scale) {
    const before = this.sheets[this.page - 1].box;
    const share = before.offsetHeight ? (this.stage.scrollTop - before.offsetTop) / before.offsetHeight : 0;
    const next = Math.min(Math.max(scale, 0.1), 8);
    if (next === this.scale && before.dataset.turned === String(this.turned)) return;
    this.scale = next;
    this.sheets.forEach((sheet) => this.measure(sheet));
    this.stage.scrollTop = before.offsetTop + share * before.offsetHeight;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.sheets.filter((sheet) => sheet.isSeen).forEach((sheet) => this.draw(sheet)), 80);
    this.changed(this);
  }

  // Until a page itself has been read it is taken to be as large as the first.
  measure(sheet) {
    const { width, height } = this.viewport(sheet.proxy ?? this.first);
    Object.assign(sheet.box.style, { width: `${width}px`, height: `${height}px` });
    sheet.box.style.setProperty("--total-scale-factor", this.scale);
    sheet.box.dataset.turned = this.turned;
  }

  see({ target, isIntersecting }) {
    const sheet = this.sheets[target.dataset.page - 1];
    sheet.isSeen = isIntersecting;
    if (isIntersecting) this.draw(sheet);
    else this.forget(sheet);
  }

  // Far from sight a drawn page only costs memory.
  forget(sheet) {
    if (Math.abs(sheet.number - this.page) < KEPT_PAGES) return;
    sheet.task?.cancel();
    sheet.box.replaceChildren();
    sheet.drawn = "";
  }

  async draw(sheet) {
    const wanted = `${this.scale}/${this.turned}`;
    if (this.gone || sheet.drawn === wanted) return;
    sheet.drawn = wanted;
    sheet.task?.cancel();
    try {
      sheet.proxy ??= await this.paper.getPage(sheet.number);
      this.measure(sheet);
      await this.paint(sheet, wanted);
    } catch (problem) {
      if (problem.name !== "RenderingCancelledException" && !this.gone) sheet.box.classList.add("is-lost");
    }
  }

  async paint(sheet, wanted) {
    const viewport = this.viewport(sheet.proxy);
    const sharp = Math.min(devicePixelRatio || 1, 2, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    sheet.task = sheet.proxy.render({ canvas, viewport, transform: sharp === 1 ? null : [sharp, 0, 0, sharp, 0, 0] });
    await sheet.task.promise;
    const text = document.createElement("div");
    text.className = "textLayer";
    const layer = new this.pdfjs.TextLayer({ textContentSource: await this.textOf(sheet), container: text, viewport });
    await layer.render();
    if (this.gone || sheet.drawn !== wanted) return;
    sheet.layer = layer;
    sheet.box.replaceChildren(canvas, text);
    this.mark();
    this.stage.dispatchEvent(new CustomEvent("viewer:drawn", { bubbles: true, detail: sheet.number }));
  }

  async textOf(sheet) {
    sheet.proxy ??= await this.paper.getPage(sheet.number);
    sheet.text ??= await sheet.proxy.getTextContent();
    return sheet.text;
  }

  tellPage() {
    const line = this.stage.scrollTop + this.stage.clientHeight / 3;
    const seen = [...this.sheets].reverse().find((sheet) => sheet.box.offsetTop <= line) ?? this.sheets[0];
    if (!seen || seen.number === this.page) return;
    this.page = seen.number;
    this.changed(this);
  }

  go(number) {
    const page = Math.min(Math.max(number || 1, 1), this.pages);
    this.page = page;
    this.stage.scrollTop = this.sheets[page - 1].box.offsetTop - EDGE / 4;
    this.changed(this);
  }

  step(by) {
    this.go(this.page + by);
  }

  // Every place of the words in the whole file; where the file has no text there is none.
  async find(words) {
    const asked = folded(words).text.trim();
    this.asked = asked;
    this.hits = [];
    this.hit = -1;
    for (const sheet of asked ? this.sheets : []) {
      const places = placesOf(await this.textOf(sheet), asked);
      if (this.gone || this.asked !== asked) return;
      this.hits.push(...places.map((place) => ({ ...place, number: sheet.number })));
    }
    this.findStep(1);
  }

  findStep(by) {
    if (this.hits.length) {
      const ahead = this.hits.findIndex((hit) => hit.number >= this.page);
      const next = this.hit < 0 ? Math.max(ahead, 0) : this.hit + by;
      this.hit = (next + this.hits.length) % this.hits.length;
      if (this.hits[this.hit].number !== this.page) this.go(this.hits[this.hit].number);
    }
    this.mark(true);
    this.changed(this);
  }

  // Marks what was found on the pages that are drawn, and brings the one in hand into sight.
  mark(bring = false) {
    if (!CSS.highlights) return;
    const ranges = this.hits.map((hit) => this.rangeOf(hit));
    CSS.highlights.set("search-match", new Highlight(...ranges.filter(Boolean)));
    const current = ranges[this.hit];
    CSS.highlights.set("search-match-current", new Highlight(...(current ? [current] : [])));
    if (current && (bring || this.bringsLater)) this.bring(current);
    this.bringsLater = bring && this.hit >= 0 && !current;
  }

  rangeOf({ number, from, to }) {
    const sheet = this.sheets[number - 1];
    const nodes = sheet.layer?.textDivs;
    const first = nodes?.[from.item]?.firstChild;
    const last = nodes?.[to.item]?.firstChild;
    if (!first || !last || !sheet.box.contains(first)) return null;
    const range = new Range();
    range.setStart(first, Math.min(from.offset, first.length));
    range.setEnd(last, Math.min(to.offset, last.length));
    return range;
  }

  bring(range) {
    const place = range.getBoundingClientRect();
    const frame = this.stage.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      this.stage.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }
}

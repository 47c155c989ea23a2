// The file viewer, controlled by mouse, touch or keys. A frame is an element with data-viewer; links
// with data-view choose what it shows, and without scripts open the file itself.

import { closest, find, findAll, need } from "./dom.js";
import { onKey } from "./key-events.js";
import { isText, lettersAreOff } from "./letter-keys.js";
import { FilesAhead } from "./viewer-ahead.js";
import { PdfView } from "./viewer-pdf.js";
import { PictureView } from "./viewer-picture.js";
import { FilePlaces } from "./viewer-places.js";

/** @import { AheadFile } from "./viewer-ahead.js" */
/** @import { FilePlace } from "./viewer-places.js" */

/** @typedef {{ pdfjs: string, worker: string, vendor: string }} LibraryAddresses */

/**
 * @typedef {object} ViewOptions
 * @property {string} source
 * @property {string} name
 * @property {AheadFile | null} ahead the file, where it was fetched before it was asked for
 * @property {LibraryAddresses} addresses
 * @property {() => void} onChange
 * @property {(page: number) => string} pageLabel
 */

/**
 * A displayed file.
 *
 * @typedef {object} FileView
 * @property {HTMLElement} stage
 * @property {number} page
 * @property {number} pages 0 where the file has none
 * @property {unknown[] | null} matches of the search; null where the file cannot be searched
 * @property {number} match
 * @property {number} percent
 * @property {FilePlace} place
 * @property {(place: FilePlace) => void} restore
 * @property {() => Promise<void>} load
 * @property {() => void} close
 * @property {() => void} fit
 * @property {(factor: number) => void} zoom
 * @property {() => void} turn
 * @property {(page: number) => void} goTo
 * @property {(by: number) => void} step
 * @property {(words: string) => void} search
 * @property {(by: number) => void} stepMatch
 */

const ZOOM_FACTOR = 1.25;
const SEARCHED_AFTER = 250;
const MAX_AHEAD = 8 * 1024 * 1024;

/** @type {Record<string, new (stage: HTMLElement, options: ViewOptions) => FileView>} */
const VIEWS = { pdf: PdfView, picture: PictureView };

const places = new FilePlaces(() => sessionStorage);
const ahead = new FilesAhead({ pdf: fetchBytes, picture: fetchPicture }, MAX_AHEAD);

/** @param {string} source */
async function fetchBytes(source) {
  const answer = await fetch(source);
  return answer.ok && !answer.redirected ? answer.arrayBuffer() : null;
}

/** @param {string} source */
async function fetchPicture(source) {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  return picture;
}

class Viewer {
  #texts;
  /** @type {FileView | null} */
  #view = null;
  /** @type {number | undefined} */
  #searchTimer;
  #download = { original: "", description: "" };
  #source = "";

  /** @param {HTMLElement} frame */
  constructor(frame) {
    this.frame = frame;
    this.#texts = frame.dataset;
    this.stage = need('[data-part="stage"]', HTMLElement, frame);
    this.page = need('[data-part="page"]', HTMLInputElement, frame);
    this.query = need('[data-part="query"]', HTMLInputElement, frame);
    frame.addEventListener("click", (event) => {
      const button = closest(event, "[data-action]", HTMLElement);
      if (button) this.act(button.dataset.action ?? "");
    });
    this.page.addEventListener("change", () => this.#view?.goTo(Number.parseInt(this.page.value, 10)));
    this.query.addEventListener("input", () => this.#searchSoon());
    onKey(this.query, (event) => {
      if (event.key === "Escape") this.stage.focus({ preventScroll: true });
    });
    need('[data-part="search"]', HTMLFormElement, frame).addEventListener("submit", (event) => {
      event.preventDefault();
      this.act("find-next");
    });
    this.show(frame.dataset);
  }

  /** The frame was removed from the page: release the file. */
  close() {
    clearTimeout(this.#searchTimer);
    this.keepPlace();
    this.#source = "";
    this.#view?.close();
    this.#view = null;
  }

  keepPlace() {
    if (this.#source && this.#view?.percent) places.set(this.#source, this.#view.place);
  }

  /** @param {DOMStringMap} file as _view_data.html describes it */
  async show({ kind = "", source = "", name = "", original = "", ownPage = "", reason = "", description = "" }) {
    this.close();
    this.frame.dataset.kind = kind;
    this.stage.setAttribute("aria-label", name);
    this.#link("original", original);
    this.#link("own-page", ownPage);
    this.#announce(this.#texts.textLoading);
    this.#download = { original, description };
    const View = VIEWS[kind];
    if (!View) {
      this.#refuse(reason);
      return;
    }
    this.stage.replaceChildren(this.#message(this.#texts.textLoading));
    this.#source = source;
    await this.#load(new View(this.stage, this.#optionsOf(source, name)));
  }

  /** @param {string} name */
  act(name) {
    if (name === "whole-screen") {
      toggleWholeScreen(this.frame);
      return;
    }
    const view = this.#view;
    if (!view?.stage.isConnected) return;
    /** @type {Record<string, () => void>} */
    const actions = {
      "zoom-in": () => view.zoom(ZOOM_FACTOR),
      "zoom-out": () => view.zoom(1 / ZOOM_FACTOR),
      fit: () => view.fit(),
      turn: () => view.turn(),
      previous: () => view.step(-1),
      next: () => view.step(1),
      "find-previous": () => view.stepMatch(-1),
      "find-next": () => view.stepMatch(1),
    };
    actions[name]?.();
  }

  /**
   * @param {string} source
   * @param {string} name
   * @returns {ViewOptions}
   */
  #optionsOf(source, name) {
    const { pdfjs = "", worker = "", vendor = "", textPage = "" } = this.#texts;
    return {
      source,
      name,
      ahead: ahead.take(source),
      addresses: { pdfjs, worker, vendor },
      onChange: () => this.#refresh(),
      pageLabel: (page) => textPage.replace("{page}", String(page)),
    };
  }

  /** @param {FileView} view */
  async #load(view) {
    this.#view = view;
    try {
      await view.load();
    } catch (error) {
      if (this.#view === view) this.#fail(error);
      return;
    }
    if (this.#view !== view) return; // another file was chosen meanwhile
    this.#announce("");
    const place = places.get(this.#source);
    if (place && !this.query.value) view.restore(place);
    this.#refresh();
    fetchNextFile();
    if (this.query.value) this.#searchSoon();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.close();
    const isLocked = error instanceof Error && error.name === "PasswordException";
    this.frame.dataset.kind = "card";
    this.#refuse(isLocked ? this.#texts.textLocked : this.#texts.textFailed);
  }

  /**
   * Why the file cannot be shown, with a link to the file itself.
   *
   * @param {string} [reason]
   */
  #refuse(reason = "") {
    const message = this.#message(reason);
    this.stage.replaceChildren(message);
    this.#announce(reason);
    const { original, description } = this.#download;
    if (!original) return;
    const link = document.createElement("a");
    Object.assign(link, { className: "btn btn-primary", href: original, download: "" });
    link.textContent = `${this.#texts.textDownload} (${description})`;
    message.append(document.createElement("br"), link);
  }

  /** @param {string} [text] */
  #message(text = "") {
    const message = document.createElement("p");
    message.className = "file-viewer-message";
    message.textContent = text;
    return message;
  }

  /**
   * @param {string} part
   * @param {string} address
   */
  #link(part, address) {
    const link = find(`[data-part="${part}"]`, HTMLAnchorElement, this.frame);
    if (!link) return;
    link.hidden = !address;
    if (address) link.href = address;
  }

  /** @param {string} [text] */
  #announce(text = "") {
    this.#write("announcement", text);
  }

  #searchSoon() {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = window.setTimeout(() => this.#view?.search(this.query.value), SEARCHED_AFTER);
  }

  #refresh() {
    const view = this.#view;
    if (!view) return;
    if (document.activeElement !== this.page) this.page.value = String(view.page);
    this.#write("pages", view.pages ? `/ ${view.pages}` : "");
    this.#write("zoom", `${view.percent} %`);
    const { match, matches } = view;
    const found = matches?.length ? `${match + 1}/${matches.length}` : this.#texts.textNothing ?? "";
    this.#write("matches", this.query.value.trim() && matches ? found : "");
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #write(name, text) {
    const part = find(`[data-part="${name}"]`, HTMLElement, this.frame);
    if (part && part.textContent !== text) part.textContent = text;
  }
}

/** @param {HTMLElement} frame */
function toggleWholeScreen(frame) {
  if (document.fullscreenElement) document.exitFullscreen();
  else frame.requestFullscreen?.().catch(() => {});
}

// -- the viewer of the page -----------------------------------------------------------------------------------------
/** @type {Viewer | null} */
let viewer = null;
const current = () => (viewer?.frame.isConnected ? viewer : null);

/** A page has at most one viewer; each criterion of a review brings a new one. */
function openViewer() {
  const frame = find("[data-viewer]", HTMLElement);
  if (viewer && viewer.frame !== frame) viewer.close();
  if (!frame) viewer = null;
  else if (viewer?.frame !== frame) viewer = new Viewer(frame);
}

/** @param {HTMLAnchorElement} link */
function choose(link) {
  findAll("[data-view][aria-current]", HTMLElement).forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  showName(link);
  current()?.show(link.dataset);
}

/**
 * Where the viewer is a page of its own, its URL changes to that of the file.
 *
 * @param {HTMLAnchorElement} link
 */
function showName(link) {
  const heading = find("[data-viewer-name]", HTMLElement);
  const { name } = link.dataset;
  if (!heading || !name) return;
  document.title = document.title.replace(heading.textContent ?? "", () => name);
  heading.textContent = name;
  history.replaceState(history.state, "", link.href);
}

/**
 * The next file; after the last the first again.
 *
 * @param {number} by
 */
function fileBeside(by) {
  const files = findAll("[data-view]", HTMLAnchorElement);
  const place = files.findIndex((file) => file.hasAttribute("aria-current"));
  return files[(place + by + files.length) % files.length];
}

function fetchNextFile() {
  const next = fileBeside(1);
  if (!next || next.hasAttribute("aria-current") || navigator.connection?.saveData) return;
  const { kind = "", source = "", bytes = "" } = next.dataset;
  ahead.fetch(kind, source, Number(bytes));
}

/** @param {number} by */
function stepFile(by) {
  const next = fileBeside(by);
  if (!next || !current()) return;
  choose(next);
  next.scrollIntoView({ block: "nearest" });
}

// -- keys and clicks ------------------------------------------------------------------------------------------------
/** @type {Record<string, () => void>} */
const KEYS = {
  "+": () => current()?.act("zoom-in"),
  "=": () => current()?.act("zoom-in"),
  "-": () => current()?.act("zoom-out"),
  "0": () => current()?.act("fit"),
  w: () => current()?.act("fit"),
  r: () => current()?.act("turn"),
  t: () => current()?.act("whole-screen"),
  PageDown: () => current()?.act("next"),
  PageUp: () => current()?.act("previous"),
  f: () => stepFile(1),
  b: () => stepFile(-1),
  "/": () => current()?.query.focus(),
};

onKey(document, (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !current()) return;
  if (isText(event.target) || find("dialog[open]", HTMLElement)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // In the field of points 0 is a digit.
  if (key === "0" && event.target instanceof HTMLElement && event.target.id === "id_points") return;
  if (key.length === 1 && lettersAreOff()) return;
  const act = KEYS[key];
  if (!act) return;
  act();
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = closest(event, "[data-view]", HTMLAnchorElement);
  if (!link || !current() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link);
});

document.addEventListener("htmx:load", openViewer);
// A page fetched in advance says which file it will show first.
document.addEventListener("portal:page-fetched", ({ detail: { html } }) => {
  const frame = find("[data-viewer]", HTMLElement, new DOMParser().parseFromString(html, "text/html"));
  if (frame) ahead.fetch(frame.dataset.kind ?? "", frame.dataset.source ?? "", Number(frame.dataset.bytes));
});
window.addEventListener("pagehide", () => viewer?.keepPlace());
openViewer();

// The viewer of files: what is chosen is shown on its stage, by mouse, finger or key. A frame is an element with
// data-viewer; links with data-view choose what it shows, and without scripts lead to the file itself.
import { onKey } from "./key-events.js";
import { isText, lettersAreOff } from "./letter-keys.js";
import { PdfView } from "./viewer-pdf.js";
import { PictureView } from "./viewer-picture.js";

const STEP = 1.25;
const VIEWS = { pdf: PdfView, picture: PictureView };

class Viewer {
  constructor(frame) {
    this.frame = frame;
    this.stage = this.part("stage");
    this.texts = frame.dataset;
    frame.addEventListener("click", (event) => {
      const button = event.target.closest("[data-action]");
      if (button) this.act(button.dataset.action);
    });
    this.part("page")?.addEventListener("change", (event) => this.view?.go(Number.parseInt(event.target.value, 10)));
    this.part("query")?.addEventListener("input", () => this.findSoon());
    this.part("search")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act("find-next");
    });
    this.show(frame.dataset);
  }

  // The frame has left the page: what it held of the file goes too.
  close() {
    clearTimeout(this.later);
    this.view?.destroy();
    this.view = null;
  }

  part(name) {
    return this.frame.querySelector(`[data-part="${name}"]`);
  }

  async show({ kind, source, name, original, ownPage, reason, description }) {
    this.view?.destroy();
    this.view = null;
    this.frame.dataset.kind = kind;
    this.stage.setAttribute("aria-label", name);
    this.link("original", original);
    this.link("own-page", ownPage);
    this.tell(this.texts.textLoading);
    this.download = { original, description };
    if (!VIEWS[kind]) {
      this.refuse(reason);
      return;
    }
    this.stage.replaceChildren(this.card(this.texts.textLoading));
    const view = new VIEWS[kind](this.stage, {
      source,
      name,
      addresses: this.texts,
      changed: () => this.refresh(),
      label: (page) => this.texts.textPage.replace("{page}", page),
    });
    this.view = view;
    try {
      await view.load();
    } catch (problem) {
      if (this.view === view) this.fail(view, problem);
      return;
    }
    if (this.view !== view) return;
    this.tell("");
    this.refresh();
    if (this.part("query")?.value) this.findSoon();
  }

  fail(view, problem) {
    view.destroy();
    this.view = null;
    const why = problem.name === "PasswordException" ? this.texts.textLocked : this.texts.textFailed;
    this.frame.dataset.kind = "card";
    this.refuse(why);
  }

  // Why there is nothing to see, and the way to the file itself.
  refuse(why) {
    const card = this.card(why);
    this.stage.replaceChildren(card);
    this.tell(why);
    const { original, description } = this.download;
    if (!original) return;
    const link = document.createElement("a");
    Object.assign(link, { className: "btn btn-primary", href: original, download: "" });
    link.textContent = `${this.texts.textDownload} (${description})`;
    card.append(document.createElement("br"), link);
  }

  card(words) {
    const card = document.createElement("p");
    card.className = "file-viewer-message";
    card.textContent = words;
    return card;
  }

  link(name, address) {
    const link = this.part(name);
    if (!link) return;
    link.hidden = !address;
    if (address) link.href = address;
  }

  tell(words) {
    const told = this.part("announcement");
    if (told && told.textContent !== words) told.textContent = words ?? "";
  }

  findSoon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.view?.find(this.part("query").value), 250);
  }

  act(name) {
    const { view } = this;
    if (!view?.stage.isConnected) return;
    const acts = {
      "zoom-in": () => view.zoom(STEP),
      "zoom-out": () => view.zoom(1 / STEP),
      fit: () => view.fit(),
      turn: () => view.turn(),
      previous: () => view.step(-1),
      next: () => view.step(1),
      "find-previous": () => view.findStep(-1),
      "find-next": () => view.findStep(1),
    };
    acts[name]?.();
  }

  refresh() {
    const { view } = this;
    if (!view) return;
    const page = this.part("page");
    if (page && document.activeElement !== page) page.value = view.page;
    this.write("pages", view.pages ? `/ ${view.pages}` : "");
    this.write("zoom", `${view.percent} %`);
    const asked = this.part("query")?.value.trim();
    const matches = view.hits?.length ? `${view.hit + 1}/${view.hits.length}` : this.texts.textNothing;
    this.write("matches", asked && view.hits ? matches : "");
  }

  write(name, words) {
    const part = this.part(name);
    if (part && part.textContent !== words) part.textContent = words;
  }
}

let viewer = null;
const current = () => (viewer?.frame.isConnected ? viewer : null);

// A page has one viewer at most; the desk brings a new one with each criterion.
function begin() {
  const frame = document.querySelector("[data-viewer]");
  if (viewer && viewer.frame !== frame) viewer.close();
  if (!frame) viewer = null;
  else if (viewer?.frame !== frame) viewer = new Viewer(frame);
}

function choose(link) {
  document.querySelectorAll("[data-view][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  nameOnPage(link);
  current().show(link.dataset);
}

// Where the viewer is a page of its own, the page is now that file's.
function nameOnPage(link) {
  const heading = document.querySelector("[data-viewer-name]");
  if (!heading) return;
  document.title = document.title.replace(heading.textContent, link.dataset.name);
  heading.textContent = link.dataset.name;
  history.replaceState(history.state, "", link.href);
}

// The next file, and after the last the first again.
function turnFile(by) {
  const files = [...document.querySelectorAll("[data-view]")];
  const place = files.findIndex((file) => file.hasAttribute("aria-current"));
  const next = files[(place + by + files.length) % files.length];
  if (!next || !current()) return;
  choose(next);
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  "0": "fit",
  w: "fit",
  r: "turn",
  PageDown: "next",
  PageUp: "previous",
};
const FILES = { f: 1, b: -1 };

onKey(document, (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !current()) return;
  if (isText(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // In the field of points a nought is a nought.
  if (event.target.id === "id_points" && key === "0") return;
  if (key.length === 1 && lettersAreOff()) return;
  if (key === "/") document.querySelector('[data-viewer] [data-part="query"]')?.focus();
  else if (key in FILES) turnFile(FILES[key]);
  else if (key in KEYS) current().act(KEYS[key]);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-view]");
  if (!link || !current() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link);
});

document.addEventListener("htmx:load", begin);
begin();

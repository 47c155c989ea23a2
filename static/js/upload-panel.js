// The files of a criterion: dropped, chosen or photographed. Every upload has a line of its own with its
// state, which stays when another criterion is opened. upload-queue.js sends them.

/** @import { UploadJob, UploadPlace } from "./upload-queue.js" */
import { criterion, replaceRows } from "./criterion-tree.js";
import { closest, element, find, findAll, need } from "./dom.js";
import { FileHasher } from "./file-hash.js";
import { shrinkPhoto, wantsSmallerPhotos } from "./photo-shrinking.js";
import { isBusy, UploadQueue } from "./upload-queue.js";
import { checkFile, createTransfer } from "./upload-requests.js";

const STALL_CHECK = 5000;
const MEGABYTE = 1024 * 1024;

const news = element("upload-news", HTMLElement);
const texts = news.dataset;
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const hasher = new FileHasher(
  () => new Worker(new URL("./file-hash-worker.js", import.meta.url), { type: "module" }),
);
const queue = new UploadQueue({
  shrink: shrinkPhoto,
  hash: (file) => hasher.hash(file),
  check: checkFile,
  createTransfer,
});
/** @type {Map<UploadJob, HTMLElement>} */
const lines = new Map();

// -- choosing -------------------------------------------------------------------------------------------------------
document.addEventListener("change", (event) => {
  const input = closest(event, ".drop input[type=file]", HTMLInputElement);
  const form = closest(event, ".drop", HTMLElement);
  if (!input || !form) return;
  addFiles(form, [...(input.files ?? [])]);
  input.value = "";
});
document.addEventListener("submit", (event) => {
  if (closest(event, "form.drop", HTMLFormElement)) event.preventDefault();
});
// Files may be dropped anywhere on the criterion; elsewhere a dropped file must not replace the page.
for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"])) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const place = closest(event, ".criterion", HTMLElement);
    const form = place && find(".drop", HTMLElement, place);
    find(".drop", HTMLElement)?.classList.toggle("is-over", form !== null && kind === "dragover");
    if (form && kind === "drop") addFiles(form, [...event.dataTransfer.files]);
  });
}

/**
 * @param {HTMLElement} form
 * @param {File[]} files
 */
function addFiles(form, files) {
  const place = placeOf(form);
  const isSmaller = wantsSmallerPhotos();
  const maxBytes = Number(form.dataset.maxBytes);
  for (const file of files) {
    if (file.size === 0) queue.reject(file, place, filled(texts.empty, file.name));
    else if (file.size > maxBytes) queue.reject(file, place, filled(texts.tooLarge, file.name));
    else queue.add(file, place, { isSmaller });
  }
  if (files.length > 1) announce(texts.began?.replace("{count}", String(files.length)));
}

/**
 * @param {HTMLElement} form
 * @returns {UploadPlace}
 */
function placeOf(form) {
  const { code = "", key = "" } = criterion().dataset;
  const { checkUrl = "", uploadsUrl = "", filesUrl = "" } = form.dataset;
  return { code, key, checkUrl, uploadsUrl, filesUrl };
}

// -- lines ----------------------------------------------------------------------------------------------------------
queue.listen((job, before) => {
  if (job.state === "cancelled" || job.state === "done") removeLine(job);
  else showLine(job);
  if (job.state === before) return;
  // A refused file may be in the list since another tab or person sent it.
  if (["done", "linked", "twice", "failed"].includes(job.state)) refreshFiles(job.place);
  if (job.state === "failed" || job.state === "twice") announce(textOf(job));
  else if (["done", "linked", "lost", "expired"].includes(job.state)) {
    announce(filled(texts[job.state], job.name, job.otherName));
  }
});

/**
 * @param {string | undefined} sentence
 * @param {string} name
 * @param {string} [otherName]
 */
const filled = (sentence = "", name, otherName = "") => sentence.replace("{file}", name).replace("{other}", otherName);

/** @param {UploadJob} job */
function showLine(job) {
  const line = lines.get(job) ?? addLine(job);
  line.className = `upload is-${job.state}`;
  const state = need(".upload-state", HTMLElement, line);
  state.textContent = textOf(job);
  state.classList.toggle("field-error", job.state === "failed");
  showProgress(need("progress", HTMLProgressElement, line), job);
  showButtons(line, job);
  arrangeLines();
}

/**
 * @param {HTMLProgressElement} meter
 * @param {UploadJob} job
 */
function showProgress(meter, job) {
  meter.hidden = !isBusy(job) && job.state !== "paused" && job.state !== "expired";
  if (job.state === "checking") meter.removeAttribute("value");
  else meter.value = job.total ? job.sent / job.total : 0;
}

/**
 * @param {HTMLElement} line
 * @param {UploadJob} job
 */
function showButtons(line, job) {
  /** @type {Record<string, boolean>} */
  const isOffered = {
    pause: job.state === "sending" || job.state === "lost",
    resume: job.state === "paused",
    cancel: true,
  };
  const isUnderWay = isBusy(job) || job.state === "paused";
  const focused = find("button:focus", HTMLButtonElement, line);
  for (const button of findAll("button", HTMLButtonElement, line)) {
    const action = button.dataset.action ?? "";
    button.hidden = !isOffered[action];
    if (action === "cancel") button.textContent = (isUnderWay ? texts.cancel : texts.close) ?? "";
    button.setAttribute("aria-label", `${button.textContent?.trim()}: ${job.name}`);
  }
  // Focus stays in the line when its button is replaced by another.
  if (focused?.hidden) find("button:not([hidden])", HTMLButtonElement, line)?.focus();
}

/** @param {UploadJob} job */
function addLine(job) {
  const template = element("upload-row", HTMLTemplateElement).content;
  const line = need("li", HTMLElement, /** @type {DocumentFragment} */ (template.cloneNode(true)));
  need(".file-name", HTMLElement, line).textContent = job.name;
  need("progress", HTMLProgressElement, line).setAttribute("aria-label", `${texts.sending} ${job.name}`);
  line.addEventListener("click", (event) => {
    const action = closest(event, "[data-action]", HTMLElement)?.dataset.action;
    if (action === "pause") queue.pause(job);
    if (action === "resume") queue.resume(job);
    if (action !== "cancel") return;
    queue.cancel(job);
    find(".drop input[type=file]", HTMLInputElement)?.focus();
  });
  lines.set(job, line);
  return line;
}

/** @param {UploadJob} job */
function removeLine(job) {
  lines.get(job)?.remove();
  lines.delete(job);
  arrangeLines();
}

/** @param {number} bytes */
const megabytes = (bytes) => numbers.format(bytes / MEGABYTE);

/** @param {UploadJob} job */
function textOf(job) {
  if (job.message) return job.message;
  if (job.state === "failed") return filled(texts[job.reason || "refused"], job.name);
  if (job.state === "linked" || job.state === "twice") return filled(texts[job.state], job.name, job.otherName);
  const percent = job.total ? Math.floor((100 * job.sent) / job.total) : 0;
  const progress = `${percent} % · ${megabytes(job.sent)}/${megabytes(job.total)} MB`;
  if (job.state === "sending" && job.sent === job.total && job.sent) return texts.finishing ?? "";
  if (job.state === "sending") return [progress, timeLeft(job)].filter(Boolean).join(" · ");
  /** @type {Record<string, string>} */
  const names = { queued: "waiting", lost: "lostLine", expired: "expiredLine" };
  const state = texts[names[job.state] ?? job.state] ?? "";
  return job.sent ? `${state} · ${progress}` : state;
}

/** @param {UploadJob} job */
function timeLeft(job) {
  const seconds = queue.secondsLeft(job);
  if (seconds === null) return "";
  return seconds < 60 ? texts.soon : texts.minutes?.replace("{count}", String(Math.ceil(seconds / 60)));
}

/** Show each line with its criterion; a sentence counts those of the others. */
function arrangeLines() {
  const list = document.getElementById("sending");
  /** @type {Map<string, number>} */
  const elsewhere = new Map();
  for (const job of queue.jobs) {
    const { code } = job.place;
    const isHere = code === criterion().dataset.code;
    const line = lines.get(job);
    if (isHere && list && line && line.parentElement !== list) list.append(line);
    if (!isHere && job.state !== "linked") elsewhere.set(code, (elsewhere.get(code) ?? 0) + 1);
  }
  const note = element("uploads-elsewhere", HTMLElement);
  note.hidden = elsewhere.size === 0;
  note.textContent = `${texts.elsewhere} ${[...elsewhere].map(([code, count]) => `${code} (${count})`).join(", ")}`;
  hideResumed();
}

/** Uploads that this tab is sending are not offered as unfinished. */
function hideResumed() {
  const urls = queue.jobs.map((job) => job.url);
  for (const entry of findAll(".unfinished [data-upload]", HTMLElement)) {
    entry.hidden = urls.includes(entry.dataset.upload ?? "");
  }
  const block = find(".unfinished", HTMLElement);
  if (block) block.hidden = !find("[data-upload]:not([hidden])", HTMLElement, block);
}

/** @param {string} [sentence] */
function announce(sentence = "") {
  news.textContent = sentence;
}

// -- the files as the portal has them -------------------------------------------------------------------------------
/** @param {UploadPlace} place */
async function refreshFiles(place) {
  try {
    const answer = await fetch(place.filesUrl, {
      headers: { "HX-Request": "true", "HX-Current-URL": location.href },
    });
    if (!answer.ok || !answer.url.endsWith(place.filesUrl)) return;
    const html = await answer.text();
    if (criterion().dataset.code === place.code) {
      window.htmx.swap(`#set-${place.key}`, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
      arrangeLines();
    } else replaceRows(html);
  } catch {
    // The file is stored; the next reload of the list shows it.
  }
}

document.addEventListener("htmx:afterSettle", arrangeLines);
document.addEventListener("htmx:afterSwap", arrangeLines);

// -- navigation -----------------------------------------------------------------------------------------------------
setInterval(() => queue.restartStalled(), STALL_CHECK);
window.addEventListener("online", () => queue.reconnect());
window.addEventListener("focus", () => queue.resumeExpired());
window.addEventListener("beforeunload", (event) => {
  if (queue.isBusy) event.preventDefault();
});

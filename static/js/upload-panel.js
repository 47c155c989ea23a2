// The files of a leaf: dropped, chosen or photographed; every file on its way has a line of its own that tells the
// truth about it and outlives the leaf in hand. Sending itself is the matter of uploads.js.
import { wantsSmaller } from "./photo-shrinking.js";
import { add, cancel, go, isBusy, jobs, listen, pause, secondsLeft } from "./upload-queue.js";

const words = document.getElementById("upload-news").dataset;
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const leaf = () => document.getElementById("criterion");
const lines = new Map();

// -- choosing ---------------------------------------------------------------------------------------------------------
document.addEventListener("change", (event) => {
  if (!event.target.matches(".drop input[type=file]")) return;
  take(event.target.closest(".drop"), [...event.target.files]);
  event.target.value = "";
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.drop")) event.preventDefault();
});
// Anywhere on the leaf will do; elsewhere a dropped file must not take the page away.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const zone = event.target.closest?.(".criterion")?.querySelector(".drop");
    document.querySelector(".drop")?.classList.toggle("is-over", Boolean(zone) && kind === "dragover");
    if (zone && kind === "drop") take(zone, [...event.dataTransfer.files]);
  });
}

function take(form, files) {
  const place = {
    leaf: leaf().dataset.code,
    key: leaf().dataset.key,
    known: form.dataset.checkUrl,
    uploads: form.dataset.uploadsUrl,
    set: form.dataset.filesUrl,
  };
  const isSmaller = wantsSmaller();
  const most = Number(form.dataset.maxBytes);
  for (const file of files) {
    if (file.size === 0) refuse(place, file, words.empty);
    else if (file.size > most) refuse(place, file, words.tooLarge);
    else add(file, place, { isSmaller });
  }
  if (files.length > 1) tell(words.began.replace("{count}", files.length));
}

// What needs no asking: said in a line of its own, nothing is sent.
function refuse(place, file, text) {
  const job = { name: file.name, place, state: "failed", message: text.replace("{file}", file.name), total: file.size };
  jobs.push(job);
  show(job);
}

// -- lines ------------------------------------------------------------------------------------------------------------
listen((job, before) => {
  if (job.state === "cancelled" || job.state === "done") drop(job);
  else show(job);
  if (job.state === before) return;
  if (job.state === "done" || job.state === "linked") refresh(job.place);
  const said = { done: words.done, linked: words.linked, lost: words.lost, expired: words.expired }[job.state];
  if (said && !(job.state === "lost" && before === "lost")) tell(filled(said, job));
  if (["failed", "twice"].includes(job.state)) tell(text(job));
});

const filled = (sentence, job) => sentence.replace("{file}", job.name).replace("{other}", job.other ?? "");

function show(job) {
  const line = lines.get(job) ?? begin(job);
  const bad = job.state === "failed";
  line.className = `upload is-${job.state}`;
  line.querySelector(".upload-state").textContent = text(job);
  const meter = line.querySelector("progress");
  meter.hidden = !["queued", "checking", "sending", "lost", "paused", "expired"].includes(job.state);
  if (job.state === "checking") meter.removeAttribute("value");
  else meter.value = job.total ? job.sent / job.total : 0;
  const may = { pause: ["sending", "lost"].includes(job.state), resume: job.state === "paused", cancel: true };
  const focused = line.contains(document.activeElement) && document.activeElement;
  for (const button of line.querySelectorAll("button")) {
    const verb = button.dataset.action;
    button.hidden = !may[verb];
    if (verb === "cancel") button.textContent = isBusy(job) || job.state === "paused" ? words.cancel : words.close;
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${job.name}`);
  }
  // Focus stays in the line when its button gives way to another.
  if (focused?.hidden) line.querySelector("button:not([hidden])").focus();
  line.querySelector(".upload-state").classList.toggle("field-error", bad);
  settle();
}

function begin(job) {
  const line = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  line.querySelector(".file-name").textContent = job.name;
  line.querySelector("progress").setAttribute("aria-label", `${words.sending} ${job.name}`);
  line.addEventListener("click", (event) => {
    const verb = event.target.closest("[data-action]")?.dataset.action;
    if (verb) ({ pause, resume: go, cancel })[verb](job);
    if (verb === "cancel") document.querySelector(".drop input[type=file]")?.focus();
  });
  lines.set(job, line);
  return line;
}

function drop(job) {
  lines.get(job)?.remove();
  lines.delete(job);
  settle();
}

const megabytes = (bytes) => numbers.format(bytes / 1048576);

function text(job) {
  if (job.message) return job.message;
  if (job.state === "failed") return filled(words[job.word || "refused"], job);
  if (["linked", "twice"].includes(job.state)) return filled(words[job.state], job);
  const share = job.total ? Math.floor((100 * job.sent) / job.total) : 0;
  const figure = `${share} % · ${megabytes(job.sent)}/${megabytes(job.total)} MB`;
  if (job.state === "sending" && job.sent === job.total && job.sent) return words.finishing;
  if (job.state === "sending") return [figure, remaining(job)].filter(Boolean).join(" · ");
  const state = words[{ queued: "waiting", lost: "lostLine", expired: "expiredLine" }[job.state] ?? job.state];
  return job.sent ? `${state} · ${figure}` : state;
}

function remaining(job) {
  const seconds = secondsLeft(job);
  if (seconds === null) return "";
  return seconds < 60 ? words.soon : words.minutes.replace("{count}", Math.ceil(seconds / 60));
}

// Every line stands with its leaf; of the others one sentence tells.
function settle() {
  const list = document.getElementById("sending");
  const elsewhere = new Map();
  for (const job of jobs) {
    const here = job.place.leaf === leaf().dataset.code;
    const line = lines.get(job);
    if (here && list && line && line.parentElement !== list) list.append(line);
    if (!here && job.state !== "linked") elsewhere.set(job.place.leaf, (elsewhere.get(job.place.leaf) ?? 0) + 1);
  }
  const note = document.getElementById("uploads-elsewhere");
  note.hidden = elsewhere.size === 0;
  note.textContent = `${words.elsewhere} ${[...elsewhere].map(([code, files]) => `${code} (${files})`).join(", ")}`;
  // What goes on in this tab is not offered as unfinished.
  const going = jobs.map((job) => job.url).filter(Boolean);
  document.querySelectorAll(".unfinished [data-upload]").forEach((entry) => {
    entry.hidden = going.includes(entry.dataset.upload);
  });
  const block = document.querySelector(".unfinished");
  if (block) block.hidden = !block.querySelector("[data-upload]:not([hidden])");
}

function tell(sentence) {
  document.getElementById("upload-news").textContent = sentence;
}

// -- the set as the portal has it -------------------------------------------------------------------------------------
async function refresh(place) {
  try {
    const answer = await fetch(place.set, { headers: { "HX-Request": "true" } });
    if (!answer.ok || !answer.url.endsWith(place.set)) return;
    const html = await answer.text();
    if (leaf().dataset.code === place.leaf) {
      window.htmx.swap(`#set-${place.key}`, html, { swapStyle: "outerHTML" });
      settle();
      return;
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(".tree-row").forEach((row) => {
      row.removeAttribute("hx-swap-oob");
      const old = document.getElementById(row.id);
      old?.replaceWith(row);
      if (old) window.htmx.process(row);
    });
  } catch {
    // The file is there; the list shows it with the next look.
  }
}

document.addEventListener("htmx:afterSettle", settle);
document.addEventListener("htmx:afterSwap", settle);

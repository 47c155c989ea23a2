// Files on their way to the portal: checked, asked for, sent piece by piece (tus 1.0), gone on with after every cut.
// Knows nothing of the page; tells each change of a job to those who listen. One file is sent at a time, in order.
import { csrf, headers } from "./requests.js";
import { shrunk } from "./photo-shrinking.js";

const SIGN_IN = "/account/login/";
// A cut costs at most so much, also behind a web server that hands on whole requests alone.
const PIECE = 1024 * 1024;
const DELAYS = [1000, 2000, 5000, 10000, 20000, ...Array(500).fill(30000)];
// A line that moves nothing for so long is taken for cut, though nobody has said so.
const STALLED = 45000;
const BUSY = ["queued", "checking", "sending", "lost"];

export const jobs = [];
const listeners = [];
let running = null;
let count = 0;

export const listen = (listener) => listeners.push(listener);
export const isBusy = (job) => BUSY.includes(job.state);

function turn(job, state, facts = {}) {
  const before = job.state;
  Object.assign(job, facts, { state });
  listeners.forEach((listener) => listener(job, before));
}

// `place` says where the file belongs: its leaf and the addresses to ask, to send to, and to see the set.
export function add(file, place, { isSmaller = false } = {}) {
  count += 1;
  const job = { id: count, file, name: file.name, place, isSmaller, sent: 0, total: file.size, again: 0 };
  jobs.push(job);
  turn(job, "queued");
  pump();
}

export function pause(job) {
  stop(job);
  turn(job, "paused");
}

export function go(job) {
  turn(job, "queued");
  pump();
}

export function cancel(job) {
  const upload = job.upload;
  stop(job);
  jobs.splice(jobs.indexOf(job), 1);
  turn(job, "cancelled");
  // Bytes that cannot be taken back now are forgotten by the portal itself after a while.
  upload?.abort(true).catch(() => {});
}

function stop(job) {
  job.upload?.abort();
  job.wake?.();
  job.settle?.();
}

function pump() {
  if (running) return;
  running = jobs.find((job) => job.state === "queued");
  if (!running) return;
  const job = running;
  run(job)
    .catch((error) => fail(job, "", String(error)))
    .finally(() => {
      running = null;
      pump();
    });
}

async function run(job) {
  if (!job.ready) {
    turn(job, "checking");
    if (job.isSmaller) job.file = await shrunk(job.file);
    Object.assign(job, { total: job.file.size, name: job.file.name, ready: true });
    const { hex, unreadable } = await hash(job.file);
    if (unreadable) return job.state === "checking" && fail(job, "unreadable");
    job.sha256 = hex ?? "";
  }
  if (!["checking", "queued"].includes(job.state)) return;
  if (!job.upload && job.sha256 && !(await known(job))) return;
  await send(job);
}

function fail(job, word, message = "") {
  turn(job, "failed", { word, message, upload: null });
}

// -- the sum of a file ------------------------------------------------------------------------------------------------
let worker = null;
let workless = false;
const sums = new Map();

function hash(file) {
  if (workless) return Promise.resolve({});
  return new Promise((resolve) => {
    if (!worker) {
      worker = new Worker(new URL("./file-hash-worker.js", import.meta.url), { type: "module" });
      worker.addEventListener("message", ({ data }) => {
        sums.get(data.id)?.(data);
        sums.delete(data.id);
      });
      // Without a worker nothing is known beforehand: the portal finds duplicates when the file has come.
      worker.addEventListener("error", () => {
        workless = true;
        sums.forEach((tell) => tell({}));
      });
    }
    count += 1;
    sums.set(count, resolve);
    worker.postMessage({ id: count, file });
  });
}

// -- does the portal have it already? ---------------------------------------------------------------------------------
// True where the file is to be sent.
async function known(job) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const body = new URLSearchParams({ sha256: job.sha256, name: job.name, csrfmiddlewaretoken: csrf() });
      const answer = await fetch(job.place.known, { method: "POST", body, headers: headers() });
      if (!isBusy(job)) return false;
      if (answer.url.includes(SIGN_IN)) return turn(job, "expired");
      if (answer.ok || answer.status === 422) return judge(job, await answer.json());
      if (answer.status < 500) return fail(job, "refused");
    } catch {
      if (!isBusy(job)) return false;
    }
    turn(job, "lost");
    await rest(job, DELAYS[attempt]);
    if (!isBusy(job)) return false;
  }
}

function judge(job, { state, name, message, url }) {
  if (state === "new") return true;
  if (state === "begun") {
    job.url = url;
    return true;
  }
  if (state === "linked") turn(job, "linked", { other: name });
  else if (state === "twice") turn(job, "twice", { message });
  else fail(job, "refused", message);
  return false;
}

// Until the delay is over, the line is back, or somebody stops the job.
function rest(job, delay) {
  return new Promise((resolve) => {
    job.wake = resolve;
    setTimeout(resolve, delay);
  });
}

// -- sending ----------------------------------------------------------------------------------------------------------
function send(job) {
  return new Promise((resolve) => {
    job.settle = resolve;
    Object.assign(job, { moved: Date.now(), began: null });
    turn(job, "sending");
    job.upload ??= uploadOf(job);
    job.upload.start();
  });
}

function uploadOf(job) {
  const upload = new window.tus.Upload(job.file, {
    endpoint: job.url ? null : job.place.uploads,
    uploadUrl: job.url ?? null,
    chunkSize: PIECE,
    retryDelays: DELAYS,
    storeFingerprintForResuming: false,
    metadata: { filename: job.name, sha256: job.sha256 },
    onBeforeRequest: (request) => Object.entries(headers()).forEach(([name, value]) => request.setHeader(name, value)),
    // From now on it is gone on with or given up, never begun anew behind our back.
    onUploadUrlAvailable: () => {
      job.url = new URL(upload.url, location.href).pathname;
      upload.options.endpoint = null;
    },
    onProgress: (sent, total) => {
      if (job.upload !== upload || !isBusy(job)) return;
      if (sent !== job.sent) job.moved = Date.now();
      if (!job.began || job.state === "lost") job.began = { at: Date.now(), sent };
      turn(job, "sending", { sent, total });
    },
    onShouldRetry: (error) => {
      const again = isPassing(error);
      if (again && isBusy(job)) turn(job, "lost");
      return again;
    },
    onSuccess: () => {
      jobs.splice(jobs.indexOf(job), 1);
      turn(job, "done");
      job.settle();
    },
    onError: (error) => {
      stumble(job, error);
      job.settle();
    },
  });
  return upload;
}

const answerTo = (error) => error.originalResponse?.getUnderlyingObject();
const isSignIn = (answer) => (answer?.responseURL ?? "").includes(SIGN_IN);

// What time may heal: no line, a server that rests, another tab at the same place.
function isPassing(error) {
  const status = answerTo(error)?.status ?? 0;
  return !isSignIn(answerTo(error)) && (status === 0 || status >= 500 || status === 409 || status === 429);
}

function stumble(job, error) {
  const answer = answerTo(error);
  if (isSignIn(answer)) return turn(job, "expired", { upload: null });
  if (!error.originalRequest) return fail(job, "unreadable");
  if ([404, 410].includes(answer?.status) && job.again < 2) {
    return turn(job, "queued", { upload: null, url: null, sent: 0, again: job.again + 1 });
  }
  const said = (answer?.getResponseHeader("Content-Type") ?? "").startsWith("text/plain") ? answer.responseText : "";
  return fail(job, "refused", said);
}

// How many seconds are left at the pace since the line last came; null while that is anybody's guess.
export function secondsLeft(job) {
  const seconds = job.began ? (Date.now() - job.began.at) / 1000 : 0;
  const came = job.began ? job.sent - job.began.sent : 0;
  return seconds < 4 || came <= 0 ? null : (job.total - job.sent) / (came / seconds);
}

// Begin the present request anew, from where the portal says it stands.
function nudge(job) {
  job.moved = Date.now();
  job.wake?.();
  if (!job.upload || !["sending", "lost"].includes(job.state)) return;
  job.upload.abort();
  job.upload.start();
}

setInterval(() => {
  if (running?.state === "sending" && Date.now() - running.moved > STALLED) nudge(running);
}, 5000);
window.addEventListener("online", () => running && nudge(running));
window.addEventListener("focus", () => jobs.filter((job) => job.state === "expired").forEach(go));
window.addEventListener("beforeunload", (event) => {
  if (jobs.some(isBusy)) event.preventDefault();
});

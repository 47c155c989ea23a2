// Uploads: checked, compared with the portal's files, sent, resumed after every interruption.
// One file is sent at a time, in order. Independent of the page; each change of a job is reported to the listeners.

/** @import { FileHash } from "./file-hash.js" */
/** @import { Timers } from "./retries.js" */
/** @import { CheckAnswer, UploadEvents, UploadFailure } from "./upload-requests.js" */
import { browserTimers } from "./retries.js";

/**
 * @typedef {"queued" | "checking" | "sending" | "lost" | "paused" | "expired" | "linked" | "twice" | "failed" | "done"
 *   | "cancelled"} UploadState
 */

/**
 * The target of a file: its criterion, and the URLs to check, to upload to, and to fetch the list of files from.
 *
 * @typedef {{ code: string, key: string, checkUrl: string, uploadsUrl: string, filesUrl: string }} UploadPlace
 */

/**
 * @typedef {object} UploadJob
 * @property {number} id
 * @property {File} file
 * @property {string} name
 * @property {UploadPlace} place
 * @property {UploadState} state
 * @property {boolean} isSmaller whether a large photo is made smaller before
 * @property {boolean} isReady whether the file has been read, and is final
 * @property {string} sha256 "" where it is not known
 * @property {number} sent bytes
 * @property {number} total bytes
 * @property {number} restarts
 * @property {Transfer | null} transfer
 * @property {string | null} url of the upload at the portal, once it has begun
 * @property {number} movedAt when bytes were last sent
 * @property {{ at: number, sent: number } | null} since what the present pace is measured from
 * @property {() => void} wake ends the wait before the next try
 * @property {() => void} finish ends the sending
 * @property {string} reason why it failed: a key of the page's texts
 * @property {string} message why it failed, in the portal's words
 * @property {string} otherName of the file that the portal has already
 */

/** @typedef {{ start: () => void, abort: (isForgotten?: boolean) => Promise<void> }} Transfer */
/** @typedef {(job: UploadJob, before: UploadState | null) => void} UploadListener */

/** @type {UploadState[]} */
const BUSY = ["queued", "checking", "sending", "lost"];
const MAX_RESTARTS = 2;
// After this long without progress the connection counts as lost, even if no event has reported it.
const STALLED_AFTER = 45000;
const MIN_SECONDS_OF_PACE = 4;

export const RETRY_DELAYS = [1000, 2000, 5000, 10000, 20000, ...Array(500).fill(30000)];

/** @param {UploadJob} job */
export const isBusy = (job) => BUSY.includes(job.state);

const nothing = () => {};

export class UploadQueue {
  #shrink;
  #hash;
  #check;
  #createTransfer;
  #timers;
  #now;
  /** @type {UploadJob[]} */
  #jobs = [];
  /** @type {UploadListener[]} */
  #listeners = [];
  /** @type {UploadJob | null} */
  #running = null;
  #count = 0;

  /**
   * @param {object} options
   * @param {(file: File) => Promise<File>} options.shrink
   * @param {(file: File) => Promise<FileHash>} options.hash
   * @param {(job: UploadJob) => Promise<CheckAnswer>} options.check whether the portal has the file already
   * @param {(job: UploadJob, events: UploadEvents) => Transfer} options.createTransfer
   * @param {Timers} [options.timers]
   * @param {() => number} [options.now]
   */
  constructor({ shrink, hash, check, createTransfer, timers = browserTimers, now = Date.now }) {
    this.#shrink = shrink;
    this.#hash = hash;
    this.#check = check;
    this.#createTransfer = createTransfer;
    this.#timers = timers;
    this.#now = now;
  }

  /** @returns {readonly UploadJob[]} */
  get jobs() {
    return this.#jobs;
  }

  get isBusy() {
    return this.#jobs.some(isBusy);
  }

  /** @param {UploadListener} listener */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /**
   * @param {File} file
   * @param {UploadPlace} place
   * @param {{ isSmaller?: boolean }} [options]
   */
  add(file, place, { isSmaller = false } = {}) {
    this.#change(this.#createJob(file, place, isSmaller), "queued");
    this.#runNext();
  }

  /**
   * A file that is not sent: its job only shows the reason.
   *
   * @param {File} file
   * @param {UploadPlace} place
   * @param {string} message
   */
  reject(file, place, message) {
    this.#fail(this.#createJob(file, place, false), "", message);
  }

  /** @param {UploadJob} job */
  pause(job) {
    this.#stop(job);
    this.#change(job, "paused");
  }

  /** @param {UploadJob} job */
  resume(job) {
    this.#change(job, "queued");
    this.#runNext();
  }

  /** @param {UploadJob} job */
  cancel(job) {
    const { transfer } = job;
    this.#stop(job);
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#change(job, "cancelled");
    // What cannot be deleted now is deleted by the portal later.
    transfer?.abort(true).catch(nothing);
  }

  /** The person is signed in again. */
  resumeExpired() {
    this.#jobs.filter((job) => job.state === "expired").forEach((job) => this.resume(job));
  }

  /** The connection is back: try at once. */
  reconnect() {
    if (this.#running) this.#restart(this.#running);
  }

  /** Call it regularly: a connection may be lost without an event. */
  restartStalled() {
    const job = this.#running;
    if (job?.state === "sending" && this.#now() - job.movedAt > STALLED_AFTER) this.#restart(job);
  }

  /**
   * How many seconds are left at the present speed; null where it is not known.
   *
   * @param {UploadJob} job
   */
  secondsLeft({ since, sent, total }) {
    if (!since) return null;
    const seconds = (this.#now() - since.at) / 1000;
    const bytes = sent - since.sent;
    return seconds < MIN_SECONDS_OF_PACE || bytes <= 0 ? null : (total - sent) / (bytes / seconds);
  }

  // -- one job ------------------------------------------------------------------------------------------------------
  /**
   * @param {File} file
   * @param {UploadPlace} place
   * @param {boolean} isSmaller
   * @returns {UploadJob}
   */
  #createJob(file, place, isSmaller) {
    this.#count += 1;
    /** @type {UploadJob} */
    const job = {
      id: this.#count, file, name: file.name, place, state: "queued", isSmaller, isReady: false, sha256: "", sent: 0,
      total: file.size, restarts: 0, transfer: null, url: null, movedAt: 0, since: null, wake: nothing, finish: nothing,
      reason: "", message: "", otherName: "",
    };
    this.#jobs.push(job);
    return job;
  }

  /**
   * @param {UploadJob} job
   * @param {UploadState} state
   * @param {Partial<UploadJob>} [facts]
   */
  #change(job, state, facts = {}) {
    const before = job.state;
    Object.assign(job, facts, { state });
    this.#listeners.forEach((listener) => listener(job, before));
  }

  /**
   * @param {UploadJob} job
   * @param {string} reason
   * @param {string} [message]
   */
  #fail(job, reason, message = "") {
    this.#change(job, "failed", { reason, message, transfer: null });
  }

  /** @param {UploadJob} job */
  #stop(job) {
    job.transfer?.abort();
    job.wake();
    job.finish();
  }

  #runNext() {
    if (this.#running) return;
    const job = this.#jobs.find(({ state }) => state === "queued");
    if (!job) return;
    this.#running = job;
    this.#run(job)
      .catch((error) => this.#fail(job, "", String(error)))
      .finally(() => {
        this.#running = null;
        this.#runNext();
      });
  }

  /** @param {UploadJob} job */
  async #run(job) {
    if (!job.isReady) await this.#prepare(job);
    if (job.state !== "checking" && job.state !== "queued") return;
    if (!job.transfer && job.sha256 && !(await this.#isWanted(job))) return;
    await this.#send(job);
  }

  /** @param {UploadJob} job */
  async #prepare(job) {
    this.#change(job, "checking");
    const file = job.isSmaller ? await this.#shrink(job.file) : job.file;
    Object.assign(job, { file, name: file.name, total: file.size, isReady: true });
    const { hex, unreadable } = await this.#hash(file);
    job.sha256 = hex ?? "";
    if (unreadable && isBusy(job)) this.#fail(job, "unreadable");
  }

  /**
   * Whether the file must be sent because the portal does not have it yet.
   *
   * @param {UploadJob} job
   */
  async #isWanted(job) {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#check(job);
      if (!isBusy(job)) return false;
      if (answer.state !== "unreachable") return this.#judge(job, answer);
      this.#change(job, "lost");
      await this.#wait(job, RETRY_DELAYS[attempt]);
      if (!isBusy(job)) return false;
    }
  }

  /**
   * @param {UploadJob} job
   * @param {CheckAnswer} answer
   */
  #judge(job, { state, name = "", message = "", url = null }) {
    if (state === "new") return true;
    if (state === "begun") {
      job.url = url;
      return true;
    }
    if (state === "linked") this.#change(job, "linked", { otherName: name });
    else if (state === "twice") this.#change(job, "twice", { message });
    else if (state === "signed-out") this.#change(job, "expired");
    else this.#fail(job, "refused", message);
    return false;
  }

  /**
   * Wait until the delay is over, the connection is back, or somebody stops the job.
   *
   * @param {UploadJob} job
   * @param {number} delay
   * @returns {Promise<void>}
   */
  #wait(job, delay) {
    return new Promise((resolve) => {
      job.wake = resolve;
      this.#timers.set(resolve, delay);
    });
  }

  // -- sending ------------------------------------------------------------------------------------------------------
  /**
   * @param {UploadJob} job
   * @returns {Promise<void>}
   */
  #send(job) {
    return new Promise((resolve) => {
      Object.assign(job, { finish: resolve, movedAt: this.#now(), since: null });
      this.#change(job, "sending");
      job.transfer ??= this.#transferOf(job);
      job.transfer.start();
    });
  }

  /**
   * @param {UploadJob} job
   * @returns {Transfer}
   */
  #transferOf(job) {
    /** @type {Transfer} */
    const transfer = this.#createTransfer(job, {
      onUrl: (url) => (job.url = url),
      onProgress: (sent, total) => {
        if (job.transfer === transfer && isBusy(job)) this.#onProgress(job, sent, total);
      },
      onInterruption: () => {
        if (isBusy(job)) this.#change(job, "lost");
      },
      onSuccess: () => {
        this.#jobs.splice(this.#jobs.indexOf(job), 1);
        this.#change(job, "done");
        job.finish();
      },
      onFailure: (failure) => {
        this.#onFailure(job, failure);
        job.finish();
      },
    });
    return transfer;
  }

  /**
   * @param {UploadJob} job
   * @param {number} sent
   * @param {number} total
   */
  #onProgress(job, sent, total) {
    if (sent !== job.sent) job.movedAt = this.#now();
    if (!job.since || job.state === "lost") job.since = { at: this.#now(), sent };
    this.#change(job, "sending", { sent, total });
  }

  /**
   * @param {UploadJob} job
   * @param {UploadFailure} failure
   */
  #onFailure(job, { kind, message }) {
    if (kind === "signed-out") this.#change(job, "expired", { transfer: null });
    else if (kind === "unreadable") this.#fail(job, "unreadable");
    else if (kind === "gone" && job.restarts < MAX_RESTARTS) {
      this.#change(job, "queued", { transfer: null, url: null, sent: 0, restarts: job.restarts + 1 });
    } else this.#fail(job, "refused", message);
  }

  /**
   * Repeat the present request from the offset that the portal reports.
   *
   * @param {UploadJob} job
   */
  #restart(job) {
    job.movedAt = this.#now();
    job.wake();
    if (!job.transfer || (job.state !== "sending" && job.state !== "lost")) return;
    job.transfer.abort();
    job.transfer.start();
  }
}

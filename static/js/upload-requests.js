// The upload of a file: a request by its hash, then chunks by the tus protocol (1.0).

/** @import { DetailedError } from "tus-js-client" */
/** @import { Transfer, UploadJob } from "./upload-queue.js" */
import { csrfToken, isSignInPage, requestHeaders } from "./requests.js";
import { RETRY_DELAYS } from "./upload-queue.js";

/**
 * The portal's answer about a file before it is sent.
 *
 * @typedef {object} CheckAnswer
 * @property {"new" | "begun" | "linked" | "twice" | "refused" | "signed-out" | "unreachable"} state
 * @property {string} [name] of the file that the portal has already
 * @property {string} [message]
 * @property {string | null} [url] of the upload that has begun
 */

/** @typedef {{ kind: "signed-out" | "unreadable" | "gone" | "refused", message: string }} UploadFailure */

/**
 * @typedef {object} UploadEvents
 * @property {(url: string) => void} onUrl
 * @property {(sent: number, total: number) => void} onProgress
 * @property {() => void} onInterruption it is tried again by itself
 * @property {() => void} onSuccess
 * @property {(failure: UploadFailure) => void} onFailure
 */

// An interruption costs at most this much, also behind a web server that forwards only whole requests.
const PART_BYTES = 1024 * 1024;

/**
 * @param {UploadJob} job
 * @returns {Promise<CheckAnswer>}
 */
export async function checkFile({ sha256, name, place }) {
  const body = new URLSearchParams({ sha256, name, csrfmiddlewaretoken: csrfToken() });
  try {
    const answer = await fetch(place.checkUrl, { method: "POST", body, headers: requestHeaders() });
    if (isSignInPage(answer)) return { state: "signed-out" };
    if (answer.ok || answer.status === 422) return await answer.json();
    return { state: answer.status < 500 ? "refused" : "unreachable" };
  } catch {
    return { state: "unreachable" };
  }
}

/**
 * @param {UploadJob} job
 * @param {UploadEvents} events
 * @returns {Transfer}
 */
export function createTransfer(job, events) {
  const upload = new window.tus.Upload(job.file, {
    endpoint: job.url ? null : job.place.uploadsUrl,
    uploadUrl: job.url,
    chunkSize: PART_BYTES,
    retryDelays: RETRY_DELAYS,
    storeFingerprintForResuming: false,
    metadata: { filename: job.name, sha256: job.sha256 },
    onBeforeRequest: (request) => {
      Object.entries(requestHeaders()).forEach(([name, value]) => request.setHeader(name, value));
    },
    // From now on it is resumed or cancelled, never restarted without the queue.
    onUploadUrlAvailable: () => {
      events.onUrl(new URL(upload.url ?? "", location.href).pathname);
      upload.options.endpoint = null;
    },
    onProgress: events.onProgress,
    onShouldRetry: (error) => {
      const isRetried = isTransient(error);
      if (isRetried) events.onInterruption();
      return isRetried;
    },
    onSuccess: events.onSuccess,
    onError: (error) => events.onFailure(failureOf(error)),
  });
  return upload;
}

/**
 * @param {Error | DetailedError} error
 * @returns {XMLHttpRequest | null}
 */
function answerTo(error) {
  return ("originalResponse" in error && error.originalResponse?.getUnderlyingObject()) || null;
}

/**
 * Errors that may pass: no connection, an unavailable server, another tab that sends the same file.
 *
 * @param {DetailedError} error
 */
function isTransient(error) {
  const answer = answerTo(error);
  const status = answer?.status ?? 0;
  if (answer && isSignInPage(answer)) return false;
  return status === 0 || status >= 500 || status === 409 || status === 429;
}

/**
 * @param {Error | DetailedError} error
 * @returns {UploadFailure}
 */
function failureOf(error) {
  const answer = answerTo(error);
  if (answer && isSignInPage(answer)) return { kind: "signed-out", message: "" };
  if (!("originalRequest" in error) || !error.originalRequest) return { kind: "unreadable", message: "" };
  if (!answer) return { kind: "refused", message: "" };
  const isText = (answer.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  const isGone = answer.status === 404 || answer.status === 410;
  return { kind: isGone ? "gone" : "refused", message: isText ? answer.responseText : "" };
}

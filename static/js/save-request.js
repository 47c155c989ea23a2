// Sends the draft of a score without its form, and returns the meaning of the response.

/** @import { Draft } from "./form-saver.js" */
/** @import { SentDraft } from "./draft-queue.js" */
import { csrfToken, outcomeOf, requestHeaders } from "./requests.js";

/** @typedef {{ points: string, explanation: string, claimed: boolean }} ScoreValues */
/** @typedef {Draft<ScoreValues>} ScoreDraft */

/**
 * Rejects where there is no connection.
 *
 * @param {ScoreDraft} draft
 * @param {RequestInit} [options]
 * @returns {Promise<SentDraft>}
 */
export async function sendDraft(draft, options = {}) {
  const body = new URLSearchParams({
    points: draft.points,
    explanation: draft.explanation,
    seen_version: draft.version,
    csrfmiddlewaretoken: csrfToken(),
  });
  if (draft.claimed) body.set("not_applicable", "on");
  const headers = requestHeaders({ "HX-Request": "true", "HX-Current-URL": location.href });
  const answer = await fetch(draft.url, { method: "POST", body, headers, ...options });
  return { outcome: outcomeOf(answer), html: () => answer.text(), version: versionOf(answer) };
}

/**
 * The new version of a stored score, from the response's event header.
 *
 * @param {Response} answer
 */
function versionOf(answer) {
  try {
    const { "portal:saved": saved } = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
    return saved ? String(saved.version) : undefined;
  } catch {
    return undefined;
  }
}

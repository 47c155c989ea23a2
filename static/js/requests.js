// The headers of every scripted request, and the meaning of its response.

/** @typedef {"stored" | "refused" | "foreign" | "signed-out" | "gone" | "failed" | "offline"} Outcome */

const SIGN_IN_PATH = "/account/login/";

/** A new sign-in in another tab sets a new token; the cookie always has the valid one. */
export const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";

/**
 * The token, and the key of the person who opened this page: the portal refuses it once somebody else is signed in.
 *
 * @param {Record<string, string>} [extra]
 * @returns {Record<string, string>}
 */
export function requestHeaders(extra = {}) {
  const key = document.body.dataset.formKey;
  return { "X-CSRFToken": csrfToken(), ...(key ? { "X-Form-Key": key } : {}), ...extra };
}

/**
 * Whether a request ended at the sign-in page, because the session is over.
 *
 * @param {Response | XMLHttpRequest} answer
 */
export function isSignInPage(answer) {
  const address = "responseURL" in answer ? answer.responseURL : answer.url;
  return (address ?? "").includes(SIGN_IN_PATH);
}

/**
 * Whether a request was refused because of who sent it: any content would be refused again.
 *
 * @param {Response | XMLHttpRequest} answer
 */
export function isForeign(answer) {
  const name = "X-Form-Refused";
  return Boolean("headers" in answer ? answer.headers.get(name) : answer.getResponseHeader(name));
}

/**
 * The meaning of the response to a save, the same for fetch and for htmx.
 *
 * @param {Response | XMLHttpRequest} answer
 * @returns {Outcome}
 */
export function outcomeOf(answer) {
  if (answer.status === 0) return "offline";
  if (isForeign(answer)) return "foreign";
  if (isSignInPage(answer)) return "signed-out";
  if (answer.status === 422) return "refused";
  if (answer.status === 404) return "gone";
  return answer.status >= 200 && answer.status < 400 ? "stored" : "failed";
}

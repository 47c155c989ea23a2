// The one notice at the foot of every page: a lost connection, an ended session, a request that failed.

import { element } from "./dom.js";

const notice = element("notice", HTMLElement);

/** The page's texts for it. */
export const texts = notice.dataset;

/**
 * @param {string | undefined} text
 * @param {string} [signInAddress] offered in a new tab
 */
export function showNotice(text = "", signInAddress) {
  notice.textContent = text;
  if (signInAddress) {
    const link = document.createElement("a");
    Object.assign(link, { href: signInAddress, target: "_blank", rel: "opener", textContent: texts.signIn });
    notice.append(" ", link);
  }
  notice.hidden = false;
}

export function hideNotice() {
  notice.hidden = true;
}

// The single notice at the bottom of every page: a lost connection, an ended session, a failed request.

import { element } from "./dom.js";

const notice = element("notice", HTMLElement);

/** Its texts on the page. */
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

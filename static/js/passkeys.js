// Beside allauth's own scripts, which talk to the browser about passkeys: what to read where it cannot, or does not.

import { findAll } from "./dom.js";

/** @param {(line: DOMStringMap) => string | undefined} choose */
function say(choose) {
  for (const line of findAll("[data-passkey-problem]", HTMLElement)) {
    line.textContent = choose(line.dataset) ?? "";
    line.hidden = false;
  }
}

if (!("PublicKeyCredential" in window)) {
  say((texts) => texts.unknown);
  for (const button of findAll("[data-passkey]", HTMLButtonElement)) button.disabled = true;
}
// Cancelled, too slow, or a passkey of another account: browsers do not say which.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say((texts) => texts.failed);
});

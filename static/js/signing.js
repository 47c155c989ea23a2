// The page where a paper is signed on the signer's machine: fetch its PDF, have the agent sign it, send it as a form.
import { SigningError, VgcaAgent } from "./signing-agent.js";

/**
 * @param {HTMLElement} place
 * @param {import("./signing-agent.js").SigningAgent} agent
 */
export function offerSigning(place, agent) {
  const button = /** @type {HTMLButtonElement | null} */ (place.querySelector("[data-sign]"));
  const state = /** @type {HTMLElement | null} */ (place.querySelector("[role=status]"));
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-signed-form]"));
  const input = /** @type {HTMLInputElement | null} */ (form ? form.querySelector("input[type=file]") : null);
  if (!button || !state || !form || !input) return;
  button.hidden = false;

  /** @param {string} key @param {string} [more] */
  function tell(key, more = "") {
    if (state) state.textContent = [place.dataset[key] ?? "", more].filter(Boolean).join(" ");
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    tell("waiting");
    try {
      const name = place.dataset.name ?? "paper.pdf";
      const answer = await fetch(place.dataset.pdf ?? "");
      if (!answer.ok) throw new SigningError("unreachable");
      const signed = await agent.sign(name, new Uint8Array(await answer.arrayBuffer()));
      const files = new DataTransfer();
      files.items.add(new File([/** @type {BlobPart} */ (signed)], name, { type: "application/pdf" }));
      input.files = files.files;
      tell("sending");
      form.requestSubmit();
    } catch (error) {
      const code = error instanceof SigningError ? error.code : "unreachable";
      tell(code, error instanceof SigningError ? error.said : "");
      button.disabled = false;
    }
  });
}

for (const place of document.querySelectorAll("[data-signing]")) {
  const shown = /** @type {HTMLElement} */ (place);
  offerSigning(shown, new VgcaAgent(shown.dataset.signing ?? ""));
}

// The public page of a paper: compares a person's file with the signed copy inside the browser.
import { FileHasher } from "./file-hash.js";

/**
 * @param {HTMLElement} place
 * @param {{ hash: (file: File) => Promise<import("./file-hash.js").FileHash> }} hasher
 */
export function comparePapers(place, hasher) {
  const input = /** @type {HTMLInputElement | null} */ (place.querySelector("input[type=file]"));
  const verdict = /** @type {HTMLElement | null} */ (place.querySelector("[role=status]"));
  if (!input || !verdict) return;

  /** @param {File | undefined} file */
  async function compare(file) {
    if (!file || !verdict) return;
    verdict.textContent = "…";
    const { hex } = await hasher.hash(file);
    const outcome = hex ? (hex === place.dataset.paperCheck ? "same" : "other") : "unreadable";
    verdict.textContent = verdict.dataset[outcome] ?? "";
    verdict.dataset.outcome = outcome;
  }

  input.addEventListener("change", () => compare(input.files?.[0]));
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer?.files[0]);
  });
}

for (const place of document.querySelectorAll("[data-paper-check]")) {
  const start = () => new Worker(new URL("./file-hash-worker.js", import.meta.url), { type: "module" });
  comparePapers(/** @type {HTMLElement} */ (place), new FileHasher(start));
}

// The page that verifies a proof without a network: it holds one proof, and reads another from a file.
import { verify } from "./verify.js";

const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.getElementById(name));

/** @param {HTMLElement} list @param {[string, unknown][]} lines */
function fill(list, lines) {
  list.replaceChildren();
  for (const [term, value] of lines) {
    const [name, words] = [document.createElement("dt"), document.createElement("dd")];
    name.textContent = term;
    words.textContent = typeof value === "object" ? JSON.stringify(value) : String(value);
    list.append(name, words);
  }
}

/** @param {string} text */
function show(text) {
  const verdict = place("verdict");
  try {
    const found = verify(JSON.parse(text));
    const holds = found.isCovered && found.isSigned;
    verdict.dataset.outcome = holds ? "holds" : "fails";
    verdict.textContent = verdict.dataset[holds ? "holds" : found.isCovered ? "unsigned" : "uncovered"] ?? "";
    fill(place("entry"), holds ? Object.entries(found.entry) : []);
    fill(place("root"), holds ? [["digest", found.digest], ["public key", found.key], ...Object.entries(found.root)] : []);
  } catch {
    verdict.dataset.outcome = "fails";
    verdict.textContent = verdict.dataset.unreadable ?? "";
    fill(place("entry"), []);
    fill(place("root"), []);
  }
}

place("file").addEventListener("change", async (event) => {
  const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
  if (file) show(await file.text());
});
show(place("proof").textContent ?? "");

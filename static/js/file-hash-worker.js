// A worker that reads a file in parts and returns its SHA-256, so that the page stays responsive for any size.
import "./polyfills.js";
import { sha256 } from "../vendor/hashes/sha2.js";

const PART_BYTES = 4 * 1024 * 1024;

self.addEventListener("message", async (event) => {
  /** @type {{ id: number, file: File }} */
  const { id, file } = event.data;
  try {
    const hash = sha256.create();
    for (let start = 0; start < file.size; start += PART_BYTES) {
      hash.update(new Uint8Array(await file.slice(start, start + PART_BYTES).arrayBuffer()));
    }
    const hex = [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    self.postMessage({ id, hex });
  } catch (error) {
    self.postMessage({ id, unreadable: String(error) });
  }
});

// A worker that reads a file piece by piece and tells its SHA-256, so that the page stays quick whatever the size.
import "./polyfills.js";
import { sha256 } from "../vendor/hashes/sha2.js";

const PIECE = 4 * 1024 * 1024;

self.addEventListener("message", async ({ data: { id, file } }) => {
  try {
    const sum = sha256.create();
    for (let start = 0; start < file.size; start += PIECE) {
      sum.update(new Uint8Array(await file.slice(start, start + PIECE).arrayBuffer()));
    }
    const hex = [...sum.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    self.postMessage({ id, hex });
  } catch (error) {
    self.postMessage({ id, unreadable: String(error) });
  }
});

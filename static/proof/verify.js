// Verify a proof of the trail without the portal: the digests of audit/hashes.py and the signature of a root.
import * as ed25519 from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

ed25519.hashes.sha512 = sha512;

const HEADER = "friendly_gov trail root 1\n";
const [LEAF, NODE, ROOT] = [0, 1, 3];

/**
 * @typedef {{ format: string, entry: string, salt: string, path: [string, string][], root: string,
 *   signature: string, public_key: string }} Proof
 * @typedef {{ entry: Record<string, unknown>, root: Record<string, unknown>, digest: string, key: string,
 *   isCovered: boolean, isSigned: boolean }} Verified
 */

/** @param {string} hex */
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** @param {Uint8Array} content */
const hexOf = (content) => Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
const utf8 = (text) => new TextEncoder().encode(text);

/** @param {string} text */
const base64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {number} kind @param {...Uint8Array} parts */
function digest(kind, ...parts) {
  return sha256(Uint8Array.from([kind, ...parts.flatMap((part) => Array.from(part))]));
}

/**
 * Everything that is said about the entry follows from its own text: nothing of the proof is shown unverified.
 * @param {Proof} proof
 * @returns {Verified}
 */
export function verify(proof) {
  const root = JSON.parse(proof.root);
  let node = digest(LEAF, bytes(proof.salt), utf8(proof.entry));
  for (const [side, partner] of proof.path) {
    const other = bytes(partner);
    node = side === "left" ? digest(NODE, other, node) : digest(NODE, node, other);
  }
  return {
    entry: JSON.parse(proof.entry),
    root,
    digest: hexOf(digest(ROOT, utf8(proof.root))),
    key: proof.public_key,
    isCovered: hexOf(node) === root.tree,
    isSigned: isSigned(proof),
  };
}

/** @param {Proof} proof */
function isSigned(proof) {
  try {
    return ed25519.verify(base64(proof.signature), utf8(HEADER + proof.root), base64(proof.public_key));
  } catch {
    return false;
  }
}

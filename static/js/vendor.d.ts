// Modules served under static/vendor, by the types of their packages.

declare module "*/vendor/hashes/sha2.js" {
  export { sha256 } from "@noble/hashes/sha2.js";
}

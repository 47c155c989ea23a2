import assert from "node:assert/strict";
import { it } from "node:test";

import { isOlder } from "../../static/js/piece-versions.js";

const piece = (version) => ({ dataset: version === undefined ? {} : { version } });

it("an older piece never takes the place of a newer one; what names no version may", () => {
  assert.equal(isOlder(piece("9"), piece("10")), true);
  assert.equal(isOlder(piece("10"), piece("10")), false);
  assert.equal(isOlder(piece("11"), piece("10")), false);
  assert.equal(isOlder(piece(), piece("10")), false);
  assert.equal(isOlder(piece("1"), piece()), false);
});

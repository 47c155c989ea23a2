import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { findMatches, fold } from "../../static/js/viewer-text.js";

const piece = (str, hasEOL = false) => ({ str, hasEOL });

/** The matches of a query, each as the text between its ends. */
function found(pieces, query) {
  return findMatches(pieces, fold(query).text.trim()).map(({ from, to }) => {
    const between = pieces.slice(from.item, to.item + 1).map(({ str }) => str);
    between[between.length - 1] = between[between.length - 1].slice(0, to.offset);
    between[0] = between[0].slice(from.offset);
    return between.join("|");
  });
}

describe("folded text", () => {
  for (const [original, text] of [
    ["Đối Thoại", "doi thoai"], ["ỦY BAN", "uy ban"], ["a \n\t b", "a b"], ["Ẩn", "an"], ["A\u0302n", "an"],
  ]) {
    it(`${JSON.stringify(original)} is ${text}`, () => assert.equal(fold(original).text, text));
  }

  it("knows where each letter stood", () => {
    const { text, places } = fold("A\u0302  Đ");
    assert.deepEqual([text, places], ["a d", [0, 2, 4]]);
  });
});

describe("matches", () => {
  it("are found without accents and case", () => {
    assert.deepEqual(found([piece("Hội nghị ĐỐI THOẠI với dân")], "doi thoai"), ["ĐỐI THOẠI"]);
  });

  it("go over the pieces that a page is written in, and over ends of lines", () => {
    const pieces = [piece("Hội nghị đối", true), piece("thoại"), piece(" với dân")];
    assert.deepEqual(found(pieces, "đối thoại"), ["đối|thoại"]);
  });

  it("are all found, one after another", () => {
    assert.deepEqual(found([piece("dân, dân và Dân")], "dân"), ["dân", "dân", "Dân"]);
    assert.equal(found([piece("aaaa")], "aa").length, 2);
  });

  it("are none for nothing", () => {
    assert.deepEqual(found([piece("dân")], " "), []);
    assert.deepEqual(found([piece("dân")], "x"), []);
    assert.deepEqual(found([], "dân"), []);
  });
});

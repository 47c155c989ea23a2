import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { faultOf, formatHundredths, groupSums, parseHundredths } from "../../static/js/hundredths.js";

describe("points as they are typed", () => {
  for (const [text, value] of [
    ["1,5", 150],
    ["1.5", 150],
    ["0,1", 10],
    ["0,05", 5],
    ["14", 1400],
    [" 7,25 ", 725],
    ["−1", -100],
    ["-0,5", -50],
    ["0", 0],
    ["100", 10000],
    ["1,500", 150],
  ]) {
    it(`${text} is ${value} hundredths`, () => assert.equal(parseHundredths(text), value));
  }

  for (const text of ["", " ", "a", "1,", ",5", "1,5,2", "1e2", "0x1", "1 000", "12345", "+1", "1_0", "NaN"]) {
    it(`"${text}" is no number of points`, () => assert.equal(parseHundredths(text), null));
  }

  it("sums without the fractions of binary numbers", () => {
    const values = Array.from({ length: 10 }, () => parseHundredths("0,1"));
    assert.equal(values.reduce((sum, value) => sum + value, 0), parseHundredths("1"));
  });
});

describe("points as they are shown", () => {
  for (const [value, vietnamese, english] of [
    [150, "1,5", "1.5"],
    [5, "0,05", "0.05"],
    [1400, "14", "14"],
    [10000, "100", "100"],
    [-50, "−0,5", "−0.5"],
    [0, "0", "0"],
    [-5, "−0,05", "−0.05"],
  ]) {
    it(`${value} is ${vietnamese}`, () => {
      assert.deepEqual([formatHundredths(value, "vi"), formatHundredths(value, "en")], [vietnamese, english]);
      assert.equal(parseHundredths(vietnamese), value);
    });
  }
});

describe("what is wrong with points", () => {
  for (const [text, fault] of [
    ["1,5", null],
    ["0", null],
    ["1,25", "offStep"],
    ["-1", "negative"],
    ["x", "unreadable"],
  ]) {
    it(`${text}: ${fault}`, () => assert.equal(faultOf(text, 50), fault));
  }
});

it("each group has the sum of what is under it", () => {
  const sums = groupSums([
    { code: "I.1", value: 150 },
    { code: "I.2.1", value: 200 },
    { code: "I.2.2", value: -50 },
    { code: "II.1", value: 1000 },
    { code: "III", value: 7 },
  ]);

  assert.deepEqual(Object.fromEntries(sums), { I: 300, "I.2": 150, II: 1000 });
});

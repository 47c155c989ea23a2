import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { isLargePhoto, smallerSize, uprightExif } from "../../static/js/photo-size.js";

describe("the smaller copy of a photo", () => {
  for (const [name, width, height, smaller] of [
    ["a photo of a phone", 4000, 3000, { width: 2560, height: 1920 }],
    ["an upright one", 3000, 4000, { width: 1920, height: 2560 }],
    ["a wide one keeps 1080 on its short side", 6000, 3000, { width: 2560, height: 1280 }],
    ["one that is small enough", 2560, 1920, null],
    ["a screenshot of a long page", 1080, 16000, null],
    ["a panorama", 9000, 3000, null],
  ]) {
    it(name, () => assert.deepEqual(smallerSize(width, height), smaller));
  }

  it("never has less than 1080 on its short side", () => {
    for (let height = 3000; height <= 6000; height += 100) {
      const smaller = smallerSize(6000, height);
      assert.ok(!smaller || Math.min(smaller.width, smaller.height) >= 1080, `6000 x ${height}`);
    }
  });

  it("is made of large JPEG files only", () => {
    const size = 2 * 1024 * 1024;
    assert.deepEqual(
      [{ type: "image/jpeg", size }, { type: "image/jpeg", size: 1024 }, { type: "image/png", size }].map(isLargePhoto),
      [true, false, false],
    );
  });
});

/** The beginning of a JPEG whose Exif names an orientation and a width. */
function jpeg({ orientation, isLittle, before = [] }) {
  const tiff = new DataView(new ArrayBuffer(8 + 2 + 2 * 12));
  tiff.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  tiff.setUint32(4, 8, isLittle);
  tiff.setUint16(8, 2, isLittle);
  for (const [index, tag, value] of [[0, 0x0100, 4000], [1, 0x0112, orientation]]) {
    tiff.setUint16(10 + index * 12, tag, isLittle);
    tiff.setUint16(18 + index * 12, value, isLittle);
  }
  const exif = [...new TextEncoder().encode("Exif\0\0"), ...new Uint8Array(tiff.buffer)];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return { bytes: new Uint8Array([0xff, 0xd8, ...before, ...segment, 0xff, 0xda, 0, 2]), length: segment.length };
}

describe("what the camera wrote", () => {
  for (const isLittle of [true, false]) {
    it(`goes along, upright (${isLittle ? "little" : "big"}-endian)`, () => {
      const jfif = [0xff, 0xe0, 0, 4, 1, 2];
      const xmp = [0xff, 0xe1, 0, 8, ...new TextEncoder().encode("http:/")];
      const { bytes, length } = jpeg({ orientation: 6, isLittle, before: [...jfif, ...xmp] });
      const exif = uprightExif(bytes);

      assert.equal(exif.length, length);
      const view = new DataView(exif.buffer);
      assert.deepEqual([view.getUint16(10 + 18, isLittle), view.getUint16(10 + 30, isLittle)], [4000, 1]);
      assert.equal(new DataView(bytes.buffer).getUint16(18 + 10 + 30, isLittle), 6); // the file itself is untouched
    });
  }

  it("is nothing in a file without it, or one cut off", () => {
    const { bytes } = jpeg({ orientation: 6, isLittle: true });
    assert.equal(uprightExif(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2])), null);
    assert.equal(uprightExif(bytes.slice(0, 20)), null);
    assert.equal(uprightExif(new Uint8Array()), null);
  });
});

// The minimum size of a reduced photo, and the metadata of its camera.

const LONG_SIDE = 2560;
const SHORT_SIDE = 1080;
const MAX_RATIO = 2;
const WORTH_SHRINKING_BYTES = 1.5 * 1024 * 1024;

/** @param {{ type: string, size: number }} file */
export const isLargePhoto = (file) => file.type === "image/jpeg" && file.size > WORTH_SHRINKING_BYTES;

/**
 * The size of the smaller copy; null where the picture is small enough, or not shaped like a photo: a screenshot
 * of a long page or a panorama would become unreadable.
 *
 * @param {number} width
 * @param {number} height
 * @returns {{ width: number, height: number } | null}
 */
export function smallerSize(width, height) {
  const [short, long] = [width, height].sort((a, b) => a - b);
  const scale = Math.max(LONG_SIDE / long, SHORT_SIDE / short);
  if (scale >= 1 || long > MAX_RATIO * short) return null;
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

const JPEG_MARKER = 0xff;
const START_OF_SCAN = 0xda;
const APP1 = 0xe1;
const ORIENTATION = 0x0112;
const UPRIGHT = 1;
const LITTLE_ENDIAN = 0x4949;

/**
 * The Exif segment of a JPEG (when and where it was taken), set to upright; null where it has none.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes the beginning of the file
 */
export function uprightExif(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = 2;
  while (place + 4 < bytes.length && bytes[place] === JPEG_MARKER && bytes[place + 1] !== START_OF_SCAN) {
    const length = view.getUint16(place + 2);
    const isExif = bytes[place + 1] === APP1 && String.fromCharCode(...bytes.slice(place + 4, place + 8)) === "Exif";
    if (isExif && place + 2 + length <= bytes.length) return upright(bytes.slice(place, place + 2 + length));
    place += 2 + length;
  }
  return null;
}

/** @param {Uint8Array<ArrayBuffer>} segment */
function upright(segment) {
  const view = new DataView(segment.buffer);
  const start = 10;
  const isLittle = view.getUint16(start) === LITTLE_ENDIAN;
  const list = start + view.getUint32(start + 4, isLittle);
  const entries = view.getUint16(list, isLittle);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = list + 2 + entry * 12;
    if (view.getUint16(at, isLittle) === ORIENTATION) view.setUint16(at + 8, UPRIGHT, isLittle);
  }
  return segment;
}

// Files are sent unchanged. Where the person chooses it, large photos are sent as a smaller JPEG: upright, and with
// the camera's data (time, place), which are part of the proof. What cannot be reduced is sent unchanged.

import { closest, findAll } from "./dom.js";
import { isLargePhoto, smallerSize, uprightExif } from "./photo-size.js";
import { StoredSetting } from "./stored-setting.js";

const QUALITY = 0.88;
const EXIF_BYTES = 256 * 1024;

// The choice holds as long as this tab is open; every form shows it.
const choice = new StoredSetting(() => sessionStorage, "send-smaller");
const boxes = () => findAll("[data-send-smaller]", HTMLInputElement);

export const wantsSmallerPhotos = () => boxes().some((box) => box.checked);

function showChoice() {
  boxes().forEach((box) => (box.checked = choice.isOn));
}

document.addEventListener("change", (event) => {
  const box = closest(event, "[data-send-smaller]", HTMLInputElement);
  if (!box) return;
  choice.set(box.checked);
  showChoice();
});
document.addEventListener("htmx:afterSettle", showChoice);
showChoice();

/**
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function shrinkPhoto(file) {
  if (!isLargePhoto(file)) return file;
  try {
    const small = await smallerJpeg(file);
    if (!small || small.size >= file.size) return file;
    const exif = uprightExif(new Uint8Array(await file.slice(0, EXIF_BYTES).arrayBuffer()));
    const parts = exif ? [small.slice(0, 2), exif, small.slice(2)] : [small];
    return new File(parts, file.name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

/**
 * @param {File} file
 * @returns {Promise<Blob | null>}
 */
async function smallerJpeg(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = smallerSize(picture.width, picture.height);
  if (!size) return null;
  const canvas = Object.assign(document.createElement("canvas"), size);
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

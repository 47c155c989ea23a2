// Files are sent as they are. Where the person asks for it, huge photos are made smaller before: upright, JPEG, long
// side at most 2560 px; what the camera told (when, where) goes along, because it is part of the proof. Only what has
// the shape of a photo: a screenshot of a long page or a panorama would lose its words, and is sent as it is, as is
// whatever cannot be shrunk.

const LONG_SIDE = 2560;
const SHORT_SIDE = 1080;
const LONGEST = 2;
const WORTH_IT = 1.5 * 1024 * 1024;
const QUALITY = 0.88;

// The choice is the person's for as long as this tab is open; every form shows it.
const CHOICE = "send-smaller";
const boxes = () => document.querySelectorAll("[data-send-smaller]");

export const wantsSmaller = () => [...boxes()].some((box) => box.checked);

function showChoice() {
  const isChosen = sessionStorage.getItem(CHOICE) === "1";
  boxes().forEach((box) => (box.checked = isChosen));
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-send-smaller]")) return;
  sessionStorage.setItem(CHOICE, event.target.checked ? "1" : "0");
  showChoice();
});
document.addEventListener("htmx:afterSettle", showChoice);
showChoice();

export const isLargePhoto = (file) => file.type === "image/jpeg" && file.size > WORTH_IT;

export async function shrunk(file) {
  if (!isLargePhoto(file)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const [short, long] = [picture.width, picture.height].sort((a, b) => a - b);
    const scale = Math.max(LONG_SIDE / long, SHORT_SIDE / short);
    if (scale >= 1 || long > LONGEST * short) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!small || small.size >= file.size) return file;
    const facts = cameraFacts(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()));
    const parts = facts ? [small.slice(0, 2), facts, small.slice(2)] : [small];
    return new File(parts, file.name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

// The Exif segment of a JPEG with its orientation set to upright; null where there is none.
function cameraFacts(bytes) {
  const view = new DataView(bytes.buffer);
  let place = 2;
  while (place + 4 < bytes.length && bytes[place] === 0xff && bytes[place + 1] !== 0xda) {
    const length = view.getUint16(place + 2);
    const isExif = bytes[place + 1] === 0xe1 && String.fromCharCode(...bytes.slice(place + 4, place + 8)) === "Exif";
    if (isExif && place + 2 + length <= bytes.length) return upright(bytes.slice(place, place + 2 + length));
    place += 2 + length;
  }
  return null;
}

const ORIENTATION = 0x0112;

function upright(segment) {
  const view = new DataView(segment.buffer);
  const start = 10;
  const little = view.getUint16(start) === 0x4949;
  const list = start + view.getUint32(start + 4, little);
  const entries = view.getUint16(list, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = list + 2 + entry * 12;
    if (view.getUint16(at, little) === ORIENTATION) view.setUint16(at + 8, 1, little);
  }
  return segment;
}

// When a letter is text and when it is a command: the same for the keys of the review page and of the file viewer.

import { StoredSetting } from "./stored-setting.js";

const off = new StoredSetting(() => localStorage, "desk/letters-off");

export const lettersAreOff = () => off.isOn;

/**
 * Whether keys are text there. In the field of points letters have no meaning of their own.
 *
 * @param {EventTarget | null} target
 */
export function isText(target) {
  if (!(target instanceof HTMLElement) || target.id === "id_points") return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

// The switch stands in the list of keys, and beside the viewer where it is a page of its own.
const choice = document.getElementById("keys-letters");
if (choice instanceof HTMLInputElement) {
  choice.checked = !lettersAreOff();
  choice.addEventListener("change", () => off.set(!choice.checked));
}

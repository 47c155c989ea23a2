// Whether a letter is text or a command: the same rule for the keys of the review page and of the file viewer.

import { StoredSetting } from "./stored-setting.js";

const off = new StoredSetting(() => localStorage, "desk/letters-off");

export const lettersAreOff = () => off.isOn;

/**
 * Whether keys are text in this element. In the field of points letters have no meaning, so they are commands.
 *
 * @param {EventTarget | null} target
 */
export function isText(target) {
  if (!(target instanceof HTMLElement) || target.id === "id_points") return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

// The switch is in the list of keys, and beside the viewer where that is a page of its own.
const choice = document.getElementById("keys-letters");
if (choice instanceof HTMLInputElement) {
  choice.checked = !lettersAreOff();
  choice.addEventListener("change", () => off.set(!choice.checked));
}

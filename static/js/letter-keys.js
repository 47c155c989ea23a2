// When a letter is a letter and when it is an act: shared by the desk's keys and the viewer's.

const OFF = "desk/letters-off";

export const lettersAreOff = () => localStorage.getItem(OFF) === "1";

// In the field of points letters have no meaning of their own; in every other text they are text.
export function isText(target) {
  if (target.id === "id_points") return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

// The switch stands on the desk's sheet of keys, and beside the viewer where it is a page of its own.
const letters = document.getElementById("keys-letters");
if (letters) {
  letters.checked = !lettersAreOff();
  letters.addEventListener("change", () => localStorage.setItem(OFF, letters.checked ? "0" : "1"));
}

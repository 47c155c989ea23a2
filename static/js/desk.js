// The desk beside assessment.js, which saves, and viewer.js, which shows files: agreeing by key.

import { onKey } from "./composing.js";

onKey(document, (event) => {
  if (!event.altKey || event.key !== "Enter") return;
  const agree = document.querySelector(".agree, .claim .form-check-input:not(:checked)");
  if (!agree) return;
  event.preventDefault();
  agree.click();
});

// The desk beside assessment.js, which saves, and viewer.js, which shows files: agreeing by key.

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key !== "Enter") return;
  const agree = document.querySelector(".agree, .claim .form-check-input:not(:checked)");
  if (!agree) return;
  event.preventDefault();
  agree.click();
});

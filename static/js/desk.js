// The desk beside assessment.js, which saves: choosing a file to look at, and agreeing by key.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

function show(link) {
  const isPicture = link.dataset.picture === "1";
  const stage = document.createElement(isPicture ? "img" : "iframe");
  stage.src = link.dataset.view;
  if (isPicture) stage.alt = link.textContent;
  else stage.title = link.textContent;
  document.getElementById("viewer-stage").replaceChildren(stage);
  document.getElementById("viewer-open").href = link.dataset.view;
  document.getElementById("viewer-original").href = link.dataset.view.split("?")[0];
  document.querySelectorAll(".viewer-files [aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key !== "Enter") return;
  const agree = document.querySelector(".agree, .claim .form-check-input:not(:checked)");
  if (!agree) return;
  event.preventDefault();
  agree.click();
});

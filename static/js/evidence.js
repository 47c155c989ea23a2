// Files of a leaf: dropped or chosen, sent one by one with a true progress bar; an error stays beside its file.

document.addEventListener("change", (event) => {
  if (event.target.matches(".drop input[type=file]")) {
    sendAll(event.target.closest("form"), [...event.target.files]);
    event.target.value = "";
  }
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.drop")) event.preventDefault();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.(".drop");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") sendAll(zone, [...event.dataTransfer.files]);
  });
}

async function sendAll(form, files) {
  const address = form.action;
  const list = form.parentElement.querySelector(".sending");
  const most = Number(form.dataset.most);
  const lines = files.map((file) => line(list, file, form));
  let answer = null;
  for (const [index, file] of files.entries()) {
    if (file.size > most) {
      fail(lines[index], form.dataset.tooLarge.replace("%s", file.name));
      continue;
    }
    if (file.size === 0) {
      fail(lines[index], form.dataset.empty.replace("%s", file.name));
      continue;
    }
    const got = await send(address, file, lines[index], form);
    if (got) answer = got;
  }
  if (answer) show(answer, list);
}

function line(list, file, form) {
  const entry = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = `${file.name} `;
  const bar = document.createElement("progress");
  bar.className = "meter";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `${form.dataset.sending} ${file.name}`);
  entry.append(name, bar);
  list.append(entry);
  return entry;
}

function fail(entry, text) {
  entry.className = "field-error";
  entry.textContent = text;
}

// XMLHttpRequest, because fetch tells no progress of what is sent.
function send(address, file, entry, form) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("files", file);
    request.open("POST", address);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) entry.querySelector("progress").value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("error", () => {
      fail(entry, form.dataset.lost.replace("%s", file.name));
      resolve(null);
    });
    request.addEventListener("load", () => {
      if (request.responseURL.includes("/account/login/")) fail(entry, form.dataset.expired.replace("%s", file.name));
      else if (request.status === 200) entry.remove();
      else if (request.status === 422) fail(entry, messageOf(request.responseText) || form.dataset.lost.replace("%s", file.name));
      else fail(entry, form.dataset.lost.replace("%s", file.name));
      resolve(request.status === 200 ? request.responseText : null);
    });
    request.send(data);
  });
}

function messageOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector(".upload-errors")?.textContent.trim();
}

// Show the set as the portal has it now, and keep the lines of what was refused.
function show(html, list) {
  const set = list.closest(".file-set");
  const id = set.id;
  const left = [...list.children];
  window.htmx.swap(`#${id}`, html, { swapStyle: "outerHTML" });
  document.getElementById(id)?.querySelector(".sending").append(...left);
}

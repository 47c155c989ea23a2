// A visit on a phone, often without a line: what is noted is kept in this browser until the portal has stored it, and
// photos wait in this page until they are sent.
import { csrf, headers, isRefused } from "./requests.js";
import { shrunk, wantsSmaller } from "./photo-shrinking.js";

const PAUSE = 800;
const AGAIN = 5000;

const words = document.querySelector(".visit").dataset;
const forms = () => [...document.querySelectorAll("form.visit-form")];
const isSignIn = (address) => address.includes("/account/login/");

// -- notes -----------------------------------------------------------------------------------------------------------
const timers = new WeakMap();
const sent = new WeakMap();
const keyOf = (form) => `draft/${form.dataset.draft}`;
const fields = (form) => ["seen", "remark", "remarks"].filter((name) => form.elements[name]);
const typed = (form) => Object.fromEntries(fields(form).map((name) => [name, form.elements[name].value]));

function say(form, word) {
  const line = form.querySelector(".save-answer");
  line.textContent = words[word];
  line.classList.toggle("is-bad", word !== "saving" && word !== "typing");
}

function keep(form) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ ...typed(form), version: form.elements.seen_version.value }));
  } catch {
    // A browser without room keeps nothing; the page still saves, and warns before it is left.
  }
}

function restore(form) {
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(keyOf(form)));
  } catch {
    localStorage.removeItem(keyOf(form));
  }
  if (!draft) return;
  fields(form).forEach((name) => (form.elements[name].value = draft[name] ?? ""));
  form.elements.seen_version.value = draft.version;
  schedule(form, 0);
}

function schedule(form, delay = PAUSE) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), delay));
}

function save(form) {
  if (sent.has(form)) return schedule(form);
  sent.set(form, JSON.stringify(typed(form)));
  say(form, "saving");
  window.htmx.trigger(form, "portal:save");
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form.visit-form");
  if (!form) return;
  keep(form);
  count();
  say(form, "typing");
  schedule(form, event.target.type === "radio" ? 0 : PAUSE);
});

document.addEventListener("portal:noted", (event) => {
  event.target.elements.seen_version.value = event.detail.version;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form.visit-form")) return;
  const before = sent.get(form);
  sent.delete(form);
  const answer = event.detail.xhr;
  const line = form.querySelector(".save-answer");
  if (isSignIn(answer.responseURL)) return say(form, "expired");
  if (answer.status === 422) return line.classList.add("is-bad");
  if (isRefused(answer)) return say(form, "failed");
  if (!event.detail.successful) {
    say(form, answer.status === 0 ? "offline" : "failed");
    return schedule(form, AGAIN);
  }
  line.classList.remove("is-bad");
  if (JSON.stringify(typed(form)) === before) localStorage.removeItem(keyOf(form));
  else schedule(form, 0);
});

window.addEventListener("online", () => {
  forms().filter((form) => localStorage.getItem(keyOf(form))).forEach((form) => schedule(form, 0));
  send();
});

// -- photos ----------------------------------------------------------------------------------------------------------
const queue = [];
let sending = false;

function tell(form, word) {
  const line = form.querySelector(".photo-state");
  line.textContent = word ? line.dataset[word] : "";
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.photo-form");
  if (!form || event.target.type !== "file") return;
  queue.push(...[...event.target.files].map((file) => ({ form, file, isSmaller: wantsSmaller() })));
  event.target.value = "";
  send();
});

async function send() {
  if (sending) return;
  sending = true;
  while (queue.length) {
    const { form, file, isSmaller } = queue[0];
    tell(form, "sending");
    try {
      await deliver(form, isSmaller ? await shrunk(file) : file);
    } catch {
      tell(form, "waiting");
      setTimeout(send, AGAIN);
      break;
    }
    queue.shift();
  }
  sending = false;
}

// Throws where the line is cut or the portal cannot answer: the photo stays first in the queue.
async function deliver(form, file) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", csrf());
  body.set("leaf", form.elements.leaf.value);
  body.append("photos", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body, headers: headers({ "HX-Request": "true" }) });
  if (answer.status >= 500 || isSignIn(answer.url) || isRefused(answer)) throw new Error(String(answer.status));
  if (answer.ok || answer.status === 422) document.getElementById(form.dataset.photosId).innerHTML = await answer.text();
  tell(form, answer.ok || answer.status === 422 ? "" : "failed");
}

window.addEventListener("beforeunload", (event) => {
  const unsaved = forms().some((form) => sent.has(form));
  if (queue.length || unsaved) event.preventDefault();
});

function count() {
  const place = document.getElementById("seen-count");
  place.textContent = String(forms().filter((form) => form.elements.seen?.value).length);
}

forms().forEach(restore);
count();

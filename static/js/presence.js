// Who else has this dossier open, asked while the page is in view; a lost line says nothing here.

const BEAT = 30_000;

const place = document.getElementById("presence");

async function beat() {
  if (document.visibilityState !== "visible") return;
  const address = new URL(place.dataset.url, location.href);
  address.searchParams.set("leaf", document.getElementById("criterion").dataset.code);
  try {
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) tell(await answer.text());
  } catch {
    // The next beat asks again.
  }
}

// Said aloud only when it changes.
function tell(html) {
  const said = new DOMParser().parseFromString(html, "text/html").body;
  if (said.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...said.childNodes);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "criterion") beat();
});
document.addEventListener("visibilitychange", beat);
setInterval(beat, BEAT);
beat();

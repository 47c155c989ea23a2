// The search box of the top bar: a combobox whose suggestions the server makes. Without scripts it is a plain search.

import { find, findAll } from "./dom.js";
import { onKey } from "./key-events.js";
import { isSignInPage } from "./requests.js";
import { Suggester } from "./suggester.js";

/** @param {HTMLInputElement} box */
function connect(box) {
  const form = box.form;
  const list = form && find(".top-suggestions", HTMLElement, form);
  const status = form && find("[role=status]", HTMLElement, form);
  if (!form || !list || !status) return;
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", "top-suggestions");
  const options = () => findAll("[role=option]", HTMLAnchorElement, list);
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  /** @param {string | null} html */
  const show = (html) => {
    list.innerHTML = html ?? "";
    const count = options().length;
    list.hidden = count === 0;
    box.setAttribute("aria-expanded", String(count > 0));
    box.removeAttribute("aria-activedescendant");
    // Who sees the list needs no number of them; that there are none, everybody reads.
    status.classList.toggle("visually-hidden", html === null || count > 0);
    const none = html === null ? "" : (status.dataset.none ?? "");
    status.textContent = count ? `${status.dataset.some} ${count}` : none;
  };

  /** @param {number} index */
  const choose = (index) => {
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (!option) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const suggester = new Suggester(async (words) => {
    const asked = new URLSearchParams({ q: words });
    const year = form.elements.namedItem("year");
    if (year instanceof HTMLInputElement) asked.set("year", year.value);
    const answer = await fetch(`${box.dataset.suggestions}?${asked}`);
    return answer.ok && !isSignInPage(answer) ? answer.text() : null;
  }, show);

  box.addEventListener("input", () => suggester.typed(box.value));
  onKey(box, (event) => {
    const count = options().length;
    if (event.key === "Escape" && count) {
      // The first Escape closes the list, the second one the box.
      event.preventDefault();
      event.stopPropagation();
      suggester.typed("");
    } else if (event.key === "Enter" && chosen() >= 0) {
      event.preventDefault();
      options()[chosen()]?.click();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      // One place more than there are options: the words themselves.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = (chosen() + 1 + step + count + 1) % (count + 1);
      choose(next - 1);
    }
  });
}

for (const box of findAll("input[data-suggestions]", HTMLInputElement)) connect(box);
document.addEventListener(
  "toggle",
  (event) => {
    const opened = event.target;
    if (opened instanceof HTMLDetailsElement && opened.open && opened.matches(".top-search")) {
      find("input[type=search]", HTMLInputElement, opened)?.focus();
    }
  },
  { capture: true },
);

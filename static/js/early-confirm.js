// On a slow line a button can be pressed before the page's scripts are there. What asks for a confirmation waits for
// them; where they cannot be loaded, the browser's own dialog asks. A classic script at the head of the body, so that
// it is there before any button.
(() => {
  const page = document.documentElement;
  /** @type {(() => void) | null} */
  let send = null;

  /** @param {SubmitEvent} event */
  function hold(event) {
    const form = event.target;
    if (page.dataset.scripts === "ready" || !(form instanceof HTMLFormElement)) return;
    const { submitter } = event;
    const question = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question) return;
    if (document.readyState === "complete") {
      if (!window.confirm(question)) event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    send = () => form.requestSubmit(submitter);
  }

  function release() {
    send?.();
    send = null;
  }

  document.addEventListener("submit", hold, { capture: true });
  // `load` comes after all scripts, also after those that failed.
  for (const name of ["scripts-ready", "load"]) window.addEventListener(name, release);
})();

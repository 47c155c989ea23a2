// Keys, but those of an input method: while Telex, VNI or another composes a word, its keys are its own. "z" takes a
// tone away and Enter ends the word; neither may act on the page. Every listener for keys is set up here (a test holds
// it).

// Keys that the input method has taken have this number, Safari's last one after the word has ended.
const TAKEN = 229;

/**
 * @param {Document | HTMLElement} target
 * @param {(event: KeyboardEvent) => void} act
 */
export function onKey(target, act) {
  target.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && !event.isComposing && event.keyCode !== TAKEN) act(event);
  });
}

// Key events outside of input methods: while Telex, VNI or another composes a word, its keys are not for the page: "z"
// removes a tone and Enter ends the word. Every listener for keys is registered here (a test enforces
// it).

// Key events that the input method has handled have this code; Safari's last one comes after the word has ended.
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

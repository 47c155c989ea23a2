// Keys, but those of an input method: while Telex, VNI or another composes a word, its keys are its own. "z" takes a
// tone away and Enter ends the word; neither may act on the page. Keys that the method has taken bear the number 229,
// Safari's last one after the word has ended. Every listener for keys is set up here (a test holds it).

export function onKey(target, act) {
  target.addEventListener("keydown", (event) => {
    if (!event.isComposing && event.keyCode !== 229) act(event);
  });
}

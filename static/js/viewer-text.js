// Text as people search for it: without case, accents and runs of spaces, and the way back to where it stood.

// Each letter of the folded text, and its place in the original.
export function folded(original) {
  let text = "";
  const places = [];
  for (let place = 0; place < original.length; place += 1) {
    const letter = plain(original[place]);
    const isGap = letter === " ";
    if (!letter || (isGap && text.endsWith(" "))) continue;
    text += letter;
    places.push(place);
  }
  return { text, places };
}

function plain(letter) {
  if (/\s/.test(letter)) return " ";
  const small = letter.toLowerCase();
  if (small === "đ") return "d";
  return small.normalize("NFD").replace(/\p{M}/gu, "").slice(0, 1);
}

// Where the folded words stand among the pieces that a page of PDF is written in: piece and letter, first and last.
export function placesOf(content, asked) {
  let joined = "";
  const pieces = [];
  const items = content.items.filter((item) => item.str !== undefined);
  items.forEach((item, index) => {
    for (let letter = 0; letter < item.str.length; letter += 1) pieces.push({ item: index, offset: letter });
    joined += item.str;
    if (item.hasEOL) {
      joined += " ";
      pieces.push({ item: index, offset: item.str.length });
    }
  });
  const { text, places } = folded(joined);
  const found = [];
  for (let at = text.indexOf(asked); at >= 0; at = text.indexOf(asked, at + asked.length)) {
    const last = pieces[places[at + asked.length - 1]];
    found.push({ from: pieces[places[at]], to: { item: last.item, offset: last.offset + 1 } });
  }
  return found;
}

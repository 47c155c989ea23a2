// Text folded for searching: without case, accents and repeated spaces, with positions in the original.

/** @typedef {{ item: number, offset: number }} TextPosition a piece of the page's text, and the letter in it */
/** @typedef {{ from: TextPosition, to: TextPosition }} TextMatch */
/** @typedef {{ str: string, hasEOL: boolean }} TextPiece */

/**
 * Folded text, and the position of each of its letters in the original.
 *
 * @param {string} original
 */
export function fold(original) {
  let text = "";
  /** @type {number[]} */
  const places = [];
  for (let place = 0; place < original.length; place += 1) {
    const letter = foldLetter(original[place]);
    if (!letter || (letter === " " && text.endsWith(" "))) continue;
    text += letter;
    places.push(place);
  }
  return { text, places };
}

/** @param {string} letter */
function foldLetter(letter) {
  if (/\s/.test(letter)) return " ";
  const small = letter.toLowerCase();
  if (small === "đ") return "d";
  return small.normalize("NFD").replace(/\p{M}/gu, "").slice(0, 1);
}

/**
 * The matches of a folded query in the text pieces of a PDF page.
 *
 * @param {TextPiece[]} pieces
 * @param {string} query
 * @returns {TextMatch[]}
 */
export function findMatches(pieces, query) {
  if (!query) return [];
  const { joined, positions } = joinPieces(pieces);
  const { text, places } = fold(joined);
  const matches = [];
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
    const last = positions[places[at + query.length - 1]];
    matches.push({ from: positions[places[at]], to: { item: last.item, offset: last.offset + 1 } });
  }
  return matches;
}

/** @param {TextPiece[]} pieces */
function joinPieces(pieces) {
  let joined = "";
  /** @type {TextPosition[]} */
  const positions = [];
  pieces.forEach(({ str, hasEOL }, item) => {
    for (let offset = 0; offset < str.length; offset += 1) positions.push({ item, offset });
    joined += str;
    if (!hasEOL) return;
    joined += " ";
    positions.push({ item, offset: str.length });
  });
  return { joined, positions };
}

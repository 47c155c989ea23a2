// The cell of the table of scores that a key moves to: as in a spreadsheet, and never out of a text that is being
// edited.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Cell */

/**
 * The caret's position: a cell that is selected whole, or empty, has it at both ends.
 *
 * @param {Pick<Cell, "value" | "selectionStart" | "selectionEnd">} cell
 */
export function caretOf({ value, selectionStart, selectionEnd }) {
  const isWhole = selectionStart === 0 && selectionEnd === value.length;
  const isBar = selectionStart === selectionEnd;
  return {
    isAtStart: isWhole || (isBar && selectionStart === 0),
    isAtEnd: isWhole || (isBar && selectionEnd === value.length),
  };
}

/**
 * How far a key moves, in rows and columns; null where the field itself handles it.
 *
 * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">} event
 * @param {ReturnType<typeof caretOf>} caret
 * @param {boolean} isText
 */
export function stepOf({ key, shiftKey, altKey, ctrlKey, metaKey }, { isAtStart, isAtEnd }, isText) {
  if (altKey || ctrlKey || metaKey) return null;
  if (key === "Enter") return { rows: shiftKey ? -1 : 1, columns: 0 };
  if (shiftKey) return null;
  if (key === "ArrowDown" && (!isText || isAtEnd)) return { rows: 1, columns: 0 };
  if (key === "ArrowUp" && (!isText || isAtStart)) return { rows: -1, columns: 0 };
  if (key === "ArrowRight" && isAtEnd) return { rows: 0, columns: 1 };
  if (key === "ArrowLeft" && isAtStart) return { rows: 0, columns: -1 };
  return null;
}

/** @param {HTMLElement} row */
function cellsOf(row) {
  /** @type {NodeListOf<Cell>} */
  const cells = row.querySelectorAll(".points-cell, .words-cell");
  return [...cells];
}

/**
 * @param {KeyboardEvent} event
 * @param {Cell} cell
 * @param {HTMLElement[]} rows
 * @returns {Cell | null}
 */
export function nextCell(event, cell, rows) {
  const step = stepOf(event, caretOf(cell), cell instanceof HTMLTextAreaElement);
  if (!step) return null;
  const cells = rows.map(cellsOf).filter((row) => row.length);
  const place = cells.findIndex((row) => row.includes(cell));
  const column = cells[place]?.indexOf(cell) ?? 0;
  return cells[place + step.rows]?.[column + step.columns] ?? null;
}

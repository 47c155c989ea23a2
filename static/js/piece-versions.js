// Pieces of the page that several answers bring: each names the version of the dossier that it was made from. Answers
// may arrive in another order than they were made in, and an older one takes nothing back that a newer one has shown.

/** @typedef {{ dataset: { version?: string } }} Versioned */

/**
 * Whether a piece was made before the one that is on the page; a piece that names no version is never older.
 *
 * @param {Versioned} piece
 * @param {Versioned} place
 */
export const isOlder = (piece, place) => Number(piece.dataset.version) < Number(place.dataset.version);

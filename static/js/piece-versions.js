// Parts of the page that several responses bring: each names the version of the dossier that it was made from.
// Responses may arrive in another order than they were made, and an older one must not replace a newer one.

/** @typedef {{ dataset: { version?: string } }} Versioned */

/**
 * Whether a part is older than the one on the page; a part without a version is never older.
 *
 * @param {Versioned} piece
 * @param {Versioned} place
 */
export const isOlder = (piece, place) => Number(piece.dataset.version) < Number(place.dataset.version);

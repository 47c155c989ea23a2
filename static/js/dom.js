// Typed look-ups of elements: a required element that is missing throws a clear error, an optional one is null.

/**
 * The element with this id.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page needs #${id} as ${kind.name}.`);
}

/**
 * The first element that matches, or null.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T | null}
 */
export function find(selector, kind, root = document) {
  const found = root.querySelector(selector);
  return found instanceof kind ? found : null;
}

/**
 * The first element that matches, inside a parent that must have one.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function need(selector, kind, root = document) {
  const found = find(selector, kind, root);
  if (found) return found;
  throw new Error(`The page needs ${selector} as ${kind.name}.`);
}

/**
 * Every element that matches.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export function findAll(selector, kind, root = document) {
  return [...root.querySelectorAll(selector)].filter(
    /** @returns {found is T} */ (found) => found instanceof kind,
  );
}

/**
 * The target of an event or its nearest ancestor that matches.
 *
 * @template {Element} T
 * @param {Event} event
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T | null}
 */
export function closest(event, selector, kind) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof kind ? found : null;
}

/**
 * A field of a form by its name or id.
 *
 * @template {Element} T
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {new () => T} kind
 * @returns {T}
 */
export function field(form, name, kind) {
  const found = form.elements.namedItem(name);
  if (found instanceof kind) return found;
  throw new Error(`The form needs the field ${name} as ${kind.name}.`);
}

/**
 * Run once htmx has prepared the page: before that, its forms cannot be sent.
 *
 * @param {() => void} run
 */
export function whenReady(run) {
  if (document.readyState === "complete") run();
  else document.addEventListener("DOMContentLoaded", run);
}

// Functions that the portal's libraries call and Chrome 91 lacks. Import it before them.
if (!("hasOwn" in Object)) {
  /** @type {(object: object, name: PropertyKey) => boolean} */
  const hasOwn = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  Object.defineProperty(Object, "hasOwn", { value: hasOwn, configurable: true, writable: true });
}

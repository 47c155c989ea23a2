// What the libraries of the portal call and Chrome 91 lacks. Import it before them.
Object.hasOwn ??= (object, name) => Object.prototype.hasOwnProperty.call(object, name);

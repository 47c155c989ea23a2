// What the browser gives the scripts, driven by hand: storage, timers, and connections that answer when told.

/** A storage as localStorage is; `refuse` makes it throw, as where it is blocked or full. */
export class FakeStorage {
  #items = new Map();
  refuses = false;

  #check() {
    if (this.refuses) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  }

  get length() {
    this.#check();
    return this.#items.size;
  }

  key(index) {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key) {
    this.#check();
    return this.#items.get(key) ?? null;
  }

  setItem(key, text) {
    this.#check();
    this.#items.set(key, text);
  }

  removeItem(key) {
    this.#check();
    this.#items.delete(key);
  }
}

/** Timers that run when the test lets time pass. */
export class FakeTimers {
  #now = 0;
  #last = 0;
  #waiting = new Map();

  set = (run, delay) => {
    this.#last += 1;
    this.#waiting.set(this.#last, { run, at: this.#now + delay });
    return this.#last;
  };

  clear = (timer) => this.#waiting.delete(timer);

  now = () => this.#now;

  /** Delays of what waits, the next one first. */
  get delays() {
    return [...this.#waiting.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  pass(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const [id, next] = [...this.#waiting].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (!next || next.at > end) break;
      this.#waiting.delete(id);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

/** Promises that the test settles: `await gate.next()` gives the argument of the next call and how to answer it. */
export class Gate {
  #calls = [];
  #waiting = [];

  call = (argument) =>
    new Promise((resolve, reject) => {
      const call = { argument, resolve, reject };
      const receive = this.#waiting.shift();
      if (receive) receive(call);
      else this.#calls.push(call);
    });

  next() {
    const call = this.#calls.shift();
    return call ? Promise.resolve(call) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** How many calls nobody has answered yet. */
  get open() {
    return this.#calls.length;
  }
}

/** Let everything that is settled run on. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

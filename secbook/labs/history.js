// What a reader did: undone step by step, and still there when the page is opened again.

import { decodeState, encodeState } from "./share.js";

/** How many steps can be undone. */
const STEPS = 100;

export class History {
  /** @param {import("../live/link.js").Link} link */
  constructor(link) {
    this.link = link;
    /** @type {Record<string, any>[]} */
    this.before = [];
    this.now = { ...link.values };
    this.off = link.on("settled", () => this.keep());
  }

  keep() {
    if (JSON.stringify(this.now) === JSON.stringify(this.link.values)) return;
    this.before = [...this.before.slice(1 - STEPS), this.now];
    this.now = { ...this.link.values };
  }

  forget() {
    this.before = [];
    this.now = { ...this.link.values };
  }

  undo() {
    this.keep();
    const values = this.before.pop();
    if (!values) return;
    this.now = values;
    this.link.move(values);
  }
}

/**
 * A place in the browser's own store, for one lab. Nothing leaves the browser; where it keeps nothing
 * (a private window may not), the lab works all the same.
 * @param {string} lab @param {string} what
 */
export function store(lab, what) {
  const key = `secbook.${lab}.${what}`;
  return {
    /** @returns {string | null} */
    read() {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    /** @param {string} text */
    write(text) {
      try {
        localStorage.setItem(key, text);
      } catch {}
    },
    forget() {
      try {
        localStorage.removeItem(key);
      } catch {}
    },
  };
}

/** The state at first. @param {any} declaration @returns {Record<string, any>} */
export function startOf(declaration) {
  return Object.fromEntries(declaration.controls.map((/** @type {any} */ { name, start }) => [name, start]));
}

/** The state that was left here, if it is one of this version of the lab. @param {any} declaration */
export function leftState(declaration) {
  const text = store(declaration.name, "state").read();
  const found = text === null ? null : decodeState(declaration, text);
  return found && "values" in found ? found.values : null;
}

/** Keep where the controls stand; where they stand as at first, nothing is kept. @param {any} declaration @param {Record<string, any>} values */
export function keepState(declaration, values) {
  const made = encodeState(declaration, values);
  const first = encodeState(declaration, startOf(declaration));
  const place = store(declaration.name, "state");
  if ("text" in made && "text" in first && made.text === first.text) place.forget();
  else if ("text" in made) place.write(made.text);
}

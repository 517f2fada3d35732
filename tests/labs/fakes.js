// What a view meets, without a browser: marks that count, a link, a page.

/** A mark of bqplot: it remembers what it was given, and how often since it was last asked. */
class FakeMark {
  now = {};
  sets = 0;
  set(traits) {
    this.sets += 1;
    Object.assign(this.now, traits);
  }
}

/** Marks by name, made when a view first asks for one. */
export function fakeMarks() {
  return new Proxy({}, { get: (made, name) => (made[name] ??= new FakeMark()) });
}

/** A link whose model is a function of the values; a model that throws has no outputs. */
export function fakeLink(model, values = {}) {
  const run = (given) => {
    try {
      return model(given);
    } catch {
      return null;
    }
  };
  return {
    values,
    asked: 0,
    outputs: run(values),
    at(changes) {
      this.asked += 1;
      return run({ ...this.values, ...changes });
    },
    move(changes) {
      this.values = { ...this.values, ...changes };
      this.outputs = run(this.values);
    },
  };
}

class FakeElement {
  attributes = {};
  children = [];
  style = {};
  hidden = false;
  constructor(tag) {
    this.tag = tag;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "hidden") this.hidden = true;
  }
  append(...children) {
    this.children.push(...children);
  }
  replaceChildren(...children) {
    this.children = children;
  }
  get textContent() {
    return this.children.map((child) => child.textContent ?? child).join("");
  }
  set textContent(text) {
    this.children = [text];
  }
  #added(tag) {
    const made = new FakeElement(tag);
    this.append(made);
    return made;
  }
  createTHead = () => this.#added("thead");
  createTBody = () => this.#added("tbody");
  insertRow = () => this.#added("tr");
}

/** Give the views a page to make their elements in. */
export function fakePage() {
  globalThis.document = { createElement: (tag) => new FakeElement(tag) };
}

/** All elements within one, itself too, that have a class. */
export function withClass(one, name) {
  const own = (one.attributes?.class ?? "").split(" ").includes(name) ? [one] : [];
  return [...own, ...(one.children ?? []).flatMap((child) => withClass(child, name))];
}

/** Run slow work to its end. */
export function finish(drawing) {
  let steps = 0;
  for (const _ of drawing.slow()) steps += 1;
  return steps;
}

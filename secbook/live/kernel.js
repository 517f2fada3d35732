// A model that is not translated: Python computes it, and the page asks.
//
// The kernel is asked in batches, one at a time; what it has said is kept.

/** How many results are asked for at once: a move that makes others needless waits for no more. */
const BATCH = 120;

/** After how long without an answer the kernel is taken to be busy or gone, in ms. */
const PATIENCE = 4000;

/** Numbers that JSON lacks come as {"$": "inf"}. @param {any} value @returns {any} */
function revived(value) {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== "object" || value === null) return value;
  if ("$" in value) return Number(value.$.replace("inf", "Infinity"));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revived(item)]));
}

export class Kernel {
  /**
   * @param {import("./link.js").WidgetModel} model
   * @param {() => void} heard is told when all that was asked for is known
   * @param {() => void} silent is told when no answer comes
   */
  constructor(model, heard, silent) {
    this.model = model;
    this.silent = silent;
    this.id = Math.random().toString(36).slice(2);
    /** @type {Map<string, { outputs?: any, error?: string, message?: string }>} */
    this.known = new Map();
    /** @type {Map<string, any>} */
    this.wanted = new Map();
    /** @type {string[]} */
    this.sent = [];
    this.timer = 0;
    this.receive = (/** @type {any} */ content) => {
      if (content.id !== this.id) return;
      clearTimeout(this.timer);
      for (const [i, key] of this.sent.entries()) {
        this.known.set(key, revived(content.answers[i]));
        this.wanted.delete(key);
      }
      this.sent = [];
      if (this.wanted.size) this.ask();
      else heard();
    };
    model.on("msg:custom", this.receive);
  }

  /** Ask for the results of some arguments, and for nothing else. @param {any[]} all @returns whether all are known */
  want(all) {
    this.wanted = new Map(all.map((given) => [JSON.stringify(given), given]));
    for (const key of this.wanted.keys()) if (this.known.has(key)) this.wanted.delete(key);
    this.ask();
    return this.wanted.size === 0;
  }

  ask() {
    if (this.sent.length || !this.wanted.size) return;
    this.sent = [...this.wanted.keys()].slice(0, BATCH);
    this.model.send({ id: this.id, given: this.sent.map((key) => this.wanted.get(key)) });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.silent, PATIENCE);
  }

  /** @param {any} given @returns {any} */
  compute(given) {
    const answer = this.known.get(JSON.stringify(given));
    if (!answer) throw new Error("not known yet");
    if (answer.error) throw Object.assign(new Error(answer.message), { name: answer.error });
    return answer.outputs;
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.receive);
  }
}

// The live link: controls in, marks out, the model between them.
//
// A Link holds the values of a lab's controls, runs the lab's model on them (a Python function that was
// translated when the lab was made) and hands the results to whoever listens. It knows no page: what is
// drawn is a matter of its listeners, which are told of
//   "values"   the controls have new values (by whoever set them);
//   "outputs"  the model has run: `outputs` or `error` is new;
//   "settled"  the hand has come to rest.
// A model that could not be translated is computed by the kernel: "outputs" then comes when it has answered.

import { Kernel } from "./kernel.js";

/**
 * @typedef {any} Value the state of a control, plain data
 * @typedef {"values" | "outputs" | "settled"} LinkEvent
 * @typedef {Record<string, Value>} Values
 * @typedef {Record<string, any>} Outputs
 * @typedef {(values: Values) => Outputs} Compute
 * @typedef {{
 *   get: (name: string) => any, set: (name: string, value: any) => void, save_changes: () => void,
 *   on: (event: string, callback: (content?: any) => void) => void, off: (event: string, callback: (content?: any) => void) => void,
 *   send: (content: any) => void,
 *   widget_manager: any,
 * }} WidgetModel
 */

/** How long after the last move the values are handed to Python, in ms. */
const SETTLED = 150;

/** How long a slice of slow work may take, in ms: half of a frame; the first delays what was moved, and is short. */
const SLICE = 8;
const FIRST_SLICE = 2;

/** @returns {Record<string, Compute>} the translated models of this page or notebook, by their key */
export function computes() {
  const scope = /** @type {any} */ (globalThis);
  return (scope.secbookModels ??= Object.create(null));
}

export class Link {
  /** @param {WidgetModel} model @param {Compute | null} compute @param {(values: Values) => Values} [prepare] */
  constructor(model, compute, prepare = (values) => values) {
    this.model = model;
    this.prepare = prepare;
    /** How often the kernel has told all: what was drawn before may lack points. */
    this.answers = 0;
    const answered = () => {
      this.answers += 1;
      this.run();
    };
    const silent = () => {
      [this.outputs, this.error] = [null, new Error(model.get("silence"))];
      this.tell("outputs");
    };
    this.kernel = compute ? null : new Kernel(model, answered, silent);
    /** @type {Compute} */
    this.compute = compute ?? ((given) => /** @type {Kernel} */ (this.kernel).compute(given));
    /** @type {Map<string, Values>} the changes that views ask for, where the kernel must be asked */
    this.asked = new Map();
    /** @type {Values} */
    this.values = { ...model.get("state") };
    /** @type {Outputs | null} */
    this.outputs = null;
    /** @type {Error | null} */
    this.error = null;
    /** @type {Map<string, Set<() => void>>} */
    this.listeners = new Map();
    this.frame = 0;
    this.runs = 0;
    this.lastRun = -Infinity;
    this.settling = 0;
    this.asking = 0;
    this.own = false;
    this.fromPython = () => {
      if (!this.own) this.take(model.get("state"));
    };
    model.on("change:state", this.fromPython);
    if (this.kernel) this.error = new Error(model.get("silence"));
    this.run();
  }

  /** @param {LinkEvent} event @param {() => void} callback @returns {() => void} the undoing */
  on(event, callback) {
    const all = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, all.add(callback));
    return () => all.delete(callback);
  }

  /** @param {LinkEvent} event */
  tell(event) {
    for (const callback of this.listeners.get(event) ?? []) callback();
  }

  /** Set some controls, as a reader does. @param {Values} changes */
  move(changes) {
    this.take({ ...this.values, ...changes });
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      this.tell("settled");
      this.save();
    }, SETTLED);
  }

  /** @param {Values} values */
  take(values) {
    this.values = { ...values };
    this.tell("values");
    if (this.frame) return;
    // The first move of a frame is answered at once, and at most one run follows in each frame.
    if (performance.now() - this.lastRun > 16) this.run();
    else
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.run();
      });
  }

  run() {
    this.lastRun = performance.now();
    this.runs += 1;
    const all = () => [{}, ...this.asked.values()].map((changes) => this.prepare({ ...this.values, ...changes }));
    if (this.kernel && !this.kernel.want(all())) return;
    try {
      this.outputs = this.outputsFor({});
      this.error = null;
    } catch (error) {
      this.outputs = null;
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    this.tell("outputs");
  }

  /** @param {Values} changes @returns {Outputs} */
  outputsFor(changes) {
    const outputs = this.compute(this.prepare({ ...this.values, ...changes }));
    // A model may return a number alone.
    return typeof outputs === "object" && outputs !== null && !Array.isArray(outputs) ? outputs : { value: outputs };
  }

  /** The outputs with some controls elsewhere, or null where the model has none. @param {Values} changes */
  at(changes) {
    if (this.kernel) this.foresee(changes);
    try {
      return this.outputsFor(changes);
    } catch {
      return null;
    }
  }

  /** Ask the kernel for what a view needs, now and after each move. @param {Values} changes */
  foresee(changes) {
    const key = JSON.stringify(changes);
    if (this.asked.has(key)) return;
    this.asked.set(key, changes);
    clearTimeout(this.asking);
    this.asking = window.setTimeout(() => this.run());
  }

  /** Hand the values to Python, where there is a kernel. */
  save() {
    this.own = true;
    this.model.set("state", { ...this.values });
    this.own = false;
    this.model.save_changes();
  }

  close() {
    this.model.off("change:state", this.fromPython);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settling);
    clearTimeout(this.asking);
    this.kernel?.close();
    this.listeners.clear();
    links.get(this.model.widget_manager)?.delete(this.model.get("uid"));
  }
}

/** @type {WeakMap<object, Map<string, any>>} */
const links = new WeakMap();

/**
 * The one link of a lab, whoever asks first.
 * @param {WidgetModel} model @param {(values: Values) => Values} [prepare] makes the model's arguments of the state
 */
export function linkOf(model, prepare) {
  const all = links.get(model.widget_manager) ?? new Map();
  links.set(model.widget_manager, all);
  const uid = model.get("uid");
  if (!all.has(uid)) all.set(uid, new Link(model, computes()[model.get("compute")] ?? null, prepare));
  return all.get(uid);
}

/**
 * Run slow work in slices that leave each frame time to be drawn.
 * @param {Generator<void>} work @param {() => boolean} wanted false cancels it
 * @param {() => void} [between] shows what there is so far
 */
export async function inSlices(work, wanted, between) {
  let end = performance.now() + FIRST_SLICE;
  for (let slice = 0; wanted() && !work.next().done; ) {
    if (performance.now() < end) continue;
    if (slice++) between?.();
    await new Promise((resolve) => setTimeout(resolve));
    end = performance.now() + SLICE;
  }
}

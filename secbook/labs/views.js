// What a lab shows: each view draws the outputs of the model, on marks of bqplot or as text.
//
// A view is made once and then told: `point` after each run of the model, at once; `slow` gives the work
// that may follow in slices, `draw` shows what there is of it between two slices. `pin` keeps the present
// state as a ghost behind the next ones (null takes it away). `table` says in numbers what the view shows.

import { $fixed } from "../live/runtime.js";
import { fill } from "./elements.js";

/**
 * @typedef {import("../live/link.js").Link} Link
 * @typedef {{ values: Record<string, any>, outputs: Record<string, any> | null }} Pinned
 * @typedef {{ caption: string, columns: string[], rows: (string | number)[][] }} Table
 * @typedef {{ link: Link, marks: Record<string, any>, declaration: any, id: string }} Context
 * @typedef {{ box?: HTMLElement, point?: () => void, slow?: () => Generator<void>, draw?: () => void,
 *   pin?: (pinned: Pinned | null) => void, table?: () => Table }} Drawing
 */

/** A number for a mark: NaN, which bqplot leaves out, where there is none. @param {unknown} value */
export function plotted(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : NaN;
}

/** What Python's format makes of a number: `.2f`, `.0%`, `+,.1f`. @param {any} value @param {string} spec */
export function formatted(value, spec) {
  const parts = /^(\+?)(,?)\.(\d+)([f%])$/.exec(spec);
  if (!parts || typeof value !== "number") return String(value);
  const [, sign, comma, digits, kind] = parts;
  return $fixed(value, Number(digits), sign, comma !== "", kind === "%" ? "%" : "");
}

/**
 * An output in words: a number in its format, or the word that the lab has for infinity and for none.
 * @param {any} value @param {string} output @param {string} spec @param {any} declaration
 */
export function worded(value, output, spec, declaration) {
  const known = typeof value === "number" ? Number.isFinite(value) : value !== null && value !== undefined;
  if (known) return formatted(value, spec);
  const kind = value === Infinity ? "infinite" : "none";
  return declaration.words[output]?.[kind] ?? declaration.texts[kind];
}

/** A template cut at its outputs, filled. @param {any[]} parts @param {Record<string, any> | null} outputs @param {any} declaration */
export function sentence(parts, outputs, declaration) {
  return parts
    .map(({ text, output, spec }) => (output === null ? text : text + worded(outputs?.[output], output, spec, declaration)))
    .join("");
}

/**
 * What one output is over one control, with the present position marked.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
function curveDrawing(view, { link, marks, declaration }) {
  /** @type {Map<number, number>} */
  const found = new Map();
  let others = "";
  /** @param {any} mark @param {number[]} xs */
  const set = (mark, xs) => {
    const there = xs.filter((at) => found.has(at));
    // A gap is drawn, but bqplot puts a label at the last point, and the browser complains if it has no place.
    const last = there.findLastIndex((at) => Number.isFinite(found.get(at)));
    const x = Float64Array.from(there.slice(0, last + 1));
    mark.set({ x, y: x.map((at) => found.get(at) ?? NaN), visible: last >= 0 });
  };
  const draw = () => set(marks[view.line], view.at);
  return {
    point() {
      const y = plotted(link.outputs?.[view.y]);
      const x = link.values[view.over];
      // bqplot would place a point without a number at NaN, and the browser complain.
      const place = Number.isFinite(y) ? { x: Float64Array.of(x), y: Float64Array.of(y) } : {};
      marks[view.here].set({ ...place, visible: Number.isFinite(y) });
    },
    *slow() {
      const now = JSON.stringify({ ...link.values, [view.over]: null });
      if (now === others) return;
      found.clear();
      others = "";
      const coarse = view.at.filter((/** @type {number} */ _, /** @type {number} */ i) => i % 10 === 0);
      for (const at of [...coarse, ...view.at]) {
        if (!found.has(at)) found.set(at, plotted(link.at({ [view.over]: at })?.[view.y]));
        yield;
      }
      others = now;
      draw();
    },
    draw,
    pin(pinned) {
      if (pinned) set(marks[view.ghost], view.at);
      else marks[view.ghost].set({ visible: false });
    },
    table() {
      const control = declaration.controls.find((/** @type {any} */ one) => one.name === view.over);
      const rows = view.at
        .filter((/** @type {number} */ _, /** @type {number} */ i) => i % 10 === 0)
        .map((/** @type {number} */ at) => [
          Number((at * control.scale).toPrecision(6)),
          worded(found.get(at), view.y, view.spec, declaration),
        ]);
      return { caption: fill(declaration.texts.curveTable, view), columns: [view.xlabel, view.label], rows };
    },
  };
}

/** @type {Record<string, (view: any, context: Context) => Drawing>} */
export const VIEWS = {
  curve: curveDrawing,
};

// What the marks of bqplot are given, so that each is set once and nothing breaks it.
//
// A mark hides where it has nothing to show. A place that is no number would be drawn at NaN, and the
// browser complain; a gap inside a line is a NaN, but at a line's end bqplot puts a label.

import { element } from "./elements.js";
import { plotted } from "./words.js";

/** The color of the state before: the gray of axes.py. */
export const GHOST = "#808080";

/** The marks of a view, by their names in it. @param {any} view @param {import("./views.js").Context} context @returns {(name: string) => any} */
export const marksOf = (view, context) => (name) => context.marks[`${view.key}.${name}`];

/** @param {any} value @returns {any[]} an output that is a list; none where it is not */
export const listed = (value) => (Array.isArray(value) ? value : []);

/** A line, cut after its last point. @param {any[]} xs @param {any[]} ys */
export function lineThrough(xs, ys) {
  const x = xs.slice(0, ys.length).map(plotted);
  const y = x.map((at, i) => (Number.isFinite(at) ? plotted(ys[i]) : NaN));
  const length = y.findLastIndex(Number.isFinite) + 1;
  return { x: Float64Array.from(x.slice(0, length)), y: Float64Array.from(y.slice(0, length)), visible: length > 0 };
}

/** Pieces of a line, each from a point to a point. @param {number[][]} pieces each of four: x, y, x, y */
export function segments(pieces) {
  const along = (/** @type {number} */ first) => pieces.flatMap((piece, i) => [...(i ? [NaN] : []), piece[first], piece[first + 2]]);
  return { x: Float64Array.from(along(0)), y: Float64Array.from(along(1)), visible: pieces.length > 0 };
}

/** Single points; those without a number are left out. @param {any[]} xs @param {any[]} ys */
export function pointsAt(xs, ys) {
  const places = xs.map((x, i) => [plotted(x), plotted(ys[i])]).filter((place) => place.every(Number.isFinite));
  return { x: Float64Array.from(places, ([x]) => x), y: Float64Array.from(places, ([, y]) => y), visible: places.length > 0 };
}

/** Words at places. @param {[number, number, string][]} places */
export function textsAt(places) {
  return {
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
    text: places.map(([, , text]) => text),
    visible: places.length > 0,
  };
}

/** A line from the bottom to the top of a figure. @param {any} value @param {number[]} range */
export function upright(value, [low, high]) {
  return lineThrough([value, value], [low, high]);
}

/** An area between two values, or nothing. @param {any} low @param {any} high @param {number} top */
export function band(low, high, top) {
  const known = Number.isFinite(plotted(low)) && Number.isFinite(plotted(high));
  return lineThrough(known ? [low, high, high, low, low] : [], [0, 0, top, top, 0]);
}

/**
 * A legend in words, each with a sample of what it is about.
 * @param {{ look: string, color: string, text: string | Node }[]} entries
 */
export function legend(entries) {
  return element(
    "ul",
    { class: "secbook-legend" },
    ...entries.map(({ look, color, text }) =>
      element("li", {}, element("span", { class: `secbook-sample secbook-${look}`, style: `color: ${color}`, "aria-hidden": "true" }), text),
    ),
  );
}

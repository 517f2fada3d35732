// Views with axes: a curve, bars, lines over time, a heat map over two controls.

import { contours } from "./contours.js";
import { element, fill } from "./elements.js";
import { GHOST, legend, lineThrough, listed, marksOf, pointsAt, segments, textsAt, upright } from "./marks.js";
import { formatted, outputIn, plotted, standing, withUnit, worded } from "./words.js";

/**
 * @typedef {import("./views.js").Context} Context
 * @typedef {import("./views.js").Drawing} Drawing
 * @typedef {import("./views.js").Pinned} Pinned
 */

/** How many points of a path a table shows. */
const MOST_ROWS = 51;

/** A control of the lab. @param {any} declaration @param {string} name */
const controlOf = (declaration, name) => declaration.controls.find((/** @type {any} */ one) => one.name === name);

/**
 * What one output is over one control, with the present position marked.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function curveDrawing(view, context) {
  const { link, declaration } = context;
  const mark = marksOf(view, context);
  /** @type {Map<number, any>} */
  const found = new Map();
  let others = "";
  const line = () => {
    const there = view.at.filter((/** @type {number} */ at) => found.has(at));
    return lineThrough(there, there.map((/** @type {number} */ at) => found.get(at)));
  };
  const draw = () => mark("line").set(line());
  return {
    point() {
      mark("here").set(pointsAt([link.values[view.over]], [link.outputs?.[view.y]]));
    },
    *slow() {
      const now = JSON.stringify({ ...link.values, [view.over]: null }) + link.answers;
      if (now !== others) found.clear();
      else if (found.size === view.at.length) return;
      others = now;
      const coarse = view.at.filter((/** @type {number} */ _, /** @type {number} */ i) => i % 10 === 0);
      for (const at of [...coarse, ...view.at]) {
        if (found.has(at)) continue;
        found.set(at, link.at({ [view.over]: at })?.[view.y] ?? null);
        yield;
      }
      draw();
    },
    draw,
    pin(pinned) {
      mark("ghost").set(pinned ? line() : { visible: false });
    },
    words: () => `${fill(declaration.texts.curveTable, view)}.`,
    table() {
      const rows = view.at
        .filter((/** @type {number} */ _, /** @type {number} */ i) => i % 10 === 0)
        .map((/** @type {number} */ at) => [
          standing({ ...controlOf(declaration, view.over), unit: "" }, at),
          worded(found.get(at), view.y, view.spec, declaration),
        ]);
      return { caption: fill(declaration.texts.curveTable, view), columns: [view.xlabel, view.label], rows };
    },
  };
}

/**
 * A row for each name: first the name, then its bars, beside them their values in numbers.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function barsDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  const [low, high] = view.range;
  const groups = view.stacked ? 1 : view.series.length;
  /** @type {Map<string, any[]> | null} the values before, by row */
  let before = null;
  const limitText = element("span");

  /** The rows and, for each, its values. @param {any} outputs @returns {Map<string, any[]>} */
  const rowsOf = (outputs) => {
    const names = Array.isArray(view.names) ? view.names : listed(outputs?.[view.names]);
    return new Map(outputs ? names.map((/** @type {string} */ name, /** @type {number} */ i) => [name, view.series.map((/** @type {any} */ { y }) => outputs[y]?.[i])]) : []);
  };
  /** Where a line is: each row has one for its name, then one for each bar. @param {number} i @param {number} line @param {number} rows */
  const height = (i, line, rows) => 1 - (i + (line + 0.5) / (1 + groups)) / rows;
  /** @param {string[]} names */
  const heights = (names) => Float64Array.from(names.flatMap((_, i) => Array.from({ length: 1 + groups }, (_, line) => height(i, line, names.length))));
  /** @param {string[]} names @param {(name: string, series: number) => any} value */
  const bars = (names, value) => {
    // A bar without a number has no length; what stands beside it says so. Nor has the line of a name.
    const length = (/** @type {string} */ name, /** @type {number} */ s) => plotted(value(name, s)) || 0;
    const all = (/** @type {any[]} */ _, /** @type {number} */ s) => Float64Array.from(names.flatMap((name) => [0, length(name, s)]));
    const grouped = () => Float64Array.from(names.flatMap((name) => [0, ...view.series.map((/** @type {any} */ _, /** @type {number} */ s) => length(name, s))]));
    return { x: heights(names), y: view.stacked ? view.series.map(all) : grouped(), visible: names.length > 0 };
  };
  /** @param {any} value @param {number} s */
  const valueIn = (value, s) => worded(value, view.series[s].y, view.spec, declaration);
  /** What stands beside a bar, or beside the last of stacked bars. @param {any[]} values @param {number} g @param {number} line @returns {[number, number, string]} */
  const beside = (values, g, line) => {
    const numbers = view.stacked ? values.map(plotted).filter(Number.isFinite) : [plotted(values[g])];
    const end = numbers.reduce((sum, value) => sum + value, 0);
    const place = Math.min(Math.max(end || 0, 0, low), high);
    return [place, line, view.stacked && numbers.length ? formatted(end, view.spec) : valueIn(values[g], g)];
  };
  const limit = () => (typeof view.limit === "string" ? link.outputs?.[view.limit] : view.limit);
  const drawGhost = () => {
    const names = [...rowsOf(link.outputs).keys()];
    const known = names.filter((name) => before?.has(name));
    mark("ghost").set(before && known.length ? bars(names, (name, s) => before?.get(name)?.[s]) : { visible: false });
  };
  const entries = view.series.map((/** @type {any} */ { name, color }) => ({ look: "square", color, text: name }));
  const order = view.stacked ? texts.inStack : texts.inOrder;
  return {
    caption: element(
      "div",
      {},
      ...(entries.length > 1 ? [element("p", {}, `${view.label}, ${order}:`), legend(entries)] : []),
      ...(view.limit === null ? [] : [legend([{ look: "dashed", color: GHOST, text: limitText }])]),
    ),
    point() {
      const rows = rowsOf(link.outputs);
      const names = [...rows.keys()];
      mark("bars").set(bars(names, (name, s) => rows.get(name)?.[s]));
      mark("names").set(textsAt(names.map((name, i) => [Math.max(low, 0), height(i, 0, names.length), name])));
      const numbered = names.flatMap((name, i) => Array.from({ length: groups }, (_, g) => beside(rows.get(name) ?? [], g, height(i, 1 + g, names.length))));
      mark("values").set(textsAt(numbered));
      if (before) drawGhost();
      mark("limit").set(upright(limit(), [0, 1]));
      if (view.limit !== null) {
        const value = typeof view.limit === "string" ? outputIn(link.outputs, view.limit, view.spec, declaration) : formatted(limit(), view.spec);
        limitText.textContent = fill(texts.labeled, { label: view.limitLabel, value: withUnit(value, view.unit) });
      }
    },
    pin(pinned) {
      before = pinned && rowsOf(pinned.outputs);
      drawGhost();
    },
    words() {
      const rows = [...rowsOf(link.outputs)].map(([name, values]) =>
        fill(texts.labeled, { label: name, value: values.map((value, s) => withUnit(valueIn(value, s), view.unit)).join(", ") }),
      );
      return `${view.label}. ${rows.join("; ")}.`;
    },
    table() {
      const rows = [...rowsOf(link.outputs)].map(([name, values]) => [name, ...values.map(valueIn)]);
      return { caption: withUnit(view.label, view.unit && `(${view.unit})`), columns: [texts.name, ...entries.map((/** @type {any} */ { text }) => text)], rows };
    },
  };
}

/** What a path has at a place, between its points. @param {any[]} xs @param {any[]} ys @param {any} at */
export function along(xs, ys, at) {
  const i = xs.findIndex((x) => x >= at);
  if (!Number.isFinite(plotted(at)) || i < 0) return NaN;
  if (xs[i] === at) return plotted(ys[i]);
  const part = (at - xs[i - 1]) / (xs[i] - xs[i - 1]);
  return plotted(ys[i - 1]) + part * (plotted(ys[i]) - plotted(ys[i - 1]));
}

/**
 * Outputs along another output, with the present moment marked.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function linesDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  /** @type {any[]} */
  const series = view.series;
  const entries = series.map(({ name, style, color }) => ({ look: style, color, text: name }));
  const xs = () => listed(link.outputs?.[view.x]);
  const moment = () => (view.marker ? link.outputs?.[view.marker] : null);
  /** @param {any} value @param {any} one */
  const inWords = (value, one) => withUnit(worded(value, one.y, view.spec, declaration), view.unit);
  return {
    caption: series.length > 1 ? legend(entries) : element("div"),
    point() {
      series.forEach(({ y }, i) => mark(`line${i}`).set(lineThrough(xs(), listed(link.outputs?.[y]))));
      const at = moment();
      mark("moment").set(upright(at, view.range));
      mark("here").set(pointsAt(series.map(() => at), series.map(({ y }) => along(xs(), listed(link.outputs?.[y]), at))));
    },
    pin(pinned) {
      series.forEach(({ y }, i) => {
        mark(`ghost${i}`).set(lineThrough(listed(pinned?.outputs?.[view.x]), listed(pinned?.outputs?.[y])));
      });
    },
    words() {
      if (!link.outputs) return `${fill(texts.curveTable, view)}.`;
      const at = moment() ?? xs().at(-1);
      const now = series.map((one) => `${one.name} ${inWords(along(xs(), listed(link.outputs?.[one.y]), at), one)}`);
      const place = `${view.xlabel} ${worded(at, view.marker ?? view.x, view.xspec, declaration)}`;
      return `${fill(texts.curveTable, view)}. ${fill(texts.labeled, { label: place, value: now.join(", ") })}.`;
    },
    table() {
      const step = Math.ceil(xs().length / MOST_ROWS) || 1;
      const rows = xs().flatMap((x, i) =>
        i % step ? [] : [[formatted(x, view.xspec), ...series.map(({ y }) => worded(link.outputs?.[y]?.[i], y, view.spec, declaration))]],
      );
      return { caption: fill(texts.curveTable, view), columns: [view.xlabel, ...series.map(({ name }) => name)], rows };
    },
  };
}

/** Every how many cells of a heat map one is computed first. */
const COARSE = 5;

/**
 * What one output is over two controls, in colors and contours, with the present position marked.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function heatmapDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  const [across, up] = view.over.map((/** @type {string} */ name) => controlOf(declaration, name));
  /** @type {number[][]} */
  const [xs, ys] = view.at;
  const every = (/** @type {number[]} */ all, /** @type {number} */ step) => all.flatMap((_, i) => (i % step ? [] : [i]));
  /** @type {any[][]} rows from the bottom */
  let found = [];
  let others = "";
  // 0: nothing of this map is computed, 1: every fifth cell is, 2: all are. And what of it is drawn.
  let [known, drawnAs] = [0, 0];

  /** Set the marks from the cells that are known. @param {number} step */
  const show = (step) => {
    const columns = every(xs, step);
    const rows = every(ys, step);
    const x = columns.map((i) => xs[i]);
    const y = rows.map((j) => ys[j]);
    const z = rows.map((j) => columns.map((i) => plotted(found[j][i])));
    // A cell without a number would get the color of its neighbor; null leaves it out.
    const color = z.map((row) => row.map((value) => (Number.isFinite(value) ? value : null)));
    mark("cells").set({ x: Float64Array.from(x), y: Float64Array.from(y), color, visible: true });
    /** @type {{ level: number, pieces: number[][] }[]} */
    const isolines = view.levels.map((/** @type {number} */ level) => ({ level, pieces: contours(x, y, z, level) }));
    mark("contours").set(segments(isolines.flatMap(({ pieces }) => pieces)));
    mark("levels").set(textsAt(labelsOf(isolines, x, y)));
  };
  /**
   * The level of each contour, on it, and as far from the other labels and from the edges as it gets.
   * @param {{ level: number, pieces: number[][] }[]} isolines @param {number[]} x @param {number[]} y
   */
  const labelsOf = (isolines, x, y) => {
    const [wide, high] = [x[x.length - 1] - x[0], y[y.length - 1] - y[0]];
    /** @type {[number, number, string][]} */
    const placed = [];
    for (const { level, pieces } of isolines) {
      const middles = pieces.map((piece) => [(piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2]);
      const room = (/** @type {number[]} */ [a, b]) => {
        const edges = [(a - x[0]) / wide, (x[x.length - 1] - a) / wide, (b - y[0]) / high, (y[y.length - 1] - b) / high];
        return Math.min(...edges, ...placed.map(([c, d]) => Math.hypot((a - c) / wide, (b - d) / high)));
      };
      const best = middles.reduce((most, one) => (most && room(most) >= room(one) ? most : one), middles[0]);
      if (best) placed.push([best[0], best[1], formatted(level, view.unit === "%" ? ".0%" : view.spec)]);
    }
    return placed;
  };
  const draw = () => {
    if (known === drawnAs) return;
    drawnAs = known;
    if (known) show(known === 1 ? COARSE : 1);
  };
  const value = () => withUnit(outputIn(link.outputs, view.z, view.spec, declaration), view.unit);
  const place = (/** @type {any} */ values) => ({
    x: `${across.label} ${standing(across, values[across.name])}`,
    y: `${up.label} ${standing(up, values[up.name])}`,
  });
  const rounded = (/** @type {any} */ control, /** @type {number} */ at) => standing(control, Number(at.toPrecision(4)));
  const now = element("p");
  const [least, most] = view.range.map((/** @type {number} */ end) => formatted(end, view.unit === "%" ? ".0%" : view.spec));
  const scale = element("span", { class: "secbook-colors", style: `background: linear-gradient(to right, ${view.colors})`, "aria-hidden": "true" });
  const dash = element("span", { class: "secbook-hidden" }, "–");
  const named = withUnit(view.label, view.unit && view.unit !== "%" ? `(${view.unit})` : "");
  return {
    caption: element("div", {}, element("p", {}, `${named}: `, element("span", { class: "secbook-ends" }, `${least} `, scale, dash, ` ${most}`)), now),
    point() {
      const { values } = link;
      mark("here").set(pointsAt([values[across.name]], [values[up.name]]));
      now.textContent = fill(texts.now, { ...place(values), value: value() });
    },
    *slow() {
      const key = JSON.stringify({ ...link.values, [across.name]: null, [up.name]: null }) + link.answers;
      if (key !== others) {
        found = ys.map(() => []);
        known = drawnAs = 0;
      }
      others = key;
      for (const [stage, step] of [
        [1, COARSE],
        [2, 1],
      ]) {
        for (const j of every(ys, step))
          for (const i of every(xs, step)) {
            if (found[j][i] !== undefined) continue;
            found[j][i] = link.at({ [across.name]: xs[i], [up.name]: ys[j] })?.[view.z] ?? null;
            yield;
          }
        known = Math.max(known, stage);
      }
      draw();
    },
    draw,
    pin(pinned) {
      mark("ghost").set(pointsAt([pinned?.values[across.name]], [pinned?.values[up.name]]));
    },
    words: () => `${view.label}. ${now.textContent}.`,
    table() {
      const columns = every(xs, COARSE);
      const rows = every(ys, COARSE).map((j) => [
        rounded(up, ys[j]),
        ...columns.map((i) => (found[j]?.[i] === undefined ? texts.missing : worded(found[j][i], view.z, view.spec, declaration))),
      ]);
      return {
        caption: fill(texts.mapTable, { label: view.label, x: across.label, y: up.label }),
        columns: [`${up.label} / ${across.label}`, ...columns.map((i) => rounded(across, xs[i]))],
        rows,
      };
    },
  };
}

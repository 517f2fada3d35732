// Views of who stands where: a network, aims on a line, the margin before an attack.

import { element, fill } from "./elements.js";
import { GHOST, band, legend, lineThrough, listed, marksOf, pointsAt, segments, textsAt, upright } from "./marks.js";
import { formatted, outputIn, plotted, worded } from "./words.js";

/**
 * @typedef {import("./views.js").Context} Context
 * @typedef {import("./views.js").Drawing} Drawing
 */

/** How many letters a line of a name has at most, if it can be broken. */
const LETTERS = 11;

/** A name in short lines, broken after spaces and hyphens. @param {string} name */
export function lines(name) {
  /** @type {string[]} */
  const rows = [];
  for (const word of name.split(/(?<=[ -])/)) {
    const last = rows.at(-1);
    if (last !== undefined && (last + word).trimEnd().length <= LETTERS) rows[rows.length - 1] += word;
    else rows.push(word);
  }
  return rows.map((row) => row.trimEnd());
}

/**
 * Who is linked to whom: states in a circle, their links, their size and a value.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function networkDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  const place = new Map(view.nodes.map((/** @type {any} */ { id }, /** @type {number} */ i) => [id, i]));
  const nameOf = (/** @type {string} */ id) => view.nodes[place.get(id)].name;
  const percent = (/** @type {any} */ value) => formatted(plotted(value), ".0%");
  const percentIn = (/** @type {any} */ value, /** @type {string} */ output) => worded(value, output, ".0%", declaration);
  /** The links that there are. @param {any} outputs @returns {[string, string, number][]} */
  const linksOf = (outputs) => listed(outputs?.[view.links]).filter(([, , strength]) => strength > 0);
  /** @param {[string, string, number][]} links */
  const lineOf = (links) =>
    segments(links.map(([one, other]) => [one, other].flatMap((id) => [view.x[place.get(id)], view.y[place.get(id)]])));
  /** How strong a link is: the step that its strength reaches. @param {number} strength */
  const stepOf = (strength) => view.steps.findLastIndex((/** @type {any} */ step) => strength >= step.from);
  const fills = () => listed(view.fills && link.outputs?.[view.fills]);

  /** Set the names beside the nodes, each with its value. */
  const showNames = () => {
    /** @type {Record<string, [number, number, string][]>} */
    const sides = { left: [], right: [], top: [], bottom: [] };
    view.nodes.forEach((/** @type {any} */ { name }, /** @type {number} */ i) => {
      const [x, y] = [view.x[i], view.y[i]];
      const side = Math.abs(x) > 0.25 ? (x > 0 ? "right" : "left") : y > 0 ? "top" : "bottom";
      const value = plotted(fills()[i]);
      const rows = [...lines(name), ...(Number.isFinite(value) ? [percent(value)] : [])];
      const first = { left: (rows.length - 1) / 2, right: (rows.length - 1) / 2, top: rows.length - 1, bottom: 0 }[side];
      rows.forEach((row, r) => sides[side].push([x, y + (first - r) * view.row, row]));
    });
    for (const [side, places] of Object.entries(sides)) mark(side).set(textsAt(places));
  };
  const styles = view.steps.map((/** @type {any} */ { from, style }, /** @type {number} */ i) => {
    const next = view.steps[i + 1]?.from;
    const bounds = { low: percent(from), high: percent(next) };
    return { look: style, color: "#2a78c2", text: fill(i === 0 ? texts.under : next ? texts.fromTo : texts.from, bounds) };
  });
  /** @param {[string, string, number]} link */
  const inWords = ([one, other, strength]) => fill(texts.linkOf, { one: nameOf(one), other: nameOf(other), value: percent(strength) });

  return {
    caption: element(
      "div",
      {},
      element("p", { class: "secbook-title" }, view.label),
      element("div", { class: "secbook-legends" }, element("span", {}, `${view.linkLabel}:`), legend(styles)),
      ...(view.sizes ? [element("p", {}, fill(texts.nodeSize, { label: view.sizeLabel }))] : []),
      ...(view.fills ? [element("p", {}, fill(texts.nodeFill, { label: view.fillLabel }))] : []),
    ),
    point() {
      const links = linksOf(link.outputs);
      view.steps.forEach((/** @type {any} */ _, /** @type {number} */ s) => mark(`links${s}`).set(lineOf(links.filter((one) => stepOf(one[2]) === s))));
      const sizes = listed(view.sizes && link.outputs?.[view.sizes]).map(plotted);
      const largest = Math.max(...sizes.filter(Number.isFinite));
      mark("nodes").set({
        // A state without power is still a state: its dot does not vanish.
        size: Float64Array.from(view.nodes, (_, i) => (view.sizes ? 0.06 + 0.94 * (sizes[i] / largest || 0) : 0.5)),
        color: Float64Array.from(view.nodes, (_, i) => plotted(fills()[i]) || 0),
        visible: link.outputs !== null,
      });
      showNames();
    },
    pin(pinned) {
      mark("ghost").set(lineOf(linksOf(pinned?.outputs)));
    },
    words() {
      if (!link.outputs) return `${view.label}.`;
      const links = linksOf(link.outputs).map(inWords).join("; ") || texts.noLinks;
      const values = view.nodes.map((/** @type {any} */ { name }, /** @type {number} */ i) => fill(texts.labeled, { label: name, value: percentIn(fills()[i], view.fills) }));
      const filled = view.fills ? [`${view.fillLabel}. ${values.join("; ")}`] : [];
      return [view.label, fill(texts.labeled, { label: view.linkLabel, value: links }), ...filled, ""].join(". ").trim();
    },
    table() {
      const links = linksOf(link.outputs);
      const rows = view.nodes.map((/** @type {any} */ { id, name }, /** @type {number} */ i) => {
        const own = links.filter(([one, other]) => one === id || other === id);
        const linked = own.map(([one, other, strength]) => `${nameOf(one === id ? other : one)} ${percent(strength)}`);
        return [
          name,
          ...(view.sizes ? [worded(link.outputs?.[view.sizes]?.[i], view.sizes, ".3f", declaration)] : []),
          ...(view.fills ? [percentIn(fills()[i], view.fills)] : []),
          linked.join("; ") || texts.noLinks,
        ];
      });
      const columns = [texts.name, ...(view.sizes ? [view.sizeLabel] : []), ...(view.fills ? [view.fillLabel] : []), view.linkLabel];
      return { caption: view.label, columns, rows };
    },
  };
}

/**
 * Aims as points on one line: a row for each member, the rest through all rows.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function aimsDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  const [low, high] = view.range;
  /** @type {Map<string, any> | null} */
  let before = null;
  /** @param {any} outputs @returns {Map<string, any>} */
  const aimsOf = (outputs) => {
    const names = Array.isArray(view.names) ? view.names : listed(outputs?.[view.names]);
    return new Map(outputs ? names.map((/** @type {string} */ name, /** @type {number} */ i) => [name, outputs[view.positions]?.[i]]) : []);
  };
  const inWords = (/** @type {any} */ value, /** @type {string} */ output) => worded(value, output, view.spec, declaration);
  /** Where the line of a member is, from the top. @param {number} i @param {number} count @param {number} part */
  const row = (i, count, part) => 1 - (i + part) / count;
  const [quo, outcome] = [element("span"), element("span")];
  const core = element("span");
  const entries = [
    { look: "dot", color: "#2a78c2", text: texts.aim },
    ...(view.quo ? [{ look: "dashed", color: GHOST, text: quo }] : []),
    ...(view.outcome ? [{ look: "solid", color: "#d9652b", text: outcome }] : []),
    ...(view.core ? [{ look: "band", color: "#128a75", text: core }] : []),
  ];
  /** @param {any} outputs */
  const coreInWords = (outputs) => {
    const ends = outputs?.[view.core];
    const [low, high] = listed(ends).map((end) => inWords(end, view.core));
    return ends ? fill(texts.fromTo, { low, high }) : outputIn(outputs, view.core, view.spec, declaration);
  };
  const showGhost = () => {
    const names = [...aimsOf(link.outputs).keys()];
    mark("ghost").set(pointsAt(names.map((name) => before?.get(name)), names.map((_, i) => row(i, names.length, 0.72))));
  };
  return {
    caption: element("div", {}, legend(entries)),
    point() {
      const { outputs } = link;
      const aims = [...aimsOf(outputs)];
      const count = aims.length;
      mark("names").set(textsAt(aims.map(([name, value], i) => [low, row(i, count, 0.3), `${name} ${inWords(value, view.positions)}`])));
      mark("guides").set(segments(aims.map((_, i) => [low, row(i, count, 0.72), high, row(i, count, 0.72)])));
      mark("aims").set(pointsAt(aims.map(([, value]) => value), aims.map((_, i) => row(i, count, 0.72))));
      mark("quo").set(upright(view.quo && outputs?.[view.quo], [0, 1]));
      mark("outcome").set(upright(view.outcome && outputs?.[view.outcome], [0, 1]));
      const ends = view.core ? outputs?.[view.core] : null;
      mark("core").set(band(ends?.[0], ends?.[1], 1));
      quo.textContent = fill(texts.labeled, { label: texts.statusQuo, value: outputIn(outputs, view.quo, view.spec, declaration) });
      outcome.textContent = fill(texts.labeled, { label: texts.outcome, value: outputIn(outputs, view.outcome, view.spec, declaration) });
      core.textContent = fill(texts.labeled, { label: view.coreLabel, value: coreInWords(outputs) });
      if (before) showGhost();
    },
    pin(pinned) {
      before = pinned && aimsOf(pinned.outputs);
      showGhost();
      mark("ghostOutcome").set(upright(pinned?.outputs?.[view.outcome], [0, 1]));
    },
    words() {
      if (!link.outputs) return `${view.label}.`;
      const aims = [...aimsOf(link.outputs)].map(([name, value]) => `${name} ${inWords(value, view.positions)}`);
      const others = entries.slice(1).map(({ text }) => /** @type {HTMLElement} */ (text).textContent);
      return [`${view.label}: ${aims.join("; ")}`, ...others, ""].join(". ").trim();
    },
    table() {
      const { outputs } = link;
      const rows = [...aimsOf(outputs)].map(([name, value]) => [name, inWords(value, view.positions)]);
      if (view.quo) rows.push([texts.statusQuo, outputIn(outputs, view.quo, view.spec, declaration)]);
      if (view.outcome) rows.push([texts.outcome, outputIn(outputs, view.outcome, view.spec, declaration)]);
      if (view.core) rows.push([view.coreLabel, coreInWords(outputs)]);
      return { caption: view.label, columns: [texts.name, texts.aim], rows };
    },
  };
}

/**
 * How far a probability of attack is from its edge: the margin beside the costs of war.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function marginDrawing(view, context) {
  const { link, declaration } = context;
  const { texts } = declaration;
  const mark = marksOf(view, context);
  const [least, most] = view.range;
  /** A bound of the costs, which may be an output. @param {any} bound */
  const cost = (bound) => plotted(typeof bound === "string" ? link.outputs?.[bound] : bound);
  const costIn = (/** @type {any} */ bound) => (typeof bound === "string" ? outputIn(link.outputs, bound, view.spec, declaration) : number(bound));
  const within = (/** @type {number} */ value) => Math.min(Math.max(value, least), most);
  const number = (/** @type {any} */ value) => formatted(value, view.spec);
  const now = () => ({ value: plotted(link.outputs?.[view.margin]), low: cost(view.low), high: cost(view.high) });

  /** What the margin means. */
  const inWords = () => {
    const { value, low, high } = now();
    if (!Number.isFinite(value)) return outputIn(link.outputs, view.margin, view.spec, declaration);
    const words = { value: number(value), low: costIn(view.low), high: costIn(view.high), spare: number(low - value), unit: view.unit };
    const known = Number.isFinite(low) && Number.isFinite(high);
    const meaning = !known ? texts.marginAlone : value <= low ? texts.marginBelow : value < high ? texts.marginWithin : texts.marginAbove;
    const beyond = value < least || value > most ? ` ${fill(texts.marginBeyond, words)}` : "";
    return fill(meaning, words) + beyond;
  };
  /** A margin beyond the scale stands at its end; the words say so. @param {any} value */
  const placed = (value) => pointsAt([within(plotted(value))], [0.4]);
  const words = element("p", { class: "secbook-margin" });
  return {
    caption: element("div", {}, element("p", { class: "secbook-title" }, view.label), words),
    point() {
      const { value, low, high } = now();
      const shown = link.outputs !== null && Number.isFinite(low) && Number.isFinite(high);
      mark("costs").set(shown ? band(within(low), within(high), 0.75) : { visible: false });
      mark("band").set(shown ? textsAt([[(within(low) + within(high)) / 2, 0.93, texts.costs]]) : { visible: false });
      mark("here").set(placed(value));
      words.textContent = inWords();
    },
    pin(pinned) {
      mark("ghost").set(placed(pinned?.outputs?.[view.margin]));
    },
    words: () => `${view.label}. ${inWords()}`,
    table() {
      const { value } = now();
      const rows = [
        [view.label, Number.isFinite(value) ? number(value) : inWords()],
        [texts.costLow, costIn(view.low)],
        [texts.costHigh, costIn(view.high)],
      ];
      return { caption: inWords(), columns: [texts.measure, fill(texts.valueIn, view)], rows };
    },
  };
}

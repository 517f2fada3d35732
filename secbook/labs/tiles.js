// Views that are text: the scoreboard, a table that is always shown.

import { element, fill } from "./elements.js";
import { showTable } from "./export.js";
import { formatted, sentence, worded } from "./words.js";

/**
 * @typedef {import("./views.js").Context} Context
 * @typedef {import("./views.js").Drawing} Drawing
 */

/** The tiles, in their order: how the declaration calls each, and its words and color. */
const TILES = [
  { measure: "deterrence", title: "deterrence", what: "deterrenceOf", color: "#2a78c2" },
  { measure: "escalation", title: "escalation", what: "escalationOf", color: "#d9652b" },
  { measure: "free_riding", title: "freeRiding", what: "freeRidingOf", color: "#9c5fb5" },
];

/**
 * The same three measures in every lab; a tile says what it is measured for, or why the model is silent.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function scoreboardDrawing(view, { link, declaration }) {
  const { texts } = declaration;
  /** @type {Record<string, any> | null} */
  let before = null;
  const tiles = TILES.map(({ measure, title, what, color }) => {
    const parts = {
      about: element("dd", { class: "secbook-about" }),
      value: element("dd", { class: "secbook-value" }),
      filled: element("span", { class: "secbook-filled", style: `background: ${color}` }),
      was: element("span", { class: "secbook-was", hidden: "" }),
      note: element("dd", { class: "secbook-note" }),
    };
    const bar = element("dd", { class: "secbook-bar", "aria-hidden": "true" }, parts.filled, parts.was);
    const box = element("div", { class: "secbook-tile", style: `border-color: ${color}` });
    const name = element("dt", {}, texts[title]);
    const reason = view.silent[measure];
    if (reason) box.append(name, element("dd", { class: "secbook-note" }, fill(texts.silent, { reason })));
    else box.append(name, parts.value, bar, parts.about, parts.note);
    return { ...parts, box, bar, name: texts[title], what: texts[what], output: view.measures[measure], reason };
  });
  /** @param {any} outputs */
  const named = (outputs) => ({ pair: sentence(view.pair, outputs, declaration), group: sentence(view.group, outputs, declaration) });
  const percent = (/** @type {any} */ value) => (typeof value === "number" && Number.isFinite(value) ? formatted(value, ".1%") : null);
  const width = (/** @type {any} */ value) => `${100 * Math.min(Math.max(value, 0), 1)}%`;
  const point = () => {
    const { outputs } = link;
    for (const tile of tiles) {
      if (tile.reason) continue;
      const value = outputs?.[tile.output];
      const shown = percent(value);
      const was = percent(before?.[tile.output]);
      if (outputs) tile.about.textContent = fill(tile.what, named(outputs));
      tile.value.textContent = shown ?? texts.missing;
      tile.filled.style.width = width(shown ? value : 0);
      tile.bar.hidden = !shown;
      tile.was.hidden = !was;
      if (was) tile.was.style.left = width(before?.[tile.output]);
      const words = outputs && !shown ? worded(value, tile.output, "", declaration) : "";
      tile.note.textContent = [words, was ? fill(texts.was, { value: was }) : ""].filter(Boolean).join(", ");
    }
  };
  return {
    box: element("dl", { class: "secbook-scoreboard" }, ...tiles.map(({ box }) => box)),
    point,
    pin(pinned) {
      before = pinned?.outputs ?? null;
      point();
    },
    table() {
      const { outputs } = link;
      const rows = tiles.map(({ name, what, output, reason }) => [
        name,
        reason ? fill(texts.silent, { reason }) : fill(what, named(outputs)),
        reason ? texts.missing : percent(outputs?.[output]) ?? (outputs ? worded(outputs[output], output, "", declaration) : texts.missing),
        ...(before ? [percent(before[output]) ?? texts.missing] : []),
      ]);
      const columns = [texts.measure, texts.measuredFor, texts.value, ...(before ? [texts.beforeColumn] : [])];
      return { caption: texts.scoreboard, columns, rows };
    },
  };
}

/**
 * A table of outputs that is always shown.
 * @param {any} view @param {Context} context
 * @returns {Drawing}
 */
export function tableDrawing(view, { link, declaration }) {
  const { texts } = declaration;
  /** @param {any} value @param {any} column */
  const cell = (value, { output, spec }) => {
    if (typeof value === "boolean") return value ? texts.yes : texts.no;
    return worded(value, output, spec || (Number.isInteger(value) ? "" : ".3f"), declaration);
  };
  const table = () => {
    const { outputs } = link;
    const columns = view.columns.map((/** @type {any} */ { text }) => text);
    const given = view.columns.map((/** @type {any} */ { output }) => (Array.isArray(outputs?.[output]) ? outputs[output] : [outputs?.[output]]));
    const length = Math.max(...given.map((/** @type {any[]} */ { length }) => length));
    const rows = Array.from({ length }, (_, i) =>
      view.columns.map((/** @type {any} */ column, /** @type {number} */ k) => (outputs ? cell(given[k][i], column) : texts.missing)),
    );
    return { caption: view.caption, columns, rows };
  };
  const box = element("div", { class: "secbook-shown" });
  return {
    below: box,
    point: () => box.replaceChildren(showTable(table())),
    table,
  };
}

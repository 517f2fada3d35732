// Numbers and outputs in words, as Python would write them.

import { $fixed } from "../live/runtime.js";
import { fill } from "./elements.js";

/** A number for a mark: NaN, which bqplot leaves out, where there is none. @param {unknown} value */
export function plotted(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : NaN;
}

/** What Python's format makes of a number: `.2f`, `.0%`, `+,.1f`. @param {any} value @param {string} spec */
export function formatted(value, spec) {
  const parts = /^(\+?)(,?)\.(\d+)([f%])$/.exec(spec);
  if (typeof value !== "number") return String(value);
  if (!parts) return String(Number(value.toPrecision(6)));
  const [, sign, comma, digits, kind] = parts;
  return $fixed(value, Number(digits), sign, comma, kind === "%" ? "%" : "");
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

/** An output by its name, in words; a dash where the model gave none at all. @param {Record<string, any> | null} outputs @param {string} output @param {string} spec @param {any} declaration */
export function outputIn(outputs, output, spec, declaration) {
  return outputs ? worded(outputs[output], output, spec, declaration) : declaration.texts.missing;
}

/** A template cut at its outputs, filled. @param {any[]} parts @param {Record<string, any> | null} outputs @param {any} declaration */
export function sentence(parts, outputs, declaration) {
  return parts
    .map(({ text, output, spec }) => (output ? text + worded(outputs?.[output], output, spec, declaration) : text))
    .join("");
}

/** A number with its unit; a percent sign is part of the format. @param {string} text @param {string} unit */
export function withUnit(text, unit) {
  return unit && unit !== "%" ? `${text} ${unit}` : text;
}

/** Where a control stands, in words. @param {any} control @param {number} value */
export function standing(control, value) {
  const shown = Number((value * control.scale).toPrecision(6));
  return control.unit === "%" ? `${shown}%` : withUnit(String(shown), control.unit);
}

/** Where all controls stand, in words, one after the other. @param {any} declaration @param {Record<string, any>} values */
export function stateInWords({ controls, texts }, values) {
  /** @param {any} control @param {any} value @returns {string} */
  const inWords = (control, value) => {
    const called = (/** @type {string} */ id) => control.states.find((/** @type {any} */ state) => state.id === id).name;
    const percent = (/** @type {number} */ share) => `${Number(share.toFixed(2))}%`;
    switch (control.kind) {
      case "toggle":
        return value ? texts.yes : texts.no;
      case "choice":
        return control.options.find((/** @type {any} */ option) => option.value === value).label;
      case "powers":
        return control.states.map((/** @type {any} */ { name }, /** @type {number} */ i) => `${name} ${percent(value[i] / 100)}`).join(", ");
      case "members":
        return value.map(called).join(", ") || texts.noLinks;
      case "pacts":
        return value.map((/** @type {any[]} */ [one, other, share]) => fill(texts.linkOf, { one: called(one), other: called(other), value: percent(share) })).join(", ") || texts.noLinks;
      case "pair":
        return `${texts.challenger} ${called(value[0])}, ${texts.target} ${called(value[1])}`;
      default:
        return standing(control, value);
    }
  };
  const said = controls.map((/** @type {any} */ control) => fill(texts.labeled, { label: control.label, value: inWords(control, values[control.name]) }));
  return `${said.join("; ")}.`;
}

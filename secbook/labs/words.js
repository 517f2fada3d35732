// Numbers and outputs in words, as Python would write them.

import { $fixed } from "../live/runtime.js";

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

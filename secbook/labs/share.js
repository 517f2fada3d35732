// Share links: the state of a lab as a short text, and back, as share.py writes and reads them.
//
// Anybody can write an address. A link is therefore read as a whole or refused in words, and what these words
// repeat of it is cut short and percent-encoded, never markup. No name from an address is the key of an object
// that has a prototype.

import { fill } from "./elements.js";

/**
 * @typedef {{ name: string, start: any, kind: "slider" | "time", min: number, max: number, step: number }} SharedNumber
 * @typedef {{ name: string, start: any, kind: "powers" | "members" | "pacts" | "pair", states: { id: string }[] }} SharedStates
 * @typedef {{ name: string, start: any, kind: "choice", options: { value: string }[] }} SharedChoice
 * @typedef {SharedNumber | SharedStates | SharedChoice | { name: string, start: any, kind: "toggle" }} SharedControl
 * @typedef {{ name: string, version: number, controls: SharedControl[], texts: Record<string, string> }} Shared
 * @typedef {{ refusal: string }} Refusal
 */

const SHARED_MOST = 1500;
const SHARED_SHOWN = 40;

const SHARED_STRANGE = /[^A-Za-z0-9_.~*,:&=%+-]/u;
const SHARED_NUMBER = /^-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[1-9](?:\.[0-9]+)?e-[1-9][0-9]?)$/;
const SHARED_PERCENTAGE = /^(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,2}))?$/;

/**
 * The link to a state of a lab, or words why there is none. Numbers keep 12 significant digits.
 * @param {Shared} declaration @param {Record<string, any>} values @returns {{ text: string } | Refusal}
 */
export function encodeState(declaration, values) {
  /** @type {[string, string][]} */
  const pairs = [["lab", declaration.name], ["v", String(declaration.version)]];
  for (const control of declaration.controls) {
    const part = sharedText(control, values[control.name]);
    if (part !== sharedText(control, control.start)) pairs.push([control.name, part]);
  }
  for (const name of Object.keys(values)) if (!sharedControl(declaration, name)) pairs.push([name, ""]);
  const text = pairs.map((pair) => pair.map(sharedEscaped).join("=")).join("&");
  const read = decodeState(declaration, text); // refuses what no link may say
  return read && "refusal" in read ? read : { text };
}

/**
 * The value of each control in the state that a link describes, words why it is refused, or null if the link is
 * of another lab.
 * @param {Shared} declaration @param {string} text @returns {{ values: Record<string, any> } | Refusal | null}
 */
export function decodeState(declaration, text) {
  const first = text.split("&", 1)[0];
  if (!first.startsWith("lab=") || sharedUnescaped(first.slice(4)) !== declaration.name) return null;
  const strange = SHARED_STRANGE.exec(text)?.[0].codePointAt(0);
  if (strange !== undefined) {
    const code = strange.toString(16).toUpperCase().padStart(4, "0");
    return refusedLink(declaration, "link_characters", `U+${code}`);
  }
  if (text.length > SHARED_MOST) {
    return refusedLink(declaration, "link_long", String(text.length), { most: SHARED_MOST });
  }
  const given = sharedPairs(declaration, text);
  if ("refusal" in given) return given;
  const version = given.get("v") ?? "";
  if (version !== String(declaration.version)) {
    return refusedLink(declaration, "link_version", sharedEscaped(version), { version: declaration.version });
  }
  given.delete("v");
  const values = Object.create(null);
  for (const control of declaration.controls) values[control.name] = structuredClone(control.start);
  for (const [name, part] of given) {
    const control = sharedControl(declaration, name);
    if (!control) {
      const controls = declaration.controls.map((one) => one.name).join(", ");
      return refusedLink(declaration, "link_unknown", sharedEscaped(name), { controls });
    }
    values[name] = sharedValue(control, part);
    if (values[name] === null) {
      const words = { control: name, ...sharedWords(control) };
      return refusedLink(declaration, `link_${control.kind}`, sharedEscaped(part), words);
    }
  }
  return { values };
}

/** The links, one for each lab, in a page's hash: none if it names a section. @param {string} hash */
export function partsOfHash(hash) {
  const text = hash.replace(/^#/, "");
  return text.startsWith("lab=") ? text.split(/&(?=lab=)/) : [];
}

/**
 * The value of each control that the hash of a page describes, words why it is refused, or null if no part of it is
 * of this lab.
 * @param {Shared} declaration @param {string} hash @returns {{ values: Record<string, any> } | Refusal | null}
 */
export function decodeHash(declaration, hash) {
  const own = partsOfHash(hash).flatMap((part) => decodeState(declaration, part) ?? []);
  if (own.length < 2) return own[0] ?? null;
  return refusedLink(declaration, "link_labs", String(own.length), { lab: declaration.name });
}

/**
 * What stands in a link after the lab, by name.
 * @param {Shared} declaration @param {string} text @returns {Map<string, string> | Refusal}
 */
function sharedPairs(declaration, text) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const pair of text.split("&")) {
    const equals = pair.indexOf("=");
    const name = sharedUnescaped(pair.slice(0, Math.max(equals, 0)));
    const part = sharedUnescaped(pair.slice(equals + 1));
    if (!name || part === null) return refusedLink(declaration, "link_form", pair);
    if (seen.has(name)) return refusedLink(declaration, "link_twice", sharedEscaped(name));
    seen.set(name, part);
  }
  seen.delete("lab");
  return seen;
}

/** @param {string} text */
function sharedEscaped(text) {
  return new URLSearchParams([["", text]]).toString().slice(1).replace(/%(?:2C|3A|7E)/g, decodeURIComponent);
}

/** What a form-encoded text stands for, or null if it is not well formed. @param {string} text */
function sharedUnescaped(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** @param {Shared} declaration @param {string} name */
function sharedControl(declaration, name) {
  return declaration.controls.find((control) => control.name === name);
}

/**
 * @param {Shared} declaration @param {string} key @param {string} got @param {Record<string, any>} words
 * @returns {Refusal}
 */
function refusedLink({ texts }, key, got, words = {}) {
  const short = got.length <= SHARED_SHOWN ? got : `${got.slice(0, SHARED_SHOWN)}…`;
  return { refusal: fill(texts[key], { ...words, got: short || texts.link_nothing }) };
}

/** The words for what a control may be. @param {SharedControl} control @returns {Record<string, any>} */
function sharedWords(control) {
  if ("min" in control) return { low: control.min, high: control.max, step: control.step };
  if ("options" in control) return { options: control.options.map(({ value }) => value).join(", ") };
  const ids = "states" in control ? sharedIds(control) : [];
  return { states: ids.join(", "), count: ids.length };
}

/**
 * What stands in a link for a value; for one of a wrong type, what is refused.
 * @param {SharedControl} control @param {any} value
 */
function sharedText(control, value) {
  try {
    switch (control.kind) {
      case "slider":
      case "time": {
        // The steps of a path do not add up to the digit.
        const exact = control.kind === "time" ? Number(value.toFixed(12)) : value;
        const short = Number(exact.toPrecision(12));
        return String(control.min <= short && short <= control.max ? short : exact);
      }
      case "toggle":
        return value === true ? "1" : value === false ? "0" : "";
      case "powers":
        return value.map((/** @type {number} */ hundredths) => hundredths / 100).join(",");
      case "members":
      case "pair":
        return value.join("-") || "-";
      case "pacts":
        return value.map((/** @type {any[]} */ [a, b, percent]) => `${a}-${b}:${percent}`).join(",") || "-";
      default:
        return String(value);
    }
  } catch {
    return "";
  }
}

/** The value that a text stands for, or null if it is not allowed. @param {SharedControl} control @param {string} text */
function sharedValue(control, text) {
  switch (control.kind) {
    case "slider":
    case "time":
      return sharedNumber(control, text);
    case "toggle":
      return text === "1" ? true : text === "0" ? false : null;
    case "powers":
      return sharedPowers(control, text);
    case "members": {
      const given = text.split("-");
      const ids = sharedIds(control).filter((id) => given.includes(id));
      return sharedText(control, ids) === text ? ids : null;
    }
    case "pacts": {
      const pacts = sharedPacts(control, text);
      return sharedText(control, pacts) === text ? pacts : null;
    }
    case "pair": {
      const pair = text.split("-");
      const known = pair.every((id) => sharedIds(control).includes(id));
      return pair.length === 2 && pair[0] !== pair[1] && known ? pair : null;
    }
    default:
      return control.options.some(({ value }) => value === text) ? text : null;
  }
}

/** @param {SharedNumber} control @param {string} text */
function sharedNumber(control, text) {
  const { kind, min, max, step } = control;
  // Not -0, which Python does not tell from 0 either.
  const number = SHARED_NUMBER.test(text) ? Number(text) + 0 : NaN;
  if (!(min <= number && number <= max)) return null;
  if (kind === "slider") return number;
  const moment = min + Math.round((number - min) / step) * step;
  return String(number) === sharedText(control, moment) ? number : null;
}

/** @param {SharedStates} control @param {string} text */
function sharedPowers({ states }, text) {
  const found = text.split(",").map((part) => SHARED_PERCENTAGE.exec(part));
  const hundredths = found.map((one) => (one ? Number(one[1] + (one[2] ?? "").padEnd(2, "0")) : 0));
  const total = hundredths.reduce((sum, one) => sum + one, 0);
  return hundredths.length === states.length && !hundredths.includes(0) && total === 10000 ? hundredths : null;
}

/** @param {SharedStates} control @param {string} text */
function sharedPacts(control, text) {
  const given = new Map(text.split(",").map((part) => /** @type {[string, string]} */ (part.split(":", 2))));
  const ids = sharedIds(control);
  return ids
    .flatMap((a, i) => ids.slice(i + 1).map((b) => ({ a, b, percent: Number(given.get(`${a}-${b}`)) })))
    .filter(({ percent }) => Number.isInteger(percent) && 1 <= percent && percent <= 100)
    .map(({ a, b, percent }) => [a, b, percent]);
}

/** @param {SharedStates} control */
function sharedIds(control) {
  return control.states.map(({ id }) => id);
}

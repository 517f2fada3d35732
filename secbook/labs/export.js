// What a reader takes along: numbers as a table or CSV, the figure as SVG or PNG, an address.

import { element } from "./elements.js";

/** @typedef {import("./views.js").Table} Table */

/** @param {Table} table */
export function showTable({ caption, columns, rows }) {
  const made = element("table", {}, element("caption", {}, caption));
  const head = made.createTHead().insertRow();
  head.append(...columns.map((column) => element("th", { scope: "col" }, column)));
  const body = made.createTBody();
  for (const [first, ...others] of rows) {
    const row = body.insertRow();
    row.append(element("th", { scope: "row" }, String(first)), ...others.map((cell) => element("td", {}, String(cell))));
  }
  return element("div", { class: "secbook-table", role: "group", tabindex: "0", "aria-label": caption }, made);
}

/** A table as CSV (RFC 4180), its caption as a line of its own. @param {Table} table */
export function csv({ caption, columns, rows }) {
  const cell = (/** @type {string | number} */ value) => {
    // A cell that begins like a formula would be run by a spreadsheet.
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value.replace("%", ""))) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [[caption], columns, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** @param {string} name @param {string} type @param {BlobPart} content */
export function saveFile(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = element("a", { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Copy a text, where the browser lets a page do so. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** What a figure's look depends on, and a picture on its own would lose. */
const LOOK = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "paint-order", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "visibility", "display"];

/** A legend's samples as letters, by the class of the sample. */
const SAMPLES = { solid: "━━", dashed: "╍╍", dotted: "┅┅", dash_dotted: "━┅", square: "■", dot: "●", band: "▥" };

/**
 * Save the figures, one above the other, as one SVG with the question, the finding and the source.
 * @param {HTMLElement} box @param {any} declaration @param {string} finding @param {string} source
 */
export function savePicture(box, declaration, finding, source) {
  const whole = document.createElementNS(SVG, "svg");
  const { color } = getComputedStyle(box);
  const plots = [...box.querySelectorAll(".bqplot")];
  const width = Math.max(...plots.map((plot) => plot.getBoundingClientRect().width));
  let top = 24;
  /** Add a text, in as many lines as it takes. @param {string} text @param {number} size @param {Node[]} before */
  const write = (text, size, ...before) => {
    for (const words of wrapped(text, (width - 24) / (size * 0.55))) {
      const line = document.createElementNS(SVG, "text");
      line.setAttribute("x", "12");
      line.setAttribute("y", String(top));
      line.setAttribute("style", `font: ${size}px sans-serif; fill: ${color}`);
      line.append(...before.splice(0), words);
      whole.append(line);
      top += size * 1.5;
    }
  };
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  whole.append(ground);
  write(declaration.question, 16);
  write(finding, 12);
  if (source) write(source, 11);
  for (const part of box.querySelectorAll(".secbook-caption :is(p, li), .bqplot")) {
    if (!part.classList.contains("bqplot")) {
      write(part.textContent ?? "", 12, ...sampleIn(part));
      continue;
    }
    // bqplot draws the axes on a ground of their own, below the marks.
    for (const svg of part.querySelectorAll(":scope > svg")) whole.append(copyOf(svg, top));
    top += part.getBoundingClientRect().height + 8;
  }
  whole.setAttribute("width", String(width));
  whole.setAttribute("height", String(top));
  saveFile(`${declaration.name}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(whole));
}

/** A text in lines of at most so many letters, if its words are no longer. @param {string} text @param {number} letters */
export function wrapped(text, letters) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const line = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length && line.length <= letters) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** A drawing that looks the same without the page's style, at its place. @param {Element} svg @param {number} top */
function copyOf(svg, top) {
  const { width, height } = svg.getBoundingClientRect();
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((node, i) => {
    const look = getComputedStyle(node);
    to[i].setAttribute("style", LOOK.map((name) => `${name}: ${look.getPropertyValue(name)}`).join("; "));
  });
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("y", String(top));
  return copy;
}

/** The sample of an entry of a legend, as letters in its color. @param {Element} entry */
function sampleIn(entry) {
  const sample = /** @type {HTMLElement | null} */ (entry.querySelector(".secbook-sample"));
  const look = Object.entries(SAMPLES).find(([name]) => sample?.classList.contains(`secbook-${name}`));
  if (!sample || !look) return [];
  const letters = document.createElementNS(SVG, "tspan");
  letters.setAttribute("style", `fill: ${sample.style.color}`);
  letters.textContent = `${look[1]} `;
  return [letters];
}

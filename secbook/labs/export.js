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
const LOOK = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "visibility", "display"];

/**
 * Save the figures, one above the other, as one SVG with the question, the finding and the source.
 * @param {HTMLElement} box @param {any} declaration @param {string} finding @param {string} source
 */
export function savePicture(box, declaration, finding, source) {
  const whole = document.createElementNS(SVG, "svg");
  const style = getComputedStyle(box);
  let [width, top] = [0, 24];
  /** @param {string} text @param {number} size */
  const line = (text, size) => {
    const made = document.createElementNS(SVG, "text");
    made.setAttribute("x", "12");
    made.setAttribute("y", String(top));
    made.setAttribute("style", `font: ${size}px sans-serif; fill: ${style.color}`);
    made.textContent = text;
    top += size * 1.5;
    return made;
  };
  const texts = [line(declaration.question, 16), line(finding, 12), ...(source ? [line(source, 11)] : [])];
  const figures = [];
  for (const svg of box.querySelectorAll("svg.svg-figure")) {
    const { width: wide, height } = svg.getBoundingClientRect();
    const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
    const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
    from.forEach((node, i) => {
      const look = getComputedStyle(node);
      to[i].setAttribute("style", LOOK.map((name) => `${name}: ${look.getPropertyValue(name)}`).join("; "));
    });
    copy.setAttribute("width", String(wide));
    copy.setAttribute("height", String(height));
    copy.setAttribute("y", String(top));
    figures.push(copy);
    width = Math.max(width, wide);
    top += height + 8;
  }
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  whole.setAttribute("width", String(width));
  whole.setAttribute("height", String(top));
  whole.append(ground, ...texts, ...figures);
  saveFile(`${declaration.name}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(whole));
}

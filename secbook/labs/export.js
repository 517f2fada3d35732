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
    const cells = others.map((cell) => element("td", /^[+-]?[\d.,]+%?$/.test(String(cell)) ? { class: "secbook-number" } : {}, String(cell)));
    row.append(element("th", { scope: "row" }, String(first)), ...cells);
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
 * The figures, one above the other, as one SVG with words: the question first, then what is said in small letters.
 * @param {HTMLElement} box @param {string} question @param {string[]} words
 */
function pictureOf(box, question, words) {
  const whole = document.createElementNS(SVG, "svg");
  const { color } = getComputedStyle(box);
  const plots = [...box.querySelectorAll(".bqplot")];
  const width = Math.ceil(Math.max(...plots.map((plot) => plot.getBoundingClientRect().width)));
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
  ground.setAttribute("fill", groundOf(box));
  whole.append(ground);
  write(question, 16);
  for (const text of words) write(text, 11);
  for (const part of box.querySelectorAll(".secbook-caption :is(p, li), .bqplot")) {
    if (!part.classList.contains("bqplot")) {
      write(part.textContent ?? "", 12, ...sampleIn(part));
      continue;
    }
    // bqplot draws the axes on a ground of their own, below the marks.
    for (const svg of part.querySelectorAll(":scope > svg")) whole.append(copyOf(svg, top));
    top += part.getBoundingClientRect().height + 8;
  }
  const height = Math.ceil(top);
  whole.setAttribute("width", String(width));
  whole.setAttribute("height", String(height));
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/** The color on which an element stands. @param {Element | null} one @returns {string} */
function groundOf(one) {
  if (!one) return "white";
  const { backgroundColor } = getComputedStyle(one);
  return /^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor) ? groundOf(one.parentElement) : backgroundColor;
}

/**
 * Save the figures as one SVG.
 * @param {string} file @param {HTMLElement} box @param {string} question @param {string[]} words
 */
export function saveSvg(file, box, question, words) {
  saveFile(`${file}.svg`, "image/svg+xml", pictureOf(box, question, words).text);
}

/** How many pixels of a PNG are one of the page: enough for a slide. */
const SHARP = 2;

/**
 * Save the figures as one PNG.
 * @param {string} file @param {HTMLElement} box @param {string} question @param {string[]} words
 */
export async function savePng(file, box, question, words) {
  const { text, width, height } = pictureOf(box, question, words);
  const image = new Image(width, height);
  // A data address, unlike a blob's, has the page's own origin even where that is a file.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = element("canvas", { width: String(SHARP * width), height: String(SHARP * height) });
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((made) => canvas.toBlob(made, "image/png"));
  saveFile(`${file}.png`, "image/png", blob);
}

/**
 * Make a lab ready for paper each time the page is printed. Figures are given a frame, in which they shrink to the paper.
 * @param {HTMLElement} box of the figures @param {() => void} prepare @returns {() => void} the undoing
 */
export function beforePaper(box, prepare) {
  const frame = (/** @type {boolean} */ framed) => {
    for (const svg of box.querySelectorAll(".bqplot > svg")) {
      const { width, height } = svg.getBoundingClientRect();
      if (!framed) svg.removeAttribute("viewBox");
      else if (!svg.hasAttribute("viewBox")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
  };
  const before = () => {
    prepare();
    frame(true);
  };
  const after = () => frame(false);
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
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

// A lab on the screen: its controls, its figures and what it says, drawn from a declaration.
//
// The same module serves JupyterLab (through anywidget), and the built book (in the page's script).

import { inSlices, linkOf } from "../live/link.js";
import { $fixed } from "../live/runtime.js";

/**
 * @typedef {import("../live/link.js").Link} Link
 * @typedef {import("../live/link.js").WidgetModel} WidgetModel
 * @typedef {{ name: string, label: string, unit: string, spoken: string, scale: number, decimals: number,
 *   min: number, max: number, step: number, start: number }} Slider
 * @typedef {{ kind: "curve", over: string, y: string, at: number[], line: string, here: string }} Curve
 * @typedef {{ kind: "readout", parts: { text: string, output: string | null, spec: string }[] }} Readout
 * @typedef {{ name: string, question: string, controls: Slider[], views: (Curve | Readout)[],
 *   words: Record<string, Record<string, string>>, texts: Record<string, string> }} Declaration
 * @typedef {{ point: () => void, slow: () => Generator<void>, draw: () => void }} Drawing
 */

/** How long after the last move the finding is spoken, in ms: a drag must not flood a screen reader. */
const SPEAK = 400;

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} template @param {Record<string, string>} words */
function fill(template, words) {
  return template.replace(/\{(\w+)\}/g, (_, word) => words[word]);
}

/** @param {Slider} slider @param {number} value as the model takes it */
function displayed(slider, value) {
  return String(Number((value * slider.scale).toFixed(slider.decimals + 6)));
}

/**
 * A slider with a box for typing, both native: a browser gives them their keys, their touch and their role.
 * @param {Slider} slider @param {Link} link @param {Declaration} declaration @param {(text: string) => void} say
 */
function sliderControl(slider, link, declaration, say) {
  const id = `secbook-${link.model.get("uid")}-${slider.name}`;
  const grid = {
    min: displayed(slider, slider.min),
    max: displayed(slider, slider.max),
    step: displayed(slider, slider.step),
  };
  const range = element("input", { type: "range", id, ...grid });
  const typed = element("input", {
    type: "number",
    "aria-label": slider.label + (slider.spoken ? `, ${slider.spoken}` : ""),
    inputmode: "decimal",
    autocomplete: "off",
    ...grid,
  });
  const show = () => {
    const text = displayed(slider, /** @type {number} */ (link.values[slider.name]));
    if (range.value !== text) range.value = text;
    range.setAttribute("aria-valuetext", slider.spoken ? `${text} ${slider.spoken}` : text);
    typed.value = text;
  };
  range.addEventListener("input", () => link.move({ [slider.name]: Number(range.value) / slider.scale }));
  typed.addEventListener("change", () => {
    const value = Number(typed.value) / slider.scale;
    if (typed.value.trim() !== "" && value >= slider.min && value <= slider.max) {
      link.move({ [slider.name]: value });
      return;
    }
    show();
    say(fill(declaration.texts.refused, { label: slider.label, low: grid.min, high: grid.max }));
  });
  show();
  const box = element(
    "div",
    { class: "secbook-control" },
    element("label", { for: id }, slider.label),
    range,
    element("span", { class: "secbook-typed" }, typed, element("span", { "aria-hidden": "true" }, slider.unit)),
  );
  return { box, off: link.on("values", show) };
}

/** A number for a mark: NaN, which bqplot leaves out, where there is none. @param {unknown} value */
function plotted(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : NaN;
}

/**
 * What one output is over one control, with the present position marked.
 * @param {Curve} view @param {Link} link @param {Record<string, any>} marks
 * @returns {Drawing}
 */
function curveDrawing(view, link, marks) {
  /** @type {Map<number, number>} */
  const found = new Map();
  let others = "";
  const draw = () => {
    const there = view.at.filter((at) => found.has(at));
    // A gap is drawn, but bqplot puts a label at the last point, and the browser complains if it has no place.
    const last = there.findLastIndex((at) => Number.isFinite(found.get(at)));
    const x = Float64Array.from(there.slice(0, last + 1));
    marks[view.line].set({ x, y: x.map((at) => found.get(at) ?? NaN), visible: last >= 0 });
  };
  return {
    point() {
      const y = plotted(link.outputs?.[view.y]);
      const x = /** @type {number} */ (link.values[view.over]);
      // bqplot would place a point without a number at NaN, and the browser complain.
      const place = Number.isFinite(y) ? { x: Float64Array.of(x), y: Float64Array.of(y) } : {};
      marks[view.here].set({ ...place, visible: Number.isFinite(y) });
    },
    *slow() {
      const now = JSON.stringify({ ...link.values, [view.over]: null });
      if (now === others) return;
      found.clear();
      others = "";
      const coarse = view.at.filter((_, i) => i % 10 === 0);
      for (const at of [...coarse, ...view.at]) {
        if (!found.has(at)) found.set(at, plotted(link.at({ [view.over]: at })?.[view.y]));
        yield;
      }
      others = now;
      draw();
    },
    draw,
  };
}

/**
 * The finding, in a sentence.
 * @param {Readout} view @param {Link} link @param {Declaration} declaration
 */
function sentence(view, link, declaration) {
  if (link.error) return fill(declaration.texts.failed, { message: link.error.message });
  return view.parts
    .map(({ text, output, spec }) => {
      if (output === null) return text;
      const value = link.outputs?.[output];
      const known = typeof value === "number" ? Number.isFinite(value) : value !== null && value !== undefined;
      return text + (known ? format(value, spec) : wordFor(value, output, declaration));
    })
    .join("");
}

/** What Python's format makes of a number: `.2f`, `.0%`, `+,.1f`. @param {any} value @param {string} spec */
function format(value, spec) {
  const parts = /^(\+?)(,?)\.(\d+)([f%])$/.exec(spec);
  if (!parts || typeof value !== "number") return String(value);
  const [, sign, comma, digits, kind] = parts;
  return $fixed(value, Number(digits), sign, comma !== "", kind === "%" ? "%" : "");
}

/** @param {unknown} value @param {string} output @param {Declaration} declaration */
function wordFor(value, output, declaration) {
  const kind = value === Infinity ? "infinite" : "none";
  return declaration.words[output]?.[kind] ?? declaration.texts[kind];
}

/** Wait until a figure has drawn its marks. @param {HTMLElement} box */
async function drawn(box) {
  const ready = () => [...box.querySelectorAll("svg.svg-figure")].every((svg) => svg.querySelector("path[d]"));
  while (box.isConnected && !ready()) await new Promise((resolve) => setTimeout(resolve, 4));
}

/** @param {{ model: WidgetModel, el: HTMLElement }} view @returns {Promise<() => void>} the undoing */
async function render({ model, el }) {
  const manager = model.widget_manager;
  /** @param {string} reference */
  const resolve = (reference) => manager.get_model(reference.replace("IPY_MODEL_", ""));
  /** @type {Declaration} */
  const declaration = model.get("declaration");
  /** @type {Record<string, any>} */
  const marks = {};
  for (const [name, reference] of Object.entries(model.get("marks"))) marks[name] = await resolve(reference);
  const figures = await Promise.all(model.get("figures").map(resolve));
  const link = linkOf(model);
  /** @type {(() => void)[]} */
  const undo = [];

  const readout = element("p", { class: "secbook-readout" });
  const status = element("p", { class: "secbook-status", role: "status" });
  let speaking = 0;
  /** @param {string} text */
  const say = (text) => {
    clearTimeout(speaking);
    speaking = window.setTimeout(() => (status.textContent = text), SPEAK);
  };
  undo.push(() => clearTimeout(speaking));

  const controls = element("div", { class: "secbook-controls" });
  for (const slider of declaration.controls) {
    const { box, off } = sliderControl(slider, link, declaration, (text) => {
      readout.textContent = text;
      say(text);
    });
    controls.append(box);
    undo.push(off);
  }
  const reset = element("button", { type: "button" }, declaration.texts.reset);
  reset.addEventListener("click", () =>
    link.move(Object.fromEntries(declaration.controls.map((slider) => [slider.name, slider.start]))),
  );

  const drawings = declaration.views.flatMap((view) =>
    view.kind === "curve" ? [curveDrawing(view, link, marks)] : [],
  );
  const spoken = declaration.views.find((view) => view.kind === "readout");
  const figureBox = element("div", { class: "secbook-figures" });
  const update = () => {
    for (const drawing of drawings) drawing.point();
    const text = spoken ? sentence(spoken, link, declaration) : link.error?.message ?? "";
    readout.textContent = text;
    say(text);
    for (const svg of figureBox.querySelectorAll("svg.svg-figure")) svg.setAttribute("aria-label", text);
    const { runs } = link;
    for (const drawing of drawings) inSlices(drawing.slow(), () => link.runs === runs, drawing.draw);
  };
  update();
  undo.push(link.on("outputs", update));

  const question = element("p", { class: "secbook-question", id: `secbook-${model.get("uid")}` });
  question.textContent = declaration.question;
  el.replaceChildren(question, controls, element("div", { class: "secbook-buttons" }, reset), readout, figureBox, status);
  el.classList.add("secbook-lab");
  el.dataset.lab = declaration.name;
  // Else JupyterLab takes the arrow keys for itself, as a shortcut and for scrolling.
  el.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.setAttribute("role", "group");
  el.setAttribute("aria-labelledby", question.id);

  for (const figure of figures) {
    const box = element("div", { class: "secbook-figure" });
    figureBox.append(box);
    const view = await manager.create_view(figure);
    await attach(view, box, el);
    undo.push(() => view.remove());
    name(view.el, readout);
  }
  await drawn(figureBox);
  name(figureBox, readout);
  el.dataset.live = "true";
  return () => undo.forEach((one) => one());
}

/**
 * Put a view of another widget in its place, once this lab is part of the page.
 * @param {any} view @param {HTMLElement} box @param {HTMLElement} el
 */
async function attach(view, box, el) {
  while (!el.isConnected) await new Promise(requestAnimationFrame);
  // Lumino's `Widget.attach`, reached through the host's own copy: a view learns from it that it is shown.
  view.luminoWidget.constructor.attach(view.luminoWidget, box);
}

/** Give the figures their role and name. @param {HTMLElement} box @param {HTMLElement} readout */
function name(box, readout) {
  for (const svg of box.querySelectorAll(".bqplot > svg")) {
    if (svg.classList.contains("svg-figure")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", readout.textContent ?? "");
    } else svg.setAttribute("aria-hidden", "true");
  }
}

/** @param {{ model: WidgetModel }} view */
function initialize({ model }) {
  return () => linkOf(model).close();
}

export default { initialize, render };

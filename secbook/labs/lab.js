// A lab on the screen: controls, figures and findings, drawn from a declaration.
//
// The same module serves JupyterLab (through anywidget) and the built book (in the page's script).

import { computes, inSlices, linkOf } from "../live/link.js";
import { CONTROLS } from "./controls.js";
import { button, element, fill } from "./elements.js";
import { beforePaper, csv, saveFile, savePng, saveSvg, showTable } from "./export.js";
import { figurePlaces } from "./figures.js";
import { History, leftState } from "./history.js";
import { predictionBox } from "./predict.js";
import { decodeHash } from "./share.js";
import { comparison, followHash, keeping, scenarioChoice, sharing } from "./toolbar.js";
import { VIEWS } from "./views.js";
import { sentence, stateInWords } from "./words.js";

/**
 * @typedef {import("../live/link.js").Link} Link
 * @typedef {import("../live/link.js").WidgetModel} WidgetModel
 */

/** How long after the last move the finding is spoken, in ms: a drag must not flood a screen reader. */
const SPEAK = 400;

/** The arguments of the model, made of the controls' states. @param {any} declaration @param {Record<string, any>} values */
function argumentsOf(declaration, values) {
  /** @type {Record<string, any>} */
  const given = {};
  for (const { kind, name } of declaration.controls) {
    const state = values[name];
    if (kind === "powers") given[name] = state.map((/** @type {number} */ share) => share / 10000);
    else if (kind === "pacts") given[name] = state.map((/** @type {any[]} */ [one, other, percent]) => [one, other, percent / 100]);
    else given[name] = state;
  }
  return given;
}

/** Draw a lab, or what stands in its place where that fails. @param {{ model: WidgetModel, el: HTMLElement }} view @returns {Promise<() => void>} the undoing */
async function render({ model, el }) {
  try {
    return await draw(model, el);
  } catch (error) {
    console.error(error);
    el.classList.remove("secbook-lab");
    el.classList.add("secbook-failed");
    el.innerHTML = model.get("still");
    return () => {};
  }
}

/** The marks, by name, and the figures that a lab refers to. @param {WidgetModel} model */
async function referred(model) {
  /** @param {string} reference */
  const resolve = (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  /** @type {Record<string, any>} */
  const marks = {};
  for (const [key, reference] of Object.entries(model.get("marks"))) marks[key] = await resolve(reference);
  return { marks, figures: await Promise.all(model.get("figures").map(resolve)) };
}

/** What a lab says: where it is read, and, after a while, to a screen reader. */
function voice() {
  const readout = element("p", { class: "secbook-readout" });
  const status = element("p", { class: "secbook-status", role: "status" });
  let speaking = 0;
  /** @param {string} text */
  const speak = (text) => {
    clearTimeout(speaking);
    speaking = window.setTimeout(() => (status.textContent = text), SPEAK);
  };
  /** @param {string} text */
  const say = (text) => {
    readout.textContent = text;
    speak(text);
  };
  return { readout, status, speak, say, silence: () => clearTimeout(speaking) };
}

/** The tables of what the views show; what is a table already is not shown twice. @param {string} id @param {any[]} drawings @param {string} label */
function tablesOf(id, drawings, label) {
  const box = element("div", { class: "secbook-tables", id: `${id}-tables`, hidden: "" });
  const made = (/** @type {any[]} */ some) => some.flatMap((drawing) => (drawing.table ? [drawing.table()] : []));
  const others = drawings.filter((drawing) => !drawing.below && drawing.table);
  const write = () => box.replaceChildren(...made(others).map((table) => showTable(table)));
  const refresh = () => box.hidden || write();
  const toggle = button(label, () => {
    box.hidden = !box.hidden;
    toggle.setAttribute("aria-expanded", String(!box.hidden));
    refresh();
  });
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", box.id);
  return { box, write, refresh, toggles: others.length ? [toggle] : [], all: () => made(drawings) };
}

/** @param {WidgetModel} model @param {HTMLElement} el @returns {Promise<() => void>} the undoing */
async function draw(model, el) {
  const manager = model.widget_manager;
  // Only a page of the book owns its address and its place in the browser's store; and it has no kernel.
  const page = manager.secbookPage === true;
  if (page && !computes()[model.get("compute")]) throw new Error("the page lacks the model of this lab");
  const declaration = model.get("declaration");
  const { texts } = declaration;
  const { marks, figures } = await referred(model);
  const link = linkOf(model, (values) => argumentsOf(declaration, values));
  const history = new History(link);
  const id = `secbook-${model.get("uid")}`;

  const told = page ? decodeHash(declaration, location.hash) : null;
  const left = page ? leftState(declaration) : null;
  if (told && "values" in told) link.take(told.values);
  else if (left) link.take(left);
  history.now = { ...link.values };

  const { readout, status, speak, say, silence } = voice();
  /** @type {(() => void)[]} */
  const undo = [history.off, silence];

  const tools = { link, id, texts, say };
  const controls = declaration.controls.map((/** @type {any} */ control) => CONTROLS[control.kind](control, tools));
  const showControls = () => controls.forEach((/** @type {any} */ one) => one.show());
  showControls();
  undo.push(link.on("values", showControls));
  for (const { close } of controls) if (close) undo.push(close);

  const spoken = declaration.views.find((/** @type {any} */ view) => view.kind === "readout");
  const finding = (/** @type {any} */ outputs) => (spoken ? sentence(spoken.parts, outputs, declaration) : "");
  const drawings = declaration.views
    .filter((/** @type {any} */ view) => view.kind !== "readout")
    .map((/** @type {any} */ view) => VIEWS[view.kind](view, { link, marks, declaration, id }));
  const tables = tablesOf(id, drawings, texts.table);
  // The views that have a figure, in the order of the figures.
  const pictured = drawings.filter((/** @type {any} */ drawing) => drawing.words);
  const places = figurePlaces(pictured, (words) => fill(texts.figure, { words, finding: readout.textContent }));

  const update = () => {
    for (const drawing of drawings) drawing.point?.();
    say(link.error ? fill(texts.failed, { message: link.error.message }) : finding(link.outputs));
    places.nameAll();
    const { runs } = link;
    for (const drawing of drawings)
      if (drawing.slow) inSlices(drawing.slow(), () => link.runs === runs, drawing.draw).then(tables.refresh);
    tables.refresh();
  };
  update();
  undo.push(link.on("outputs", update));

  const prediction = declaration.prediction ? predictionBox(declaration, link, page) : null;
  const scenario = scenarioChoice(declaration, link, id);
  const { compare, before } = comparison(declaration, link, drawings, readout);
  const { share, address, where } = sharing(declaration, link, page, { say, speak });
  const forgetMore = () => {
    scenario.enter("");
    prediction?.forget();
    history.forget();
    speak(texts.forgotten);
  };
  const kept = page ? keeping(declaration, link, forgetMore) : null;
  if (kept) undo.push(kept.off, followHash(declaration, link, say));

  const inState = () => stateInWords(declaration, link.values);
  // On paper there is no control to read a state from, and no table to unfold.
  const printed = element("p", { class: "secbook-printed" });
  const prepare = () => {
    tables.write();
    printed.textContent = [inState(), where()].filter(Boolean).join(" ");
  };
  undo.push(beforePaper(places.box, prepare));

  const words = () => [finding(link.outputs), inState(), scenario.source.textContent ?? ""].filter(Boolean);
  const saveTables = () => saveFile(`${declaration.name}.csv`, "text/csv", tables.all().map(csv).join("\n"));
  /** @param {typeof saveSvg | typeof savePng} save */
  const savePicture = (save) => () => save(declaration.name, places.box, declaration.question, words());
  const pictures = [button(texts.svg, savePicture(saveSvg)), button(texts.png, savePicture(savePng))];
  const buttons = [
    button(texts.reset, scenario.reset),
    button(texts.undo, () => history.undo()),
    compare,
    share,
    ...tables.toggles,
    ...(drawings.some((/** @type {any} */ drawing) => drawing.table) ? [button(texts.csv, saveTables)] : []),
    ...(figures.length ? pictures : []),
    ...(kept ? [kept.forget] : []),
    address,
  ];

  const question = element("p", { class: "secbook-question", id }, declaration.question);
  const tasks = declaration.tasks.map((/** @type {string} */ task) => element("li", {}, task));
  const boxes = (/** @type {"box" | "below"} */ part) => drawings.flatMap((/** @type {any} */ drawing) => drawing[part] ?? []);
  el.replaceChildren(
    question,
    ...(tasks.length ? [element("ol", { class: "secbook-tasks" }, ...tasks)] : []),
    ...(prediction ? [prediction.box] : []),
    scenario.box,
    element("div", { class: "secbook-controls" }, ...controls.map((/** @type {any} */ one) => one.box)),
    element("div", { class: "secbook-buttons" }, ...buttons),
    ...boxes("box"),
    readout,
    before,
    places.box,
    ...boxes("below"),
    tables.box,
    printed,
    ...(declaration.card ? [cardBox(declaration)] : []),
    status,
  );
  el.classList.add("secbook-lab");
  el.dataset.lab = declaration.name;
  el.setAttribute("role", "group");
  el.setAttribute("aria-labelledby", question.id);
  // Else JupyterLab takes the arrow keys for itself, as a shortcut and for scrolling.
  el.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  if (told && "refusal" in told) say(told.refusal);

  await places.show(manager, figures, el, undo);
  el.dataset.live = "true";
  return () => undo.forEach((one) => one());
}

/** The model card, folded. @param {any} declaration */
function cardBox({ card, texts }) {
  const list = element("dl");
  for (const [term, words] of Object.entries(card)) {
    list.append(element("dt", {}, texts[`card_${term}`] ?? term), element("dd", {}, words));
  }
  return element("details", { class: "secbook-card" }, element("summary", {}, texts.card), list);
}

/** @param {{ model: WidgetModel }} view */
function initialize({ model }) {
  return () => linkOf(model).close();
}

export default { initialize, render };

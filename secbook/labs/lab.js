// A lab on the screen: controls, figures and findings, drawn from a declaration.
//
// The same module serves JupyterLab (through anywidget) and the built book (in the page's script).

import { computes, inSlices, linkOf } from "../live/link.js";
import { CONTROLS, selectField } from "./controls.js";
import { button, element, fill } from "./elements.js";
import { beforePaper, copyText, csv, saveFile, savePng, saveSvg, showTable } from "./export.js";
import { History, keepState, leftState, startOf, store } from "./history.js";
import { predictionBox } from "./predict.js";
import { decodeHash, decodeState, encodeState, partsOfHash } from "./share.js";
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

/** Wait until a figure has drawn its marks. @param {HTMLElement} box */
async function drawn(box) {
  const ready = () => [...box.querySelectorAll("svg.svg-figure")].every((svg) => svg.querySelector("path, rect.bar, image, text.label"));
  while (box.isConnected && !ready()) await changed(box);
}

/** Wait until an element is changed, of which a timer would learn too late, or for a while. @param {HTMLElement} box */
async function changed(box) {
  await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve(null);
    });
    observer.observe(box, { childList: true, subtree: true });
    setTimeout(resolve, 100);
  });
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

/** Give the figures their role and name. @param {HTMLElement} box @param {string} words */
function name(box, words) {
  for (const svg of box.querySelectorAll(".bqplot > svg")) {
    if (svg.classList.contains("svg-figure")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", words);
    } else svg.setAttribute("aria-hidden", "true");
  }
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

/** @param {WidgetModel} model @param {HTMLElement} el @returns {Promise<() => void>} the undoing */
async function draw(model, el) {
  const manager = model.widget_manager;
  // Only a page of the book owns its address and its place in the browser's store; and it has no kernel.
  const page = manager.secbookPage === true;
  if (page && !computes()[model.get("compute")]) throw new Error("the page lacks the model of this lab");
  /** @param {string} reference */
  const resolve = (reference) => manager.get_model(reference.replace("IPY_MODEL_", ""));
  const declaration = model.get("declaration");
  const { texts } = declaration;
  /** @type {Record<string, any>} */
  const marks = {};
  for (const [key, reference] of Object.entries(model.get("marks"))) marks[key] = await resolve(reference);
  const figures = await Promise.all(model.get("figures").map(resolve));
  const link = linkOf(model, (values) => argumentsOf(declaration, values));
  const history = new History(link);
  const id = `secbook-${model.get("uid")}`;
  /** @type {(() => void)[]} */
  const undo = [history.off];

  const told = page ? decodeHash(declaration, location.hash) : null;
  const left = page ? leftState(declaration) : null;
  if (told && "values" in told) link.take(told.values);
  else if (left) link.take(left);
  history.now = { ...link.values };

  const readout = element("p", { class: "secbook-readout" });
  const before = element("p", { class: "secbook-before", hidden: "" });
  const status = element("p", { class: "secbook-status", role: "status" });
  let speaking = 0;
  /** @param {string} text */
  const speak = (text) => {
    clearTimeout(speaking);
    speaking = window.setTimeout(() => (status.textContent = text), SPEAK);
  };
  undo.push(() => clearTimeout(speaking));
  /** @param {string} text */
  const say = (text) => {
    readout.textContent = text;
    speak(text);
  };

  const tools = { link, id, texts, say };
  const controls = declaration.controls.map((/** @type {any} */ control) => CONTROLS[control.kind](control, tools));
  const controlBox = element("div", { class: "secbook-controls" }, ...controls.map((/** @type {any} */ one) => one.box));
  const showControls = () => controls.forEach((/** @type {any} */ one) => one.show());
  showControls();
  undo.push(link.on("values", showControls));
  for (const { close } of controls) if (close) undo.push(close);

  const spoken = declaration.views.find((/** @type {any} */ view) => view.kind === "readout");
  const finding = (/** @type {any} */ outputs) => (spoken ? sentence(spoken.parts, outputs, declaration) : "");
  const drawings = declaration.views
    .filter((/** @type {any} */ view) => view.kind !== "readout")
    .map((/** @type {any} */ view) => VIEWS[view.kind](view, { link, marks, declaration, id }));

  const tableBox = element("div", { class: "secbook-tables", id: `${id}-tables`, hidden: "" });
  const tables = (/** @type {any[]} */ some = drawings) => some.flatMap((drawing) => (drawing.table ? [drawing.table()] : []));
  // What is a table already is not shown twice.
  const others = drawings.filter((/** @type {any} */ drawing) => !drawing.below);
  const writeTables = () => tableBox.replaceChildren(...tables(others).map((table) => showTable(table)));
  const refreshTables = () => tableBox.hidden || writeTables();
  // The views that have a figure, in the order of the figures, each with its place.
  const pictured = drawings.filter((/** @type {any} */ drawing) => drawing.words);
  const places = pictured.map((/** @type {any} */ { caption }) => {
    caption?.classList.add("secbook-caption");
    return element("div", { class: "secbook-figure" }, ...(caption ? [caption] : []));
  });
  const figureBox = element("div", { class: "secbook-figures" }, ...places);
  const nameFigures = () =>
    places.forEach((/** @type {HTMLElement} */ box, /** @type {number} */ i) =>
      name(box, fill(texts.figure, { words: pictured[i].words(), finding: readout.textContent })),
    );
  const prediction = declaration.prediction ? predictionBox(declaration, link, page) : null;

  const update = () => {
    for (const drawing of drawings) drawing.point?.();
    const text = link.error ? fill(texts.failed, { message: link.error.message }) : finding(link.outputs);
    say(text);
    nameFigures();
    const { runs } = link;
    for (const drawing of drawings)
      if (drawing.slow) inSlices(drawing.slow(), () => link.runs === runs, drawing.draw).then(refreshTables);
    refreshTables();
  };
  update();
  undo.push(link.on("outputs", update));
  if (page)
    undo.push(
      link.on("settled", () => {
        keepState(declaration, link.values);
        showForget();
      }),
    );

  // Scenarios: a choice that sets all controls; moving one leaves the scenario.
  const scenarioBox = element("div", { class: "secbook-scenario" });
  let scenario = "";
  /** @param {string} chosen */
  const enter = (chosen) => {
    scenario = chosen;
    const found = declaration.scenarios.find((/** @type {any} */ one) => one.name === chosen);
    link.move({ ...startOf(declaration), ...found?.values });
    source.textContent = found ? found.source : "";
    if (scenarioField) scenarioField.select.value = chosen;
  };
  const source = element("p", { class: "secbook-source" });
  const scenarioField = declaration.scenarios.length
    ? selectField(`${id}-scenario`, texts.scenario, [{ value: "", label: texts.start }, ...declaration.scenarios.map((/** @type {any} */ one) => ({ value: one.name, label: one.name }))], enter)
    : null;
  if (scenarioField) scenarioBox.append(scenarioField.box, source);

  // Compare: the present state stays behind the next ones.
  let pinned = false;
  const compare = button(texts.compare, () => {
    pinned = !pinned;
    for (const drawing of drawings) drawing.pin?.(pinned ? { values: { ...link.values }, outputs: link.outputs } : null);
    before.hidden = !pinned;
    before.textContent = pinned ? fill(texts.before, { finding: readout.textContent }) : "";
    compare.textContent = pinned ? texts.endCompare : texts.compare;
  });

  const inTables = button(texts.table, () => {
    tableBox.hidden = !tableBox.hidden;
    inTables.setAttribute("aria-expanded", String(!tableBox.hidden));
    refreshTables();
  });
  inTables.setAttribute("aria-expanded", "false");
  inTables.setAttribute("aria-controls", tableBox.id);

  const address = element("input", { class: "secbook-address", readonly: "", "aria-label": texts.address, hidden: "" });
  /** The hash of the page with this state, beside the states of other labs. @param {string} text */
  const hashWith = (text) => `#${[...partsOfHash(location.hash).filter((part) => decodeState(declaration, part) === null), text].join("&")}`;
  const published = page ? location.href.split("#")[0] : model.get("page");
  const share = button(texts.share, async () => {
    const made = encodeState(declaration, link.values);
    if ("refusal" in made) return say(made.refusal);
    if (page) window.history.replaceState(null, "", hashWith(made.text));
    address.value = page ? location.href : published ? `${published}#${made.text}` : made.text;
    address.hidden = false;
    address.select();
    if (await copyText(address.value)) speak(texts.copied);
  });

  // Whoever shares a computer may want to leave nothing in its browser.
  const forget = button(texts.forgetAll, () => {
    enter("");
    prediction?.forget();
    store(declaration.name, "state").forget();
    history.forget();
    showForget();
    speak(texts.forgotten);
  });
  const showForget = () => {
    forget.hidden = !page || store(declaration.name, "state").read() === null;
  };
  showForget();

  // On paper there is no control to read a state from, and no table to unfold.
  const printed = element("p", { class: "secbook-printed" });
  const inState = () => stateInWords(declaration, link.values);
  undo.push(
    beforePaper(figureBox, () => {
      writeTables();
      const made = encodeState(declaration, link.values);
      const where = "text" in made && published ? ` ${published}#${made.text}` : "";
      printed.textContent = `${inState()}${where}`;
    }),
  );
  const words = () => [finding(link.outputs), inState(), source.textContent ?? ""].filter(Boolean);
  const buttons = element(
    "div",
    { class: "secbook-buttons" },
    button(texts.reset, () => {
      // A second reset leaves the scenario, too.
      const found = declaration.scenarios.find((/** @type {any} */ one) => one.name === scenario);
      const there = JSON.stringify({ ...startOf(declaration), ...found?.values }) === JSON.stringify(link.values);
      enter(there ? "" : scenario);
    }),
    button(texts.undo, () => history.undo()),
    compare,
    share,
    ...(others.some((/** @type {any} */ drawing) => drawing.table) ? [inTables] : []),
    ...(drawings.some((/** @type {any} */ drawing) => drawing.table)
      ? [button(texts.csv, () => saveFile(`${declaration.name}.csv`, "text/csv", tables().map(csv).join("\n")))]
      : []),
    ...(figures.length
      ? [
          button(texts.svg, () => saveSvg(declaration.name, figureBox, declaration.question, words())),
          button(texts.png, () => savePng(declaration.name, figureBox, declaration.question, words())),
        ]
      : []),
    forget,
    address,
  );

  const question = element("p", { class: "secbook-question", id }, declaration.question);
  const tasks = declaration.tasks.length
    ? [element("ol", { class: "secbook-tasks" }, ...declaration.tasks.map((/** @type {string} */ task) => element("li", {}, task)))]
    : [];
  const boxes = (/** @type {"box" | "below"} */ where) => drawings.flatMap((/** @type {any} */ drawing) => drawing[where] ?? []);
  el.replaceChildren(
    question,
    ...tasks,
    ...(prediction ? [prediction.box] : []),
    scenarioBox,
    controlBox,
    buttons,
    ...boxes("box"),
    readout,
    before,
    figureBox,
    ...boxes("below"),
    tableBox,
    printed,
    ...(declaration.card ? [cardBox(declaration)] : []),
    status,
  );
  el.classList.add("secbook-lab");
  el.dataset.lab = declaration.name;
  // Else JupyterLab takes the arrow keys for itself, as a shortcut and for scrolling.
  el.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.setAttribute("role", "group");
  el.setAttribute("aria-labelledby", question.id);
  if (told && "refusal" in told) say(told.refusal);

  if (page) {
    const changed = () => {
      const found = decodeHash(declaration, location.hash);
      if (!found) return;
      if ("values" in found) link.move(found.values);
      else say(found.refusal);
    };
    addEventListener("hashchange", changed);
    undo.push(() => removeEventListener("hashchange", changed));
  }

  for (const [i, figure] of figures.entries()) {
    const view = await manager.create_view(figure);
    await attach(view, places[i], el);
    undo.push(() => view.remove());
    nameFigures();
  }
  await drawn(figureBox);
  nameFigures();
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

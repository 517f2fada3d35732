// The widgets of a page that has no kernel: classic scripts, which ask nobody for anything.
//
// This one holds ipywidgets (from npm) and the lab's own module. Beside it a page has the scripts of
// bqscales and bqplot from the installed wheels, so that the versions are those that saved the state.
// They run right after the article, and then `secbookDraw` draws every widget of the page.

import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as base from "@jupyter-widgets/base";
import { Widget } from "@lumino/widgets";
import "@jupyter-widgets/controls/css/lumino.css";
import "@jupyter-widgets/controls/css/widgets-base.css";
import "@lumino/widgets/style/index.css";
import "./page.css";
import "../labs/lab.css";
import lab from "../labs/lab.js";

/** What a cell printed or displayed inside an `Output` widget. */
class OutputModel extends base.DOMWidgetModel {
  defaults() {
    return {
      ...super.defaults(),
      _model_name: "OutputModel",
      _view_name: "OutputView",
      _model_module: "@jupyter-widgets/output",
      _view_module: "@jupyter-widgets/output",
      outputs: [],
      msg_id: "",
    };
  }
}

class OutputView extends base.DOMWidgetView {
  render() {
    super.render();
    for (const output of this.model.get("outputs")) {
      const pre = document.createElement("pre");
      const data = output.data ?? {};
      const text = output.text ?? data["text/plain"] ?? "";
      pre.textContent = Array.isArray(text) ? text.join("") : text;
      this.el.append(pre);
    }
  }
}

// A lab's module is part of this script: anywidget would import it from a blob only after the first
// figures are drawn, and a state that came with the address would show as a jump.
class LabModel extends base.DOMWidgetModel {}
class LabView extends base.DOMWidgetView {
  render() {
    super.render();
    this.drawn = lab.render({ model: this.model, el: this.el });
  }

  remove() {
    this.drawn?.then((/** @type {() => void} */ undo) => undo());
    return super.remove();
  }
}

// What a page does not use is not run.
/** @type {Record<string, any>} */
const modules = {
  "@jupyter-widgets/base": base,
  get "@jupyter-widgets/controls"() {
    return require("@jupyter-widgets/controls");
  },
  "@jupyter-widgets/output": { OutputModel, OutputView },
  secbook: { LabModel, LabView },
};

// The wheels' scripts are AMD modules, each with a `define` of its own; see bundle.mjs.
/** @typedef {(needs: string[], make: (...parts: any[]) => any) => void} Define */
const scope = /** @type {any} */ (globalThis);
scope.secbookDefine = Object.fromEntries(
  ["bqscales", "bqplot", "anywidget"].map((name) => [
    name,
    /** @type {Define} */ (needs, make) => (modules[name] = make(...needs.map((need) => modules[need]))),
  ]),
);

class PageManager extends ManagerBase {
  constructor() {
    super();
    this.secbookPage = true;
    /** @type {Error | null} */
    this.missing = null;
    // Without this every label of ipywidgets asks for version 2 of MathJax and throws.
    /** @type {any} */ (this)._rendermime = {
      latexTypesetter: {
        typeset: (/** @type {HTMLElement} */ el) =>
          /[$\\]/.test(el.textContent ?? "") && /** @type {any} */ (window).MathJax?.typesetPromise?.([el]),
      },
    };
  }

  /** @param {string} className @param {string} moduleName */
  async loadClass(className, moduleName) {
    const found = modules[moduleName]?.[className];
    if (!found) {
      // The manager would put a widget of its own in its place.
      this.missing = new Error(`this page has no widget ${moduleName}.${className}`);
      throw this.missing;
    }
    return found;
  }

  /** @returns {Promise<never>} */
  async _create_comm() {
    throw new Error("this page has no kernel");
  }

  async _get_comm_info() {
    return {};
  }
}

const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

/**
 * The saved models that a widget needs, itself first.
 * @param {Record<string, any>} all @param {string} id @returns {Record<string, any>}
 */
function needed(all, id) {
  /** @type {Record<string, any>} */
  const found = {};
  const wanted = [id];
  for (const key of wanted) {
    if (!all[key] || found[key]) continue;
    found[key] = all[key];
    for (const [, other] of JSON.stringify(all[key].state).matchAll(/IPY_MODEL_([0-9a-f]+)/g)) wanted.push(other);
  }
  return found;
}

/** Let the browser do what is urgent. @returns {Promise<void>} */
const soon = () => scope.scheduler?.postTask(() => {}, { priority: "user-blocking" }) ?? new Promise((resolve) => setTimeout(resolve));

/** Draw the widgets of the page, the first one before all others. @param {string} json */
async function draw(json) {
  const saved = JSON.parse(json);
  const manager = new PageManager();
  for (const [i, place] of document.querySelectorAll(VIEW).entries()) {
    const id = JSON.parse(place.textContent ?? "").model_id;
    const still = place.parentElement?.querySelector(":scope > .secbook-still");
    if (still) saved.state[id].state.still = still.outerHTML;
    await manager.set_state({ ...saved, state: needed(saved.state, id) });
    if (manager.missing) throw manager.missing;
    const view = await manager.create_view(await manager.get_model(id));
    const box = document.createElement("div");
    box.className = "secbook-widgets";
    place.replaceWith(box);
    still?.remove();
    Widget.attach(view.luminoWidget, box);
    // The first that is seen is whole before the others begin; between these the reader is heard, the theme's
    // scripts wait.
    await (i || !box.getClientRects().length ? soon() : /** @type {any} */ (view).drawn);
  }
}

/** The lab of this page that its address names, if it does. @returns {HTMLElement | null} */
function namedLab() {
  const name = /[#&]lab=([^&]*)/.exec(location.hash)?.[1] ?? "";
  return name ? document.querySelector(`[data-lab="${CSS.escape(name)}"]`) : null;
}

/** Lead the reader to the lab that the address names, also into a folded solution. */
function reveal() {
  const lab = namedLab();
  if (!lab) return;
  for (let fold = lab.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  lab.tabIndex = -1;
  lab.focus({ preventScroll: true });
  lab.scrollIntoView();
}

// A link to a state leads to its lab, which has listened before this page does.
addEventListener("hashchange", reveal);

// A link that is followed again restores the state again, though the address stays.
document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (link?.href === location.href && namedLab()) dispatchEvent(new HashChangeEvent("hashchange"));
});

scope.secbookDraw = () =>
  draw(document.querySelector(STATE)?.textContent ?? "")
    .then(() => {
      // Whoever has begun to read is not taken away.
      if (scrollY === 0) reveal();
    })
    .catch((error) => {
      document.documentElement.classList.add("secbook-failed");
      console.error(error);
    });

// What a reader can do with a lab besides moving its controls: scenarios, comparison, links, forgetting.

import { selectField } from "./controls.js";
import { button, element, fill } from "./elements.js";
import { copyText } from "./export.js";
import { keepState, startOf, store } from "./history.js";
import { decodeHash, decodeState, encodeState, partsOfHash } from "./share.js";

/** @typedef {import("../live/link.js").Link} LinkOfLab */

/** A choice that sets all controls; moving one leaves the scenario. @param {any} declaration @param {LinkOfLab} link @param {string} id */
export function scenarioChoice(declaration, link, id) {
  const { texts, scenarios } = declaration;
  const box = element("div", { class: "secbook-scenario" });
  const source = element("p", { class: "secbook-source" });
  /** @param {string} name */
  const found = (name) => scenarios.find((/** @type {any} */ one) => one.name === name);
  /** @param {string} name */
  const stateOf = (name) => ({ ...startOf(declaration), ...found(name)?.values });
  let chosen = "";
  /** @param {string} name */
  const enter = (name) => {
    chosen = name;
    link.move(stateOf(name));
    source.textContent = found(name)?.source ?? "";
    if (field) field.select.value = name;
  };
  // A second reset leaves the scenario, too.
  const reset = () => enter(JSON.stringify(stateOf(chosen)) === JSON.stringify(link.values) ? "" : chosen);
  const options = scenarios.map((/** @type {any} */ { name }) => ({ value: name, label: name }));
  const field = options.length ? selectField(`${id}-scenario`, texts.scenario, [{ value: "", label: texts.start }, ...options], enter) : null;
  if (field) box.append(field.box, source);
  return { box, source, enter, reset };
}

/** The present state stays behind the next ones. @param {any} declaration @param {LinkOfLab} link @param {any[]} drawings @param {HTMLElement} readout */
export function comparison({ texts }, link, drawings, readout) {
  const before = element("p", { class: "secbook-before", hidden: "" });
  let pinned = false;
  const compare = button(texts.compare, () => {
    pinned = !pinned;
    for (const drawing of drawings) drawing.pin?.(pinned ? { values: { ...link.values }, outputs: link.outputs } : null);
    before.hidden = !pinned;
    before.textContent = pinned ? fill(texts.before, { finding: readout.textContent }) : "";
    compare.textContent = pinned ? texts.endCompare : texts.compare;
  });
  return { compare, before };
}

/**
 * A link that restores the state: in the address of the page, or to where the page is published.
 * @param {any} declaration @param {LinkOfLab} link @param {boolean} page
 * @param {{ say: (text: string) => void, speak: (text: string) => void }} voice
 */
export function sharing(declaration, link, page, { say, speak }) {
  const { texts } = declaration;
  const published = page ? location.href.split("#")[0] : link.model.get("page");
  const address = element("input", { class: "secbook-address", readonly: "", "aria-label": texts.address, hidden: "" });
  /** The hash of the page with this state, beside the states of other labs. @param {string} text */
  const hashWith = (text) => `#${[...partsOfHash(location.hash).filter((part) => decodeState(declaration, part) === null), text].join("&")}`;
  const share = button(texts.share, async () => {
    const made = encodeState(declaration, link.values);
    if ("refusal" in made) return say(made.refusal);
    if (page) window.history.replaceState(null, "", hashWith(made.text));
    address.value = page ? location.href : published ? `${published}#${made.text}` : made.text;
    address.hidden = false;
    address.select();
    if (await copyText(address.value)) speak(texts.copied);
  });
  /** Where the present state can be found, for paper; empty where the page is not published. */
  const where = () => {
    const made = encodeState(declaration, link.values);
    return "text" in made && published ? `${published}#${made.text}` : "";
  };
  return { share, address, where };
}

/** Take the states that the page's address comes to name. @param {any} declaration @param {LinkOfLab} link @param {(text: string) => void} say @returns {() => void} the undoing */
export function followHash(declaration, link, say) {
  const changed = () => {
    const found = decodeHash(declaration, location.hash);
    if (found && "values" in found) link.move(found.values);
    else if (found) say(found.refusal);
  };
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

/**
 * Keep the state in this browser, and a button for whoever shares a computer and wants to leave nothing there.
 * @param {any} declaration @param {LinkOfLab} link @param {() => void} forgetMore
 */
export function keeping(declaration, link, forgetMore) {
  const kept = store(declaration.name, "state");
  const forget = button(declaration.texts.forgetAll, () => {
    forgetMore();
    kept.forget();
    show();
  });
  const show = () => {
    forget.hidden = kept.read() === null;
  };
  show();
  const off = link.on("settled", () => {
    keepState(declaration, link.values);
    show();
  });
  return { forget, off };
}

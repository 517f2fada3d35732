// The controls of a lab, all native: a browser gives them their keys, their touch and their roles.

import { button, element, fill } from "./elements.js";

/**
 * @typedef {import("../live/link.js").Link} Link
 * @typedef {{ id: string, name: string }} State
 * @typedef {{ kind: string, name: string, label: string, unit: string, spoken: string, scale: number,
 *   decimals: number, min: number, max: number, step: number, start: any,
 *   options: { value: string, label: string }[], states: State[] }} Control
 * @typedef {{ link: Link, id: string, texts: Record<string, string>, say: (text: string) => void }} Tools
 * @typedef {{ box: HTMLElement, show: () => void, close?: () => void }} Shown
 */

/** Hundredths of a percent: shares of power are whole numbers of them. */
const WHOLE = 10000;

/** A state with less than this at first is tiny: its slider ends at some multiple of that, and it says which. */
const TINY = 100;
const MULTIPLE = 5;

/** A number as the reader sees it, without the dust of binary fractions. @param {number} value */
function clean(value) {
  return String(Number(value.toPrecision(12)));
}

/**
 * A slider and a box for typing, which speak of one value.
 * @param {{ id: string, label: string, unit: string, spoken: string, min: number, max: number, step: number,
 *   get: () => number, set: (value: number) => void, more?: () => string }} field in the unit that the reader sees;
 *   what more there is to say of the value
 * @param {Tools} tools
 */
function numberField(field, { texts, say }) {
  const limits = { min: clean(field.min), max: clean(field.max), step: clean(field.step) };
  const range = element("input", { type: "range", id: field.id, ...limits });
  const typed = element("input", {
    type: "number",
    "aria-label": field.spoken ? `${field.label}, ${field.spoken}` : field.label,
    inputmode: "decimal",
    autocomplete: "off",
    ...limits,
    step: "any",
  });
  const aside = element("small", { "aria-hidden": "true" });
  const show = () => {
    const text = clean(field.get());
    if (range.value !== text) range.value = text;
    const more = field.more?.() ?? "";
    if (aside.textContent !== more) aside.textContent = more;
    range.setAttribute("aria-valuetext", [field.spoken ? `${text} ${field.spoken}` : text, more].filter(Boolean).join(", "));
    if (typed.value !== text) typed.value = text;
  };
  range.addEventListener("input", () => field.set(Number(range.value)));
  typed.addEventListener("change", () => {
    const value = Number(typed.value);
    if (typed.value.trim() !== "" && value >= Number(typed.min) && value <= Number(typed.max)) field.set(value);
    else say(fill(texts.refused, { label: field.label, low: typed.min, high: typed.max }));
    show();
  });
  const box = element(
    "div",
    { class: "secbook-field" },
    // A long unit would leave no room beside the number.
    element("label", { for: field.id }, field.unit.length > 2 ? `${field.label} (${field.unit})` : field.label, ...(field.more ? [" ", aside] : [])),
    range,
    element(
      "span",
      { class: "secbook-typed" },
      typed,
      element("span", { "aria-hidden": "true" }, field.unit.length > 2 ? "" : field.unit),
    ),
  );
  return { box, show, range, typed };
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function sliderControl(control, tools) {
  const { link } = tools;
  const { name, scale } = control;
  return numberField(
    {
      ...control,
      id: `${tools.id}-${name}`,
      min: control.min * scale,
      max: control.max * scale,
      step: control.step * scale,
      get: () => /** @type {number} */ (link.values[name]) * scale,
      set: (value) => link.move({ [name]: Number((value / scale).toPrecision(12)) }),
    },
    tools,
  );
}

/** A slider that can play. @param {Control} control @param {Tools} tools @returns {Shown} */
function timeControl(control, tools) {
  const { link, texts } = tools;
  const slider = sliderControl(control, tools);
  let playing = 0;
  const step = () => {
    const now = /** @type {number} */ (link.values[control.name]);
    const next = Number((now + control.step).toPrecision(12));
    link.move({ [control.name]: next > control.max ? control.min : next });
    return next < control.max;
  };
  const stop = () => {
    clearInterval(playing);
    playing = 0;
    play.textContent = texts.play;
  };
  const play = button(texts.play, () => {
    if (playing) return stop();
    play.textContent = texts.pause;
    // Who asked for less motion sees a step each second and no flow.
    const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 120;
    playing = window.setInterval(() => step() || stop(), pace);
  });
  const next = button(texts.step, () => {
    stop();
    step();
  });
  slider.box.append(element("span", { class: "secbook-play" }, play, next));
  return { ...slider, close: stop };
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function toggleControl(control, { link, id }) {
  const input = element("input", { type: "checkbox", id: `${id}-${control.name}` });
  input.addEventListener("change", () => link.move({ [control.name]: input.checked }));
  const label = element("label", { class: "secbook-check" }, input, control.label);
  const show = () => {
    input.checked = link.values[control.name] === true;
  };
  return { box: element("div", { class: "secbook-field" }, label), show };
}

/** @param {string} id @param {string} label @param {{ value: string, label: string }[]} options @param {(value: string) => void} chosen */
export function selectField(id, label, options, chosen) {
  const select = element(
    "select",
    { id },
    ...options.map((option) => element("option", { value: option.value }, option.label)),
  );
  select.addEventListener("change", () => chosen(select.value));
  return { select, box: element("div", { class: "secbook-field" }, element("label", { for: id }, label), select) };
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function choiceControl(control, { link, id }) {
  const { select, box } = selectField(`${id}-${control.name}`, control.label, control.options, (value) =>
    link.move({ [control.name]: value }),
  );
  const show = () => {
    select.value = /** @type {string} */ (link.values[control.name]);
  };
  return { box, show };
}

/** A group of controls with a name. @param {string} label @param {(Node | string)[]} children */
function group(label, ...children) {
  return element("fieldset", { class: "secbook-group" }, element("legend", {}, label), ...children);
}

/**
 * The whole numbers next to some weights that add up to a total, each at least 1: what is left after
 * rounding down goes to the largest remainders.
 * @param {number[]} weights @param {number} total
 */
export function apportion(weights, total) {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => Math.max((weight / sum) * total, 1));
  const whole = exact.map(Math.floor);
  let left = total - whole.reduce((all, one) => all + one, 0);
  if (left < 0) whole[whole.indexOf(Math.max(...whole))] += left;
  const order = exact.map((value, i) => [whole[i] - value, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [, i] of order) if (left-- > 0) whole[i] += 1;
  return whole;
}

/**
 * Shares after one of them was moved: the locked ones stay, the others keep their proportions.
 * @param {number[]} weights the others' proportions @param {number[]} shares @param {number} moved
 * @param {number} value @param {boolean[]} locked
 */
export function rescaled(weights, shares, moved, value, locked) {
  const free = shares.map((_, i) => i).filter((i) => i !== moved && !locked[i]);
  const kept = shares.reduce((all, share, i) => (i !== moved && locked[i] ? all + share : all), 0);
  const others = apportion(free.map((i) => weights[i]), WHOLE - kept - value);
  const result = [...shares];
  result[moved] = value;
  free.forEach((i, place) => (result[i] = others[place]));
  return result;
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function powersControl(control, tools) {
  const { link, texts } = tools;
  const { states, name } = control;
  const locked = states.map(() => false);
  const shares = () => /** @type {any} */ (link.values[name]);
  // The proportions before rounding, so that a slider that comes back brings the others back.
  let weights = [...shares()];
  let own = shares();
  /** The most that a state can have. @param {number} k */
  const most = (k) => WHOLE - shares().reduce((/** @type {number} */ all, /** @type {number} */ share, /** @type {number} */ i) => (i === k ? all : all + (locked[i] ? share : 1)), 0);
  const rows = states.map((state, k) => {
    const first = control.start[k];
    const fine = first < TINY;
    const field = numberField(
      {
        id: `${tools.id}-${name}-${state.id}`,
        label: state.name,
        unit: "%",
        spoken: "percent",
        min: fine ? 0.01 : 0.1,
        max: 100,
        step: fine ? 0.01 : 0.1,
        more: fine ? () => fill(texts.multiple, { times: Number((shares()[k] / first).toPrecision(2)) }) : undefined,
        get: () => shares()[k] / 100,
        set: (value) => {
          const whole = Math.round(value * 100);
          if (whole > most(k) || (most(k) !== whole && states.every((_, i) => i === k || locked[i]))) {
            tools.say(fill(texts.most, { label: state.name, high: most(k) / 100 }));
            return show();
          }
          own = rescaled(weights, shares(), k, whole, locked);
          weights = weights.map((weight, i) => (i === k || locked[i] ? own[i] : weight));
          const free = weights.reduce((all, weight, i) => (i === k || locked[i] ? all : all + weight), 0);
          const left = own.reduce((/** @type {number} */ all, /** @type {number} */ share, /** @type {number} */ i) => (i === k || locked[i] ? all : all + share), 0);
          weights = weights.map((weight, i) => (i === k || locked[i] ? weight : (weight / free) * left));
          link.move({ [name]: own });
        },
      },
      tools,
    );
    field.typed.min = "0.01";
    const lock = element("input", { type: "checkbox" });
    lock.addEventListener("change", () => {
      locked[k] = lock.checked;
      show();
    });
    field.range.before(
      element("label", { class: "secbook-check secbook-lock" }, lock, element("span", { class: "secbook-hidden" }, fill(texts.lockOf, { label: state.name })), element("span", { "aria-hidden": "true" }, texts.lock)),
    );
    /** Where the slider ends. */
    const end = () => (fine ? Math.min(Math.max(MULTIPLE * first, shares()[k]), most(k)) : most(k));
    return { ...field, k, end };
  });
  const show = () => {
    if (shares() !== own) {
      own = shares();
      weights = [...own];
    }
    for (const { range, typed, k, end, show: showRow } of rows) {
      range.disabled = typed.disabled = locked[k];
      range.max = String(end() / 100);
      typed.max = String(most(k) / 100);
      showRow();
    }
  };
  return { box: group(control.label, ...rows.map((row) => row.box)), show };
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function membersControl(control, { link }) {
  const boxes = control.states.map((state) => {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () =>
      link.move({ [control.name]: control.states.filter((_, i) => boxes[i].input.checked).map(({ id }) => id) }),
    );
    return { input, id: state.id, label: element("label", { class: "secbook-check" }, input, state.name) };
  });
  const show = () => {
    const members = /** @type {any} */ (link.values[control.name]);
    for (const { input, id } of boxes) input.checked = members.includes(id);
  };
  return { box: group(control.label, element("div", { class: "secbook-checks" }, ...boxes.map(({ label }) => label))), show };
}

/** Two states to choose from a set. @param {string} id @param {State[]} states @param {string[]} labels @param {() => void} changed */
function twoStates(id, states, labels, changed) {
  const options = states.map((state) => ({ value: state.id, label: state.name }));
  return labels.map((label, i) => selectField(`${id}-${i}`, label, options, changed));
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function pairControl(control, tools) {
  const { link, texts } = tools;
  const fields = twoStates(`${tools.id}-${control.name}`, control.states, [texts.challenger, texts.target], () => {
    const pair = fields.map(({ select }) => select.value);
    if (pair[0] !== pair[1]) return link.move({ [control.name]: /** @type {any} */ (pair) });
    tools.say(texts.samePair);
    show();
  });
  const show = () => {
    const pair = /** @type {any} */ (link.values[control.name]);
    fields.forEach(({ select }, i) => (select.value = pair[i]));
  };
  return { box: group(control.label, element("div", { class: "secbook-row" }, ...fields.map(({ box }) => box))), show };
}

/** @param {Control} control @param {Tools} tools @returns {Shown} */
function pactsControl(control, tools) {
  const { link, texts } = tools;
  const { name, states } = control;
  const id = `${tools.id}-${name}`;
  const place = new Map(states.map((state, i) => [state.id, i]));
  const called = new Map(states.map((state) => [state.id, state.name]));
  /** @typedef {[string, string, number]} Pact */
  const pacts = () => /** @type {Pact[]} */ (/** @type {any} */ (link.values[name]));
  /** @param {Pact} pact */
  const rank = ([one, other]) => /** @type {number} */ (place.get(one)) * states.length + /** @type {number} */ (place.get(other));
  /** @param {Pact[]} changed */
  const move = (changed) => link.move({ [name]: /** @type {any} */ (changed.sort((a, b) => rank(a) - rank(b))) });
  const list = element("div", { class: "secbook-pacts" });
  /** @type {Map<string, () => void>} */
  const rows = new Map();
  /** @param {Pact} pact */
  const addRow = ([one, other]) => {
    const label = `${called.get(one)} – ${called.get(other)}`;
    /** @param {Pact} pact */
    const isIt = (pact) => pact[0] === one && pact[1] === other;
    const field = numberField(
      {
        id: `${id}-${one}-${other}`,
        label,
        unit: "%",
        spoken: "percent",
        min: 1,
        max: 100,
        step: 1,
        get: () => pacts().find(isIt)?.[2] ?? 1,
        set: (value) => {
          if (!Number.isInteger(value)) return tools.say(fill(texts.refused, { label, low: 1, high: 100 }));
          move(pacts().map((pact) => (isIt(pact) ? [one, other, value] : pact)));
        },
      },
      tools,
    );
    const drop = button(texts.drop, () => {
      move(pacts().filter((pact) => !isIt(pact)));
      add.select.focus();
    });
    drop.setAttribute("aria-label", fill(texts.dropOf, { label }));
    field.range.before(drop);
    rows.set(`${one}-${other}`, field.show);
    list.append(field.box);
  };
  const [add, with_] = twoStates(`${id}-new`, states, [texts.pactOne, texts.pactOther], () => {});
  const more = button(texts.add, () => {
    const pair = [add.select.value, with_.select.value].sort(
      (a, b) => /** @type {number} */ (place.get(a)) - /** @type {number} */ (place.get(b)),
    );
    if (pair[0] === pair[1]) return tools.say(texts.samePair);
    if (pacts().some(([one, other]) => one === pair[0] && other === pair[1])) return tools.say(texts.samePact);
    move([...pacts(), [pair[0], pair[1], 75]]);
  });
  const show = () => {
    const wanted = pacts().map(([one, other]) => `${one}-${other}`).join();
    if (wanted !== [...rows.keys()].join()) {
      rows.clear();
      list.replaceChildren();
      pacts().forEach(addRow);
    }
    for (const showRow of rows.values()) showRow();
  };
  return { box: group(control.label, list, element("div", { class: "secbook-row" }, add.box, with_.box, more)), show };
}

/** @type {Record<string, (control: Control, tools: Tools) => Shown>} */
export const CONTROLS = {
  slider: sliderControl,
  time: timeControl,
  toggle: toggleControl,
  choice: choiceControl,
  powers: powersControl,
  members: membersControl,
  pacts: pactsControl,
  pair: pairControl,
};

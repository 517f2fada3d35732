// The link: what a reader moves is what the model gets, at most once a frame.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { computes, inSlices, linkOf } from "../../secbook/live/link.js";

let frames = [];

beforeEach(() => {
  frames = [];
  globalThis.window = globalThis;
  globalThis.requestAnimationFrame = (callback) => frames.push(callback);
  globalThis.cancelAnimationFrame = () => {};
});

/** A widget as the link meets it, without a browser. */
function widget(compute, state = { x: 1 }) {
  const uid = `uid${Math.random()}`;
  computes()[uid] = compute;
  const traits = { uid, compute: uid, state };
  const listeners = new Set();
  return {
    widget_manager: {},
    saved: 0,
    get: (name) => traits[name],
    set(name, value) {
      traits[name] = value;
      for (const listener of listeners) listener();
    },
    save_changes() {
      this.saved += 1;
    },
    on: (_, callback) => listeners.add(callback),
    off: (_, callback) => listeners.delete(callback),
  };
}

test("the model runs on the values at once, and the outputs are told", () => {
  const link = linkOf(widget(({ x }) => ({ y: 2 * x })));
  const told = [];
  link.on("outputs", () => told.push(link.outputs.y));
  link.lastRun = -Infinity;

  link.move({ x: 5 });

  assert.deepEqual(told, [10]);
  link.close();
});

test("many moves within a frame are one run, on the last values", () => {
  let runs = 0;
  const link = linkOf(widget(({ x }) => ({ y: x, runs: ++runs })));
  const before = runs;
  link.lastRun = performance.now();

  for (let x = 0; x < 100; x++) link.move({ x });
  const waiting = frames.length;
  frames.forEach((frame) => frame());

  assert.equal(waiting, 1);
  assert.equal(runs - before, 1);
  assert.equal(link.outputs.y, 99);
  link.close();
});

test("a model that raises leaves its error, and the next values run again", () => {
  const link = linkOf(
    widget(({ x }) => {
      if (x > 3) throw new Error("x must be at most 3");
      return { y: x };
    }),
  );

  link.lastRun = -Infinity;
  link.move({ x: 4 });
  const { error, outputs } = link;
  link.lastRun = -Infinity;
  link.move({ x: 2 });

  assert.equal(error.message, "x must be at most 3");
  assert.equal(outputs, null);
  assert.deepEqual([link.error, link.outputs], [null, { y: 2 }]);
  assert.equal(link.at({ x: 9 }), null);
  link.close();
});

test("Python's values are taken, and one's own are handed over once, when the hand rests", async () => {
  const model = widget(({ x }) => ({ y: x }));
  const link = linkOf(model);

  model.set("state", { x: 7 });
  const fromPython = link.values.x;
  link.move({ x: 8 });
  link.move({ x: 9 });
  await new Promise((resolve) => setTimeout(resolve, 250));

  assert.equal(fromPython, 7);
  assert.deepEqual(model.get("state"), { x: 9 });
  assert.equal(model.saved, 1);
  link.close();
});

test("two views of a lab share one link, and a closed one is forgotten", () => {
  const model = widget(({ x }) => ({ y: x }));
  const link = linkOf(model);

  assert.equal(linkOf(model), link);
  link.close();
  assert.notEqual(linkOf(model), link);
});

test("endless work gives way to the rest of the page, shows what there is, and stops when it is not wanted", async () => {
  let done = 0;
  let shown = 0;
  let wanted = true;
  function* work() {
    for (;;) {
      const end = performance.now() + 3;
      while (performance.now() < end);
      done += 1;
      yield;
    }
  }

  const finished = inSlices(work(), () => wanted, () => (shown += 1));
  const first = done;
  while (done === first) await new Promise((resolve) => setTimeout(resolve));
  wanted = false;
  await finished;

  assert.ok(first > 0, "the first slice is not put off");
  assert.ok(shown > 0, "what there is is shown between slices");
});

/** A widget whose model is not translated, with a kernel that answers when it is told to. */
function asking(answer, state) {
  const model = widget(null, state);
  const { get } = model;
  const listeners = new Set();
  const waiting = [];
  return Object.assign(model, {
    get: (name) => (name === "compute" ? "" : name === "silence" ? "no answer" : get(name)),
    on: (event, callback) => event === "msg:custom" && listeners.add(callback),
    off: (_, callback) => listeners.delete(callback),
    send: (content) => waiting.push(content),
    waiting,
    reply() {
      const { id, given } = waiting.shift();
      for (const listener of listeners) listener({ id, answers: given.map(answer) });
    },
  });
}

const later = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));

test("a model that is not translated is asked of the kernel, for the present and for what views need", async () => {
  const model = asking(({ x }) => (x > 8 ? { error: "ValueError", message: "too large" } : { outputs: { y: { $: "inf" }, z: [2 * x] } }));
  const link = linkOf(model);
  const told = [];
  link.on("outputs", () => told.push([link.outputs?.z[0] ?? null, link.at({ x: 4 })?.z[0] ?? null, link.at({ x: 9 })]));
  assert.equal(link.error.message, "no answer");

  model.reply();
  await later();
  model.reply();
  link.lastRun = -Infinity;
  link.move({ x: 2, w: 1 });
  assert.deepEqual(model.waiting[0].given, [{ x: 2, w: 1 }, { x: 4, w: 1 }, { x: 9, w: 1 }]);
  model.reply();

  assert.deepEqual(told, [
    [2, null, null],
    [2, 8, null],
    [4, 8, null],
  ]);
  assert.equal(link.outputs.y, Infinity);
  link.close();
});

test("only the last of many moves is asked for while the kernel is busy", () => {
  const model = asking(({ x }) => ({ outputs: { y: x } }));
  const link = linkOf(model);
  for (const x of [2, 3, 4]) {
    link.lastRun = -Infinity;
    link.move({ x });
  }

  model.reply();
  assert.deepEqual(model.waiting.map(({ given }) => given), [[{ x: 4 }]]);
  model.reply();

  assert.deepEqual(link.outputs, { y: 4 });
  assert.equal(model.waiting.length, 0);
  link.close();
});

test("the answers for another page, and errors, are told apart", () => {
  const model = asking(() => ({ error: "ValueError", message: "no" }));
  const link = linkOf(model);
  model.waiting[0] = { ...model.waiting[0], id: "another" };
  model.reply();
  assert.equal(link.error.message, "no answer");

  link.lastRun = -Infinity;
  link.kernel.sent = [];
  link.move({ x: 5 });
  model.reply();
  assert.deepEqual([link.error.name, link.error.message, link.outputs], ["ValueError", "no", null]);
  link.close();
});

test("a model may return a number alone", () => {
  const link = linkOf(widget(({ x }) => 2 * x));

  assert.deepEqual([link.outputs, link.at({ x: 4 })], [{ value: 2 }, { value: 8 }]);
  link.close();
});

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

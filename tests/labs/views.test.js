// Views on marks: each is set once, nothing is drawn where there is no number, and what is seen is said.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { contours } from "../../secbook/labs/contours.js";
import { lines } from "../../secbook/labs/diagrams.js";
import { wrapped } from "../../secbook/labs/export.js";
import { along } from "../../secbook/labs/graphs.js";
import { lineThrough, pointsAt, segments } from "../../secbook/labs/marks.js";
import { VIEWS } from "../../secbook/labs/views.js";
import { formatted } from "../../secbook/labs/words.js";
import { fakeLink, fakeMarks, fakePage, finish, withClass } from "./fakes.js";

before(fakePage);

const texts = new Proxy(
  {
    curveTable: "{label} over {xlabel}",
    deterrenceOf: "Probability that {pair}",
    escalationOf: "Size if {pair}",
    freeRidingOf: "Asked: {group}",
    from: "from {low}",
    fromTo: "{low} to {high}",
    infinite: "no finite number",
    labeled: "{label}: {value}",
    linkOf: "{one} and {other} {value}",
    marginAbove: "Pays at {low} to {high} {unit}.",
    marginBelow: "Deterred with {spare} {unit} to spare.",
    marginBeyond: "{value} is beyond.",
    marginWithin: "Pays below {value} {unit}.",
    missing: "–",
    none: "no number",
    now: "At {x} and {y}: {value}",
    silent: "This model does not say: {reason}",
    was: "before {value}",
  },
  { get: (known, name) => known[name] ?? String(name) },
);

const control = (name) => ({ name, label: name, unit: "", scale: 1 });

/** A view on fake marks, told of the first run. */
function made(view, model, values = {}, words = {}) {
  const marks = fakeMarks();
  const link = fakeLink(model, values);
  const declaration = { texts, words, controls: Object.keys(values).map(control) };
  const drawing = VIEWS[view.kind]({ key: "0", ...view }, { link, marks, declaration, id: "lab" });
  drawing.point?.();
  return { drawing, link, mark: (name) => marks[`0.${name}`], marks };
}

const numbers = (array) => Array.from(array);
const series = [{ y: "y", name: "Y", color: "blue", style: "solid" }];
const bars = { kind: "bars", names: ["A", "B"], label: "Y", unit: "%", range: [0, 1], spec: ".0%", series, stacked: false, limit: null };
const paths = { kind: "lines", x: "x", series, label: "Y", xlabel: "X", range: [0, 1], spec: ".2f", xspec: "", unit: "", marker: "now" };
const aims = { kind: "aims", positions: "aims", names: "names", label: "Aim", range: [0, 1], quo: "quo", outcome: "outcome", core: "core", coreLabel: "Core", spec: ".2f" };
const margin = { kind: "margin", margin: "margin", low: 0, high: 0.5, unit: "of it", range: [-1, 1], label: "Margin", spec: ".2f" };
const board = {
  kind: "scoreboard",
  pair: [{ text: "", output: "one", spec: "" }, { text: " attacks ", output: "other", spec: "" }],
  group: [{ text: "all", output: "", spec: "" }],
  measures: { deterrence: "p", escalation: "size", free_riding: "gap" },
  silent: {},
};
const network = {
  kind: "network",
  nodes: ["A", "B", "C"].map((id) => ({ id, name: `State ${id}` })),
  x: [0, 0.9, -0.9],
  y: [1, -0.5, -0.5],
  row: 0.1,
  links: "links",
  sizes: "power",
  fills: "risk",
  label: "Pacts",
  linkLabel: "Reliability",
  sizeLabel: "power",
  fillLabel: "risk",
  steps: [{ from: 0, style: "dotted" }, { from: 1 / 3, style: "dashed" }, { from: 2 / 3, style: "solid" }],
};
const map = { kind: "heatmap", over: ["a", "b"], z: "z", at: [[...Array(31).keys()], [...Array(31).keys()]], label: "Z", unit: "", range: [0, 60], spec: ".0f", levels: [20, 40], colors: ["white", "blue"] };

test("a line ends with its last number, and has a gap where one is missing", () => {
  const { x, y, visible } = lineThrough([0, 1, 2, 3], [0.1, null, 0.3, Infinity]);

  assert.deepEqual(numbers(x), [0, 1, 2]);
  assert.deepEqual(numbers(y), [0.1, NaN, 0.3]);
  assert.equal(visible, true);
  assert.equal(lineThrough([0, 1], [null, null]).visible, false);
});

test("a point without a number is left out", () => {
  const { x, y, visible } = pointsAt([1, 2, 3], [0.1, NaN, 0.3]);

  assert.deepEqual([numbers(x), numbers(y), visible], [[1, 3], [0.1, 0.3], true]);
  assert.equal(pointsAt([null], [1]).visible, false);
});

test("pieces are parted by gaps, and no gap is at an end", () => {
  const { x } = segments([[0, 0, 1, 1], [2, 2, 3, 3]]);

  assert.deepEqual(numbers(x), [0, 1, NaN, 2, 3]);
  assert.equal(segments([]).visible, false);
});

test("a contour lies where the plane between the numbers passes the level", () => {
  const xs = [0, 1, 2, 3];
  const plane = xs.map((y) => xs.map((x) => x + 2 * y));

  const pieces = contours(xs, xs, plane, 3.5);

  assert.ok(pieces.length > 0);
  for (const [x1, y1, x2, y2] of pieces) for (const [x, y] of [[x1, y1], [x2, y2]]) assert.ok(Math.abs(x + 2 * y - 3.5) < 1e-12);
});

test("a contour avoids cells without a number, and a level that is nowhere has none", () => {
  assert.deepEqual(contours([0, 1], [0, 1], [[0, 1], [NaN, 1]], 0.5), []);
  assert.deepEqual(contours([0, 1], [0, 1], [[0, 1], [0, 1]], 2), []);
});

test("at a saddle the middle decides: its side is connected", () => {
  const high = contours([0, 1], [0, 1], [[0, 4], [4, 0]], 1.5);
  const low = contours([0, 1], [0, 1], [[0, 4], [4, 0]], 2.5);
  // With the middle above the level the low corners, at (0, 0) and (1, 1), are cut off; else the high ones.
  const corner = ([x1, y1, x2, y2]) => [Math.round((x1 + x2) / 2), Math.round((y1 + y2) / 2)].join();

  assert.deepEqual(high.map(corner).sort(), ["0,0", "1,1"]);
  assert.deepEqual(low.map(corner).sort(), ["0,1", "1,0"]);
});

test("between two points of a path the value changes evenly; beyond its ends there is none", () => {
  assert.equal(along([0, 10], [0, 1], 2.5), 0.25);
  assert.equal(along([0, 10], [0, 1], 10), 1);
  assert.ok(Number.isNaN(along([0, 10], [0, 1], 11)));
  assert.ok(Number.isNaN(along([0, 10], [0, 1], -1)));
  assert.ok(Number.isNaN(along([], [], null)));
});

test("a long name is broken after spaces and hyphens", () => {
  assert.deepEqual(lines("Austria-Hungary"), ["Austria-", "Hungary"]);
  assert.deepEqual(lines("West Germany"), ["West", "Germany"]);
  assert.deepEqual(lines("Serbia"), ["Serbia"]);
});

test("a line of a picture is as long as it may be, and no word is broken", () => {
  assert.deepEqual(wrapped("the war would engage  all", 9), ["the war", "would", "engage", "all"]);
  assert.deepEqual(wrapped("", 9), []);
});

test("a number without a format has no digits of rounding", () => {
  assert.equal(formatted(0.1 + 0.2, ""), "0.3");
  assert.equal(formatted(12, ""), "12");
  assert.equal(formatted(1234.5, ",.1f"), "1,234.5");
});

const VIEWS_WITH_OUTPUTS = {
  bars: [{ ...bars, limit: "top", limitLabel: "Limit" }, { y: [0.2, 0.5], top: 0.4 }],
  lines: [paths, { x: [0, 1, 2], y: [0.1, 0.2, 0.3], now: 1 }],
  aims: [aims, { aims: [0.2, 0.8], names: ["A", "B"], quo: 0.1, outcome: 0.2, core: [0.2, 0.8] }],
  margin: [margin, { margin: 0.2 }],
  network: [network, { links: [["A", "B", 0.5]], power: [1, 2, 3], risk: [0, 0.5, 1] }],
  heatmap: [map, { z: 1 }],
};

for (const [name, [view, outputs]] of Object.entries(VIEWS_WITH_OUTPUTS)) {
  test(`${name}: a run sets each mark at most once`, () => {
    const { drawing, marks, link } = made(view, () => outputs, { a: 1, b: 2 });
    for (const mark of Object.values(marks)) mark.sets = 0;

    link.move({ a: 3 });
    drawing.point();

    const sets = Object.values(marks).map((mark) => mark.sets);
    assert.ok(Math.max(...sets) === 1, String(sets));
  });

  test(`${name}: a model that raises hides what it had drawn, and nothing breaks`, () => {
    const { drawing, marks, link } = made(view, ({ a }) => { if (a === 9) throw new Error("no"); return outputs; }, { a: 1, b: 2 });
    drawing.pin({ values: link.values, outputs: link.outputs });

    link.move({ a: 9 });
    drawing.point();
    drawing.words();
    drawing.table();

    const kept = ["names", "left", "right", "top", "bottom"];
    for (const [key, mark] of Object.entries(marks)) {
      const name = key.slice(2);
      const about = kept.includes(name) || name.startsWith("ghost") || (view.kind === "heatmap" && name === "here");
      assert.ok(about || mark.now.visible === false, `${name} is still there`);
    }
  });

  test(`${name}: what is pinned can be taken away`, () => {
    const { drawing, marks, link } = made(view, () => outputs, { a: 1, b: 2 });
    const ghosts = () => Object.entries(marks).filter(([key]) => key.slice(2).startsWith("ghost"));

    drawing.pin({ values: link.values, outputs: link.outputs });
    assert.ok(ghosts().some(([, mark]) => mark.now.visible));
    drawing.pin(null);

    assert.ok(ghosts().every(([, mark]) => mark.now.visible === false));
  });

  test(`${name}: a pin on a failure, and on nothing, is no fault`, () => {
    const { drawing } = made(view, () => { throw new Error("no"); }, { a: 1, b: 2 });

    drawing.pin({ values: { a: 1, b: 2 }, outputs: null });
    drawing.pin(null);
  });
}

test("bars: a value that is missing has no bar, and a word in place of a number", () => {
  const { mark, drawing } = made(bars, () => ({ y: [0.25, null] }), {}, { y: { none: "nobody" } });

  assert.deepEqual(numbers(mark("bars").now.y), [0, 0.25, 0, 0]);
  assert.deepEqual(mark("values").now.text, ["25%", "nobody"]);
  assert.deepEqual(drawing.table().rows, [["A", "25%"], ["B", "nobody"]]);
});

test("bars: rows follow the names that the model gives, ghosts too", () => {
  const view = { ...bars, names: "who" };
  const { mark, drawing, link } = made(view, ({ n }) => ({ who: ["A", "B", "C"].slice(0, n), y: [0.1, 0.2, 0.3].slice(0, n) }), { n: 2 });
  drawing.pin({ values: link.values, outputs: link.outputs });

  link.move({ n: 3 });
  drawing.point();

  assert.deepEqual(mark("names").now.text, ["A", "B", "C"]);
  assert.deepEqual(mark("ghost").now.x, mark("bars").now.x);
  assert.deepEqual(numbers(mark("ghost").now.y), [0, 0.1, 0, 0.2, 0, 0]);
});

test("bars: beside stacked bars stands their sum, at its end", () => {
  const both = [...series, { y: "z", name: "Z", color: "red", style: "dashed" }];
  const { mark } = made({ ...bars, series: both, stacked: true }, () => ({ y: [0.25, 0], z: [0.5, 0] }));

  assert.deepEqual(mark("bars").now.y.map(numbers), [[0, 0.25, 0, 0], [0, 0.5, 0, 0]]);
  assert.deepEqual(mark("values").now.text, ["75%", "0%"]);
  assert.deepEqual(numbers(mark("values").now.x), [0.75, 0]);
});

test("bars: a line for each name, and one for each bar below it", () => {
  const both = [...series, { y: "z", name: "Z", color: "red", style: "dashed" }];
  const { mark } = made({ ...bars, series: both }, () => ({ y: [0.1, 0.2], z: [0.3, 0.4] }));

  const down = numbers(mark("bars").now.x);
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  assert.deepEqual(numbers(mark("bars").now.y), [0, 0.1, 0.3, 0, 0.2, 0.4]);
  assert.deepEqual(numbers(mark("names").now.y), [down[0], down[3]]);
  assert.deepEqual(numbers(mark("values").now.y), [down[1], down[2], down[4], down[5]]);
  assert.deepEqual(mark("values").now.text, ["10%", "30%", "20%", "40%"]);
});

test("bars: a limit is drawn through all rows and said with its value", () => {
  const { mark, drawing } = made({ ...bars, limit: "top", limitLabel: "Threshold" }, () => ({ y: [0.2, 0.5], top: 0.44 }));

  assert.deepEqual([numbers(mark("limit").now.x), numbers(mark("limit").now.y)], [[0.44, 0.44], [0, 1]]);
  assert.match(drawing.caption.textContent, /Threshold: 44%/);
});

test("lines: the present moment is marked on each line", () => {
  const both = [...series, { y: "z", name: "Z", color: "red", style: "dashed" }];
  const { mark, drawing } = made({ ...paths, series: both }, () => ({ x: [0, 2], y: [0, 1], z: [1, 0], now: 0.5 }));

  assert.deepEqual([numbers(mark("here").now.x), numbers(mark("here").now.y)], [[0.5, 0.5], [0.25, 0.75]]);
  assert.match(drawing.words(), /X 0.5: Y 0.25, Z 0.75/);
});

test("lines: a long path is a short table", () => {
  const x = [...Array(1001).keys()];
  const { drawing } = made({ ...paths, marker: null }, () => ({ x, y: x }));

  assert.ok(drawing.table().rows.length <= 51);
  assert.equal(drawing.table().rows[0][0], "0");
});

test("heatmap: every fifth cell comes first, and moving along its own axes computes nothing", () => {
  const { drawing, link, mark } = made(map, ({ a, b, c }) => ({ z: a + b + c }), { a: 1, b: 2, c: 0 });
  const work = drawing.slow();
  for (let i = 0; i < 50; i++) work.next();
  drawing.draw();
  assert.equal(mark("cells").now.x.length, 7);

  for (const _ of work);
  assert.equal(mark("cells").now.x.length, 31);
  assert.equal(link.asked, 31 * 31);
  assert.deepEqual(mark("cells").now.color[3].slice(0, 3), [3, 4, 5]);

  link.move({ a: 5 });
  assert.equal(finish(drawing), 0);
  link.move({ c: 1 });
  finish(drawing);
  assert.equal(link.asked, 2 * 31 * 31);
});

test("heatmap: the place before stays where it was", () => {
  const { drawing, link, mark } = made(map, () => ({ z: 1 }), { a: 1, b: 2 });
  drawing.pin({ values: link.values, outputs: link.outputs });

  link.move({ a: 5, b: 6 });
  drawing.point();

  assert.deepEqual([numbers(mark("ghost").now.x), numbers(mark("ghost").now.y)], [[1], [2]]);
  assert.deepEqual([numbers(mark("here").now.x), numbers(mark("here").now.y)], [[5], [6]]);
});

test("heatmap: work that a move along its axes cut short goes on", () => {
  const { drawing, link } = made(map, ({ a, b }) => ({ z: a + b }), { a: 1, b: 2 });
  const work = drawing.slow();
  for (let i = 0; i < 100; i++) work.next();

  link.move({ a: 7 });
  finish(drawing);

  assert.equal(link.asked, 31 * 31);
});

test("heatmap: a cell without a number is left out, and is no number in the table", () => {
  const { drawing, mark } = made(map, ({ a, b }) => ({ z: a < 5 ? null : a + b }), { a: 1, b: 2 });
  finish(drawing);

  assert.equal(mark("cells").now.color[0][0], null);
  assert.equal(drawing.table().rows[0][1], "no number");
});

test("heatmap: contours carry their level as a number", () => {
  const { drawing, mark } = made(map, ({ a, b }) => ({ z: a + b }), { a: 1, b: 2 });
  finish(drawing);

  assert.deepEqual(mark("levels").now.text, ["20", "40"]);
  const { x, y } = mark("levels").now;
  assert.ok(Math.abs(x[0] + y[0] - 20) < 1e-9 && Math.abs(x[1] + y[1] - 40) < 1e-9);
});

test("heatmap: labels of contours that lie close keep apart", () => {
  const levels = [20, 22, 24];
  const { drawing, mark } = made({ ...map, levels }, ({ a, b }) => ({ z: a + b }), { a: 1, b: 2 });
  finish(drawing);
  const { x, y } = mark("levels").now;

  for (let i = 0; i < 3; i++) for (let j = 0; j < i; j++) assert.ok(Math.hypot(x[i] - x[j], y[i] - y[j]) > 4);
});

test("network: each link is drawn in the style of its strength, and follows the model", () => {
  const { mark, drawing, link } = made(network, ({ s }) => ({ links: [["A", "B", s], ["B", "C", 0.9]], power: [1, 2, 4], risk: [0, 0.5, 1] }), { s: 0.2 });
  assert.deepEqual(numbers(mark("links0").now.x), [0, 0.9]);
  assert.equal(mark("links1").now.visible, false);
  assert.deepEqual(numbers(mark("links2").now.x), [0.9, -0.9]);

  link.move({ s: 0.5 });
  drawing.point();
  assert.deepEqual([mark("links0").now.visible, mark("links1").now.visible], [false, true]);

  link.move({ s: 0 });
  drawing.point();
  assert.deepEqual([mark("links0").now.visible, mark("links1").now.visible], [false, false]);
});

test("network: the number stands in the name, and no dot vanishes", () => {
  const { mark, drawing } = made(network, () => ({ links: [], power: [0, 2, 4], risk: [0.69, 0.5, 1] }));

  assert.deepEqual(mark("top").now.text, ["State A", "69%"]);
  assert.ok(Math.min(...mark("nodes").now.size) > 0);
  assert.equal(Math.max(...mark("nodes").now.size), 1);
  assert.match(drawing.words(), /State A: 69%/);
  assert.match(drawing.words(), /Reliability: noLinks/);
});

test("aims: a core that does not exist is not drawn, and is said", () => {
  const { mark, drawing } = made(aims, () => ({ aims: [0.2, 0.8], names: ["A", "B"], quo: 0.5, outcome: null, core: null }), {}, { outcome: { none: "nothing is decided" } });

  assert.equal(mark("core").now.visible, false);
  assert.equal(mark("outcome").now.visible, false);
  assert.match(drawing.caption.textContent, /Outcome: nothing is decided/i);
  assert.match(drawing.words(), /Core: no number/);
});

test("aims: the aims before follow the rows of their members", () => {
  const { mark, drawing, link } = made(aims, ({ n }) => ({ aims: [0.1, 0.5, 0.9].slice(n), names: ["A", "B", "C"].slice(n), quo: 0.5, outcome: 0.5, core: null }), { n: 0 });
  drawing.pin({ values: link.values, outputs: link.outputs });

  link.move({ n: 1 });
  drawing.point();

  assert.deepEqual(numbers(mark("ghost").now.x), [0.5, 0.9]);
  assert.deepEqual(numbers(mark("ghost").now.y), numbers(mark("aims").now.y));
});

test("aims: each member has a row of its own, with its name and its aim", () => {
  const { mark } = made(aims, () => ({ aims: [0.5, 0.5, 0.5], names: ["A", "B", "C"], quo: 0.5, outcome: 0.5, core: [0.5, 0.5] }));

  assert.equal(new Set(mark("aims").now.y).size, 3);
  assert.deepEqual(mark("names").now.text, ["A 0.50", "B 0.50", "C 0.50"]);
});

for (const [value, words] of [
  [-0.12, "Deterred with 0.12 of it to spare."],
  [0, "Deterred with 0.00 of it to spare."],
  [0.12, "Pays below 0.12 of it."],
  [0.5, "Pays at 0.00 to 0.50 of it."],
  [-1.5, "Deterred with 1.50 of it to spare. -1.50 is beyond."],
]) {
  test(`margin: ${value} means "${words}"`, () => {
    const { drawing, mark } = made(margin, () => ({ margin: value }));

    assert.ok(drawing.words().endsWith(words), drawing.words());
    assert.deepEqual(numbers(mark("here").now.x), [Math.max(value, -1)]);
  });
}

test("margin: the range of costs may be the model's own", () => {
  const { mark } = made({ ...margin, low: "least", high: "most" }, () => ({ margin: 0, least: 0.1, most: 0.3 }));

  assert.deepEqual([Math.min(...mark("costs").now.x), Math.max(...mark("costs").now.x)], [0.1, 0.3]);
});

const tilesOf = (drawing) => withClass(drawing.box, "secbook-tile");
const text = (tile, name) => withClass(tile, `secbook-${name}`)[0]?.textContent;

test("scoreboard: each tile has its value in percent and names what it is measured for", () => {
  const { drawing } = made(board, () => ({ p: 0.374, size: 0.5, gap: 0, one: "A", other: "B" }));
  const [deterrence, escalation, freeRiding] = tilesOf(drawing);

  assert.equal(text(deterrence, "value"), "37.4%");
  assert.equal(text(deterrence, "about"), "Probability that A attacks B");
  assert.equal(text(escalation, "about"), "Size if A attacks B");
  assert.equal(text(freeRiding, "value"), "0.0%");
  assert.equal(text(freeRiding, "about"), "Asked: all");
});

test("scoreboard: where there is no number a dash, and the lab's word or the model's", () => {
  const { drawing } = made(board, () => ({ p: null, size: "no war", gap: null, one: "A", other: "B" }), {}, { gap: { none: "no pact" } });
  const tiles = tilesOf(drawing);

  assert.deepEqual(tiles.map((tile) => text(tile, "value")), ["–", "–", "–"]);
  assert.deepEqual(tiles.map((tile) => text(tile, "note")), ["no number", "no war", "no pact"]);
  assert.ok(tiles.every((tile) => withClass(tile, "secbook-bar")[0].hidden));
});

test("scoreboard: a silent tile gives its reason and no number", () => {
  const view = { ...board, silent: { free_riding: "nobody is asked" }, measures: { deterrence: "p", escalation: "size" } };
  const { drawing } = made(view, () => ({ p: 0.1, size: 0.2, one: "A", other: "B" }));

  assert.match(tilesOf(drawing)[2].textContent, /This model does not say: nobody is asked/);
  assert.equal(text(tilesOf(drawing)[2], "value"), undefined);
  assert.equal(drawing.table().rows[2][2], "–");
});

test("scoreboard: the state before stays beside the present one", () => {
  const { drawing, link } = made(board, ({ p }) => ({ p, size: 0.2, gap: 0.3, one: "A", other: "B" }), { p: 0.37 });
  drawing.pin({ values: link.values, outputs: link.outputs });

  link.move({ p: 0.1 });
  drawing.point();
  assert.equal(text(tilesOf(drawing)[0], "note"), "before 37.0%");
  assert.deepEqual(drawing.table().rows[0].slice(2), ["10.0%", "37.0%"]);

  drawing.pin(null);
  assert.equal(text(tilesOf(drawing)[0], "note"), "");
  assert.equal(drawing.table().columns.length, 3);
});

test("table: lists are rows, a single value is one, and there are words for yes, no and none", () => {
  const columns = [
    { text: "Who", output: "who", spec: "" },
    { text: "Share", output: "share", spec: ".1%" },
    { text: "In", output: "member", spec: "" },
  ];
  const { drawing } = made({ kind: "table", caption: "All", columns }, () => ({ who: ["A", "B"], share: [0.25, null], member: [true, false] }));
  assert.deepEqual(drawing.table().rows, [["A", "25.0%", "yes"], ["B", "no number", "no"]]);
  assert.match(drawing.below.textContent, /A25.0%yes/);

  const one = made({ kind: "table", caption: "One", columns: [{ text: "N", output: "n", spec: "" }] }, () => ({ n: 3 }));
  assert.deepEqual(one.drawing.table().rows, [["3"]]);
});

test("table: a model that raises leaves a dash", () => {
  const { drawing } = made({ kind: "table", caption: "One", columns: [{ text: "N", output: "n", spec: "" }] }, () => { throw new Error("no"); });

  assert.deepEqual(drawing.table().rows, [["–"]]);
});

test("curve: work that a move along its axis cut short goes on, and another starts anew", () => {
  const view = { kind: "curve", over: "a", y: "y", at: [...Array(101).keys()], label: "Y", xlabel: "A", spec: ".2f" };
  const { drawing, link, mark } = made(view, ({ a, b }) => ({ y: a < 90 ? a + b : Infinity }), { a: 1, b: 0 }, { y: { infinite: "never enough" } });
  const work = drawing.slow();
  for (let i = 0; i < 40; i++) work.next();
  link.move({ a: 5 });
  finish(drawing);
  assert.equal(link.asked, 101);
  assert.equal(mark("line").now.x.length, 90);
  assert.equal(drawing.table().rows.at(-1)[1], "never enough");

  link.move({ b: 1 });
  finish(drawing);
  assert.equal(link.asked, 202);
  assert.equal(mark("line").now.y[3], 4);
});

// Draws views on fake marks and says what each mark was given: one request in, one answer out, as JSON.

import { readFileSync } from "node:fs";

import { VIEWS } from "../../secbook/labs/views.js";
import { fakeLink, fakeMarks, fakePage, finish } from "./fakes.js";

fakePage();

/** JSON has neither NaN nor infinity. */
const revived = (_, value) => (value === "inf" ? Infinity : value);
const plain = (_, value) => {
  if (ArrayBuffer.isView(value)) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
};

/** The sets of a view's marks since they were last asked, by mark. */
const given = (marks) =>
  Object.entries(marks)
    .filter(([, mark]) => mark.sets)
    .map(([name, mark]) => {
      const { sets, now } = mark;
      mark.sets = 0;
      return { name, sets, traits: now };
    });

const { view, declaration, states } = JSON.parse(readFileSync(0, "utf8"), revived);
const marks = fakeMarks();
let outputs = states[0];
const values = Object.fromEntries(declaration.controls.map(({ name, min }) => [name, min]));
const link = fakeLink(() => outputs, values);
const drawing = VIEWS[view.kind](view, { link, marks, declaration, id: "lab" });
const answer = states.flatMap((state, i) => {
  outputs = state;
  link.move({ step: i });
  drawing.point?.();
  const runs = [given(marks)];
  if (drawing.slow) finish(drawing);
  runs.push(given(marks));
  drawing.pin?.(i % 3 ? { values: link.values, outputs } : null);
  runs.push(given(marks));
  return runs.map((sets) => ({ sets, words: drawing.words?.() ?? "", table: drawing.table?.() ?? null }));
});
console.log(JSON.stringify(answer, plain));

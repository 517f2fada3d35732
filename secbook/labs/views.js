// What a lab shows: each view draws the outputs of the model, on marks of bqplot or as text.
//
// A view is made once and then told: `point` after each run of the model, at once; `slow` gives the work
// that may follow in slices, `draw` shows what there is of it between two slices. `pin` keeps the present
// state as a ghost behind the next ones (null takes it away). `table` says in numbers what the view shows.
// A view with a figure says what it shows in `words`, and may have a `caption` above it; a view that is text
// is a `box` before the figures, or stands `below` them.

import { aimsDrawing, marginDrawing, networkDrawing } from "./diagrams.js";
import { barsDrawing, curveDrawing, heatmapDrawing, linesDrawing } from "./graphs.js";
import { scoreboardDrawing, tableDrawing } from "./tiles.js";

/**
 * @typedef {import("../live/link.js").Link} Link
 * @typedef {{ values: Record<string, any>, outputs: Record<string, any> | null }} Pinned
 * @typedef {{ caption: string, columns: string[], rows: (string | number)[][] }} Table
 * @typedef {{ link: Link, marks: Record<string, any>, declaration: any, id: string }} Context
 * @typedef {{ box?: HTMLElement, below?: HTMLElement, caption?: HTMLElement, words?: () => string, point?: () => void,
 *   slow?: () => Generator<void>, draw?: () => void, pin?: (pinned: Pinned | null) => void,
 *   table?: () => Table }} Drawing
 */

/** @type {Record<string, (view: any, context: Context) => Drawing>} */
export const VIEWS = {
  aims: aimsDrawing,
  bars: barsDrawing,
  curve: curveDrawing,
  heatmap: heatmapDrawing,
  lines: linesDrawing,
  margin: marginDrawing,
  network: networkDrawing,
  scoreboard: scoreboardDrawing,
  table: tableDrawing,
};

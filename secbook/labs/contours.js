// Contour lines of a grid of numbers: where a map passes a level.

/**
 * The pieces of the contour of one level, each from a point to a point; between two neighbors of the grid
 * the value is taken to change evenly. A cell with a corner that has no number has no contour.
 * @param {number[]} xs @param {number[]} ys @param {number[][]} z a row of numbers for each y @param {number} level
 * @returns {number[][]} x, y, x, y
 */
export function contours(xs, ys, z, level) {
  const pieces = [];
  for (let j = 0; j + 1 < ys.length; j++)
    for (let i = 0; i + 1 < xs.length; i++) {
      // The corners of the cell, around it, and where the level is passed between two of them.
      const corners = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ].map(([a, b]) => [xs[a], ys[b], z[b][a]]);
      if (!corners.every((corner) => Number.isFinite(corner[2]))) continue;
      const passed = corners.flatMap(([x, y, here], k) => {
        const [x2, y2, there] = corners[(k + 1) % 4];
        if (here < level === there < level) return [];
        const part = (level - here) / (there - here);
        return [[x + part * (x2 - x), y + part * (y2 - y)]];
      });
      // Two passages, or four at a saddle: then the middle of the cell says which belong together.
      if (passed.length === 4) {
        const middle = corners.reduce((sum, corner) => sum + corner[2] / 4, 0);
        if (middle < level !== corners[0][2] < level) passed.push(/** @type {number[]} */ (passed.shift()));
      }
      for (let k = 0; k + 1 < passed.length; k += 2) pieces.push([...passed[k], ...passed[k + 1]]);
    }
  return pieces;
}

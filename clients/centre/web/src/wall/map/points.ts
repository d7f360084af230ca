// The cases of a street as points in its tile: the supervised first, then the late, then the rest, each with a shape of its own. A point
// stands for one case until there are more than a tile holds; then it stands for as many as are needed, the same number in every tile.

import type { StreetTally } from "../picture";

export type Mark = "supervised" | "late" | "open";

/** Rows of the lower half of a hexagon, from the middle down: how many points each holds. */
const rows = [11, 9, 7];
export const capacity = rows.reduce((sum, count) => sum + count, 0);

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** How many cases one point stands for, so that the fullest tile still holds its own. */
export function casesAPoint(tallies: Iterable<StreetTally>): number {
  let fullest = 0;
  for (const tally of tallies) fullest = Math.max(fullest, tally.open);
  return steps.find((step) => fullest <= step * (capacity - 2)) ?? steps.at(-1)!;
}

/** The marks of a tile in order. A kind that has any case has a point, however small its part. */
export function marksOf(tally: StreetTally, each: number): Mark[] {
  const rest = Math.max(0, tally.open - tally.supervised - tally.late);
  const of = (count: number, mark: Mark): Mark[] => Array<Mark>(Math.ceil(count / each)).fill(mark);
  return [...of(tally.supervised, "supervised"), ...of(tally.late, "late"), ...of(rest, "open")].slice(0, capacity);
}

/** Where the points lie, in steps from the tile's middle: as few rows as hold them, evenly filled, each about the middle. */
export function seats(count: number): { x: number; y: number }[] {
  const used = rows.findIndex((_, row) => rows.slice(0, row + 1).reduce((sum, one) => sum + one, 0) >= count) + 1 || rows.length;
  const found: { x: number; y: number }[] = [];
  for (let row = 0, left = Math.min(count, capacity); row < used; row += 1) {
    const below = rows.slice(row + 1, used).reduce((sum, one) => sum + one, 0);
    const here = Math.min(rows[row]!, Math.max(left - below, Math.ceil(left / (used - row))));
    for (let i = 0; i < here; i += 1) found.push({ x: i - (here - 1) / 2, y: row });
    left -= here;
  }
  return found;
}

const shapes: Record<Mark, (x: number, y: number, r: number) => string> = {
  supervised: (x, y, r) => `M${x} ${y - r}L${x + r} ${y + r * 0.8}L${x - r} ${y + r * 0.8}Z`,
  late: (x, y, r) => `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`,
  open: (x, y, r) => `M${x - r * 0.75} ${y}a${r * 0.75} ${r * 0.75} 0 1 0 ${r * 1.5} 0a${r * 0.75} ${r * 0.75} 0 1 0 ${-r * 1.5} 0Z`,
};

/** One path for each mark, so that a tile costs three elements however full it is. */
export function pathsOf(marks: readonly Mark[], pitch: number, r: number): Record<Mark, string> {
  const paths: Record<Mark, string> = { supervised: "", late: "", open: "" };
  seats(marks.length).forEach((seat, i) => {
    const mark = marks[i]!;
    paths[mark] += shapes[mark](round(seat.x * pitch), round(seat.y * pitch), r);
  });
  return paths;
}

const round = (value: number) => Math.round(value * 100) / 100;

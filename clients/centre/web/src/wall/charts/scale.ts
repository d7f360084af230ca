// The arithmetic of the charts: round limits for an axis, rates, and what a chart says in one sentence of figures.

import type { HistoryAnswer } from "../../types";

export type Hour = HistoryAnswer["hours"][number];
export type OfficeHours = HistoryAnswer["offices"][number];

/** A round number at or above `most` that four steps divide evenly: the top of an axis. */
export function niceTop(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const factor of [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10]) {
    const top = factor * power;
    if (top >= most && Number.isInteger(top / 4)) return top;
  }
  return Math.ceil(most / 40) * 40;
}

/** The part met in time, 0 to 1; null when no limit ended. */
export function rate(part: { on_time: number; missed: number }): number | null {
  const all = part.on_time + part.missed;
  return all === 0 ? null : part.on_time / all;
}

export function overall(parts: readonly { on_time: number; missed: number }[]): number | null {
  return rate(parts.reduce((sum, one) => ({ on_time: sum.on_time + one.on_time, missed: sum.missed + one.missed }), { on_time: 0, missed: 0 }));
}

/** "97.4%": one decimal below a hundred, none at it. */
export function percent(part: number | null): string {
  if (part === null) return "–";
  const shown = Math.floor(part * 1000) / 10;
  return `${shown === 100 ? "100" : shown.toFixed(1)}%`;
}

/** Escalations, level 1 and above: a warning (0) is none. */
export function escalations(levels: readonly number[]): number {
  return levels.slice(1).reduce((sum, count) => sum + count, 0);
}

/** The offices with the most escalations, the weightiest first, at most `count`. */
export function heaviest(offices: readonly OfficeHours[], count: number): OfficeHours[] {
  const weight = (one: OfficeHours) => one.levels.reduce((sum, n, level) => sum + n * level, 0);
  return offices
    .filter((one) => escalations(one.levels) > 0)
    .sort((a, b) => escalations(b.levels) - escalations(a.levels) || weight(b) - weight(a) || (a.office < b.office ? -1 : 1))
    .slice(0, count);
}

/** Runs of hours with a rate, as points of a line; a gap where no limit ended. */
export function runs<T>(values: readonly (T | null)[]): { from: number; values: T[] }[] {
  const found: { from: number; values: T[] }[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last && last.from + last.values.length === i) last.values.push(value);
    else found.push({ from: i, values: [value] });
  });
  return found;
}

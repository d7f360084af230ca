// The rota of an office, by days: who is on duty when and at which levels, and who it is now. Pure; a day begins where the caller says.
import type { DutyAnswer } from "../types";

export interface Shift {
  from: number;
  to: number;
  who: string;
  levels: number[];
}
export interface Day {
  /** As `dayOf` names it. */
  day: string;
  shifts: Shift[];
}

export function shiftsOf(answer: DutyAnswer): Shift[] {
  return answer.rotas
    .flatMap((rota) => rota.shifts.map((shift) => ({ ...shift, levels: rota.levels })))
    .sort((a, b) => a.from - b.from || (a.levels[0] ?? 0) - (b.levels[0] ?? 0));
}

export function onDuty(shifts: readonly Shift[], now: number): Shift[] {
  return shifts.filter((shift) => shift.from <= now && now < shift.to);
}

/** Shifts that are not over, under the day on which they begin (or today, when they began before). */
export function daysOf(shifts: readonly Shift[], now: number, dayOf: (ms: number) => string): Day[] {
  const days = new Map<string, Shift[]>();
  for (const shift of shifts) {
    if (shift.to <= now) continue;
    const day = dayOf(Math.max(shift.from, now));
    days.set(day, [...(days.get(day) ?? []), shift]);
  }
  return [...days].map(([day, found]) => ({ day, shifts: found }));
}

/** [0, 1, 2, 4] as "0–2, 4", by the names of the levels. */
export function levelRanges(levels: readonly number[], name: (level: number) => string): string {
  const sorted = [...new Set(levels)].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const level of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === level - 1) last[1] = level;
    else ranges.push([level, level]);
  }
  return ranges.map(([from, to]) => (from === to ? name(from) : `${name(from)}–${name(to)}`)).join(", ");
}

// The cases of a unit as it follows them: what waits for the person first, the earliest limit on top; then what others work on; what has
// ended last. Pure: who may do what is asked of the caller.
import type { CaseState, Row, Wait } from "../types";

export interface Case {
  row: Row;
  /** What this person has to do, the earliest due first. */
  mine: Wait[];
  /** What is due next of anybody. */
  next: Wait | null;
}

const ended: ReadonlySet<CaseState> = new Set(["CLOSED", "REJECTED", "CANCELLED"]);
export function hasEnded(row: Pick<Row, "state">): boolean {
  return ended.has(row.state);
}

/** Whether the unit raised it, or one of its communities did. */
export function isOwn(row: Pick<Row, "unit" | "street">, office: string): boolean {
  return row.unit === office || row.street === office;
}

/** Moves of the side that raised. The same office may have been sent the whistle as well: that part belongs to the other desk. */
const raisers: ReadonlySet<string> = new Set(["submit", "approve", "verify", "evaluate", "release", "minutes", "convene"]);

export function casesOf(rows: Iterable<Row>, office: string, isMine: (wait: Pick<Wait, "office" | "who">) => boolean): Case[] {
  const cases: Case[] = [];
  for (const row of rows) {
    if (!isOwn(row, office)) continue;
    cases.push({ row, mine: waitsOf(row).filter((wait) => raisers.has(wait.move) && isMine(wait)), next: row.waits[0] ?? null });
  }
  return cases.sort(byTurn);
}

/** What is waited for, with what has to come first in its place: a scene that must be released before anybody can resolve. */
function waitsOf(row: Row): Wait[] {
  const seen = new Set<string>();
  const waits: Wait[] = [];
  for (const wait of row.waits) {
    const now: Wait = wait.first ? { ...wait.first, ...(wait.due === undefined ? {} : { due: wait.due }) } : wait;
    const key = `${now.move} ${now.office}`;
    if (seen.has(key)) continue;
    seen.add(key);
    waits.push(now);
  }
  return waits;
}

function rank(one: Case): number {
  if (one.mine.length) return 0;
  return hasEnded(one.row) ? 2 : 1;
}

function byTurn(a: Case, b: Case): number {
  return rank(a) - rank(b) || dueOf(a) - dueOf(b) || b.row.raised_at - a.row.raised_at;
}
function dueOf(one: Case): number {
  if (hasEnded(one.row)) return -(one.row.ended_at ?? 0);
  return one.mine[0]?.due ?? (one.mine.length ? Infinity : (one.next?.due ?? Infinity));
}

/** Parts of the list that a person can choose between. */
export const shows = ["all", "turn", "draft", "review", "working", "check"] as const;
export type Show = (typeof shows)[number];
export function showNamed(name: string | undefined): Show {
  return shows.find((one) => one === name) ?? "all";
}
const states: Partial<Record<Show, readonly CaseState[]>> = {
  draft: ["DRAFT"],
  review: ["REVIEW"],
  working: ["DISPATCHED", "ACTIVE", "DISPUTED", "SUSPENDED", "MERGED"],
  check: ["VERIFY", "EVALUATE"],
};
export function isShown(one: Case, show: Show): boolean {
  if (show === "all") return true;
  if (show === "turn") return one.mine.length > 0;
  return states[show]?.includes(one.row.state) ?? false;
}

export function countShows(cases: readonly Case[]): Record<Show, number> {
  const count = Object.fromEntries(shows.map((show) => [show, 0])) as Record<Show, number>;
  for (const one of cases) for (const show of shows) if (isShown(one, show)) count[show]++;
  return count;
}

// The inbox of an office: each whistle it was sent with the one thing it must do next, by the time that is left. Pure.
//
// Next is what the office itself can do now: to acknowledge while it has not, then whatever limit ends first. What has to wait for somebody else (the raiser's release of a scene,
// a verification, a ruling) is told apart: it is nobody's turn here, and no reason to look away either.
import type { Row, RowAssignment, Wait } from "../types";

export const stages = ["acknowledge", "contact", "report_in", "progress", "resolve", "others", "told"] as const;
/** What is to be done next; `others`: somebody else's turn; `told`: the office only hears of it, a level was sent here. */
export type Stage = (typeof stages)[number];
const own_moves: ReadonlySet<string> = new Set(["acknowledge", "contact", "report_in", "progress", "resolve"]);

export interface Item {
  row: Row;
  /** The office's part; null when it only hears of it. */
  part: RowAssignment | null;
  stage: Stage;
  /** The limit that ends first; null when none runs. It need not be that of the stage: who is called at night must be called back before the
   *  office's hours in which to acknowledge begin. */
  wait: Wait | null;
  /** All that the office can do now: acknowledging first, which is one tap, then by the limits. */
  todo: Wait[];
  /** For sorting: the instant of `wait`, Infinity without one. */
  due: number;
}

/** What the office has to do with this whistle; null when that is nothing (it raised it, or was relieved of it). */
export function itemOf(row: Row, office: string): Item | null {
  const part = row.assignments.find((one) => one.office === office && one.state !== "RELIEVED") ?? null;
  const over = row.state === "CLOSED" || row.state === "REJECTED" || row.state === "CANCELLED";
  if (part === null) {
    if (over || row.unit === office || row.street === office || row.assignments.some((one) => one.office === office)) return null;
    const [next] = row.waits;
    return { row, part, stage: "told", wait: next ?? null, todo: [], due: next?.due ?? Infinity };
  }
  if (over) return null;
  const todo = todoOf(row, office);
  const [next] = todo;
  if (next) {
    todo.sort((a, b) => Number(b.move === "acknowledge") - Number(a.move === "acknowledge"));
    return { row, part, stage: (todo[0] ?? next).move as Stage, wait: next, todo, due: next.due ?? Infinity };
  }
  const waiting = row.waits.find((wait) => wait.office === office) ?? row.waits[0] ?? null;
  return { row, part, stage: "others", wait: waiting, todo, due: waiting?.due ?? row.until ?? Infinity };
}

/**
 * The office's own moves that can be made now, by their limits. One that another of its own has to precede gives it its limit, unless
 * that has an earlier one itself.
 */
function todoOf(row: Row, office: string): Wait[] {
  const found = new Map<string, Wait>();
  for (const wait of row.waits) {
    if (wait.office !== office || !own_moves.has(wait.move)) continue;
    const now: Wait = wait.first ? { ...wait, ...wait.first, first: undefined } : wait;
    if (now.office !== office || !own_moves.has(now.move)) continue;
    const held = found.get(now.move);
    if (!held || (now.due ?? Infinity) < (held.due ?? Infinity)) found.set(now.move, now);
  }
  return [...found.values()].sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));
}

export interface Filter {
  stage: Stage | null;
  part: "lead" | "assisting" | null;
  late: boolean;
  text: string;
}
export function filterOf(query: Readonly<Record<string, string>>): Filter {
  return {
    stage: stages.find((one) => one === query.stage) ?? null,
    part: query.part === "lead" || query.part === "assisting" ? query.part : null,
    late: query.late === "1",
    text: (query.q ?? "").trim().toLowerCase(),
  };
}

/** Whether its next limit has passed. */
export function isLate(item: Item, now: number): boolean {
  return item.part !== null && item.stage !== "others" && (item.wait?.missed === true || item.due < now);
}

/** Everything but the stage, which the tabs count. `words` are those by which a whistle is found, in lower case. */
export function passes(item: Item, filter: Filter, now: number, words: (row: Row) => string): boolean {
  if (filter.part !== null && (item.part === null || item.part.lead !== (filter.part === "lead"))) return false;
  if (filter.late && !isLate(item, now)) return false;
  if (filter.text === "") return true;
  const said = words(item.row);
  return filter.text.split(/\s+/).every((needle) => said.includes(needle));
}

/** Rows are replaced as a whole: what was worked out of one holds as long as it does. A page speaks for one office. */
let known = { office: "", items: new WeakMap<Row, Item | null>() };

/** Of one office, what it must do itself by the time left; then what waits for others; then what it only hears of. */
export function inboxOf(rows: Iterable<Row>, office: string): Item[] {
  if (known.office !== office) known = { office, items: new WeakMap() };
  const items: Item[] = [];
  for (const row of rows) {
    let item = known.items.get(row);
    if (item === undefined) known.items.set(row, (item = itemOf(row, office)));
    if (item) items.push(item);
  }
  return items.sort((a, b) => rank(a) - rank(b) || compare(a.due, b.due) || number(a.row) - number(b.row));
}
function rank(item: Item): number {
  return item.stage === "told" ? 2 : item.stage === "others" ? 1 : 0;
}
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
function number(row: Row): number {
  return Number(row.whistle.slice(1));
}

export function countStages(items: readonly Item[]): Record<Stage, number> {
  const count = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  for (const item of items) count[item.stage]++;
  return count;
}

/** Moves that can be made of several whistles at once. */
export const together = ["acknowledge", "report_in", "progress"] as const;
type IsMine = (wait: Pick<Wait, "office" | "who">) => boolean;
/** Those of the selection for which this person can make the move now. */
export function readyFor(move: (typeof together)[number], items: readonly Item[], isMine: IsMine): string[] {
  return items.filter((item) => isReady(move, item, isMine)).map((item) => item.row.whistle);
}
function isReady(move: (typeof together)[number], item: Item, isMine: IsMine): boolean {
  if (!item.part || !["DISPATCHED", "ACTIVE", "DISPUTED"].includes(item.row.state)) return false;
  if (move !== "progress") return item.todo.some((wait) => wait.move === move && isMine(wait));
  // An office that reported in may tell its progress whenever it likes, also where nothing waits for it.
  return ["REPORTED_IN", "WORKING"].includes(item.part.state) && isMine({ office: item.part.office, who: ["dept_officer"] });
}

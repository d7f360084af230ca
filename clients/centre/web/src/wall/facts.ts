// What the wall wants to know of a row, worked out once for each row and kept as long as the row is: rows are replaced as a whole, so a
// picture of ten thousand whistles only works out those that changed. Pure: no clock, no session of its own.

import type { Assignment, Role, Row, Wait } from "../types";
import { maySign } from "./actions";

/** What somebody in the centre has to decide about a whistle. */
export type Decision = "assign" | "uphold" | "minutes" | "suspend" | "extend" | "approve" | "verify" | "evaluate" | "other";

export interface Facts {
  row: Row;
  /** Ended whistles stay on the board for an hour; they are shown when somebody asks for them and never counted. */
  open: boolean;
  /** The missed wait that has run over longest: how late the whistle is. */
  late: Wait | null;
  /** Every office that is late in it, the longest first. */
  lateOffices: string[];
  /** The next wait that can still be met, or is only just due. */
  next: Wait | null;
  /** When something falls due next: a wait, or the review date of a suspension; Infinity when no time runs. */
  dueAt: number;
  /** Offices with a part in it that is not over. */
  busy: string[];
  /** Highest level that has come, 0 without any. */
  level: number;
  /** How new its trouble is, as far as the row tells: the end of the limit missed first, or when it came. */
  since: number;
  number: number;
}

const over: ReadonlySet<Row["state"]> = new Set(["CLOSED", "REJECTED", "CANCELLED"]);

const known = new WeakMap<Row, Facts>();

export function factsOf(row: Row): Facts {
  let facts = known.get(row);
  if (!facts) known.set(row, (facts = workOut(row)));
  return facts;
}

function workOut(row: Row): Facts {
  const open = !over.has(row.state);
  let late: Wait | null = null;
  let next: Wait | null = null;
  const lateOffices: string[] = [];
  for (const wait of row.waits) {
    if (wait.due === undefined) continue;
    if (wait.missed) {
      if (late === null || wait.due < late.due!) late = wait;
      if (!lateOffices.includes(wait.office)) lateOffices.push(wait.office);
    } else if (next === null || wait.due < next.due!) next = wait;
  }
  return {
    row,
    open,
    late,
    lateOffices,
    next,
    dueAt: next?.due ?? (row.held === "SUSPENDED" && row.until !== undefined ? row.until : Infinity),
    busy: row.assignments.filter(isBusy).map((one) => one.office),
    level: row.level ?? 0,
    since: late?.due ?? row.blown_at ?? row.raised_at,
    number: Number(row.whistle.slice(1)),
  };
}

export const isBusy = (one: Pick<Assignment, "state">) => one.state !== "DONE" && one.state !== "RELIEVED";

/** The next level above the one it has, that fires if nothing is done: of a whistle that is late, how long until it is worse. */
export function nextLevel(facts: Facts): { level: number; due: number } | null {
  let soonest: { level: number; due: number } | null = null;
  for (const wait of facts.row.waits)
    if (wait.missed && wait.next && wait.next.level > facts.level && (soonest === null || wait.next.due < soonest.due)) soonest = wait.next;
  return soonest;
}

export type Stage = "calm" | "soon" | "due";

/** A limit under this is short whatever its length: kinds that run round the clock are measured in minutes, the others in hours. */
export function shortLimit(roundClock: boolean): number {
  return roundClock ? 5 * 60_000 : 60 * 60_000;
}

/**
 * How near a wait is. The last fifth of a limit begins with level 0, which the ladder fires at 80 %: a wait whose next level is higher
 * has passed it.
 */
export function stageOf(facts: Facts, now: number, roundClock: boolean): Stage {
  if (facts.dueAt === Infinity) return "calm";
  const left = facts.dueAt - now;
  if (left <= 0) return "due";
  if (facts.next === null) return "calm";
  if (left <= shortLimit(roundClock)) return "soon";
  const ahead = facts.next.next;
  return ahead !== undefined && (ahead.level >= 1 || ahead.due <= now) ? "soon" : "calm";
}

export interface Me {
  office: string;
  roles: readonly Role[];
}

const decisions: ReadonlySet<string> = new Set(["assign", "uphold", "minutes", "approve", "verify", "evaluate"]);

/**
 * What of a whistle waits for this person. Suspensions and extensions that were asked for have no clock and so are no waits; they wait
 * for the centre, a suspension for the role it was put before.
 */
export function decisionsFor(row: Row, me: Me): Decision[] {
  const found: Decision[] = [];
  for (const wait of row.waits)
    if (wait.office === me.office && wait.who.some((role) => me.roles.includes(role)))
      found.push(decisions.has(wait.move) ? (wait.move as Decision) : "other");
  const mayAny = (...roles: Role[]) => roles.some((role) => me.roles.includes(role));
  if (row.state === "ACTIVE") {
    if (maySign(row, me.roles)) found.push("suspend");
    if (row.extension_asked && mayAny("command_centre", "dispatcher")) found.push("extend");
  }
  return [...new Set(found)];
}

// The picture: everything the panes show, derived from the rows in one pass and handed to them whole. It is made once per change of the
// board (live.ts says when), never by a row's component, so ten thousand whistles cost one pass and two sorts however many panes look.

import type { FeedEvent, Row } from "../types";
import { factsOf, type Decision, type Facts } from "./facts";
import { inTile, needles, passesElse, passesStreet, passesTile, tiles, type Filter, type Ground, type Tile } from "./filter";

/** What one street's tile on the map shows. `supervised` are at level 2 and above, `late` those late or reminded below that. */
export interface StreetTally {
  open: number;
  late: number;
  supervised: number;
}

export interface OfficeTally {
  /** Parts in whistles that are not over. */
  busy: number;
  late: number;
}

export interface Picture {
  /** At level 1 and above, the highest and newest first. */
  escalated: Facts[];
  /** Everything that a limit runs for, by time left; then what no time runs for. */
  due: Facts[];
  /** Of the tiles, within what street, department, kind and text leave. */
  counts: Record<Tile, number>;
  levels: number[];
  /** What waits for the one who looks, by what it asks of them. */
  decisions: Map<Decision, number>;
  streets: Map<string, StreetTally>;
  /** Of all offices on the whole board, whatever the filter: presence does not depend on what one looks at. */
  offices: Map<string, OfficeTally>;
  /** When the level of a whistle last rose, as far as the board was told. */
  raisedAt: Map<string, number>;
  /** How many whistles the filter lets through. */
  shown: number;
}

/** When each whistle was last escalated. `alarms` is newest first. */
export function escalationTimes(alarms: readonly FeedEvent[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const alarm of alarms)
    if (alarm.whistle !== undefined && Number(alarm.level) >= 1 && !times.has(alarm.whistle)) times.set(alarm.whistle, alarm.at);
  return times;
}

/** The instant that says how new an escalation is: told, or else when the oldest limit that was missed ended. */
function since(facts: Facts, raisedAt: ReadonlyMap<string, number>): number {
  return raisedAt.get(facts.row.whistle) ?? facts.late?.due ?? facts.row.blown_at ?? facts.row.raised_at;
}

const byNumber = (a: Facts, b: Facts) => Number(a.row.whistle.slice(1)) - Number(b.row.whistle.slice(1));

export function byEscalation(list: readonly Facts[], raisedAt: ReadonlyMap<string, number>): Facts[] {
  return list
    .map((facts) => ({ facts, at: since(facts, raisedAt) }))
    .sort((a, b) => b.facts.level - a.facts.level || b.at - a.at || byNumber(a.facts, b.facts))
    .map((one) => one.facts);
}

/** Infinity minus itself is no number, so those without a limit are told apart first. */
export function byTimeLeft(a: Facts, b: Facts): number {
  if (a.dueAt === b.dueAt) return byNumber(a, b);
  return a.dueAt < b.dueAt ? -1 : 1;
}

export function makePicture(rows: Iterable<Row>, alarms: readonly FeedEvent[], filter: Filter, ground: Ground): Picture {
  const raisedAt = escalationTimes(alarms);
  const counts = Object.fromEntries(tiles.map((tile) => [tile, 0])) as Record<Tile, number>;
  const levels = [0, 0, 0, 0, 0, 0];
  const decisions = new Map<Decision, number>();
  const streets = new Map<string, StreetTally>();
  const offices = new Map<string, OfficeTally>();
  const escalated: Facts[] = [];
  const due: Facts[] = [];
  const sought = needles(filter.text);
  let shown = 0;

  for (const row of rows) {
    const facts = factsOf(row);
    if (facts.open) tallyOffices(offices, facts);
    if (!passesElse(facts, filter, ground, sought)) continue;
    const here = passesStreet(facts, filter);
    if (here && facts.open) {
      for (const tile of tiles) if (inTile(facts, tile, ground)) counts[tile] += 1;
      levels[facts.level]! += 1;
      for (const decision of ground.mine(facts)) decisions.set(decision, (decisions.get(decision) ?? 0) + 1);
    }
    if (!passesTile(facts, filter, ground)) continue;
    if (facts.open) tallyStreet(streets, facts);
    if (!here) continue;
    shown += 1;
    if (facts.open && facts.level >= 1) escalated.push(facts);
    // An escalated whistle with nothing left to meet has its place above; every other is found below, limit or none.
    if (facts.next !== null || facts.level < 1 || !facts.open) due.push(facts);
  }
  return {
    escalated: byEscalation(escalated, raisedAt),
    due: due.sort(byTimeLeft),
    counts,
    levels,
    decisions,
    streets,
    offices,
    raisedAt,
    shown,
  };
}

function tallyStreet(streets: Map<string, StreetTally>, facts: Facts) {
  let tally = streets.get(facts.row.street);
  if (!tally) streets.set(facts.row.street, (tally = { open: 0, late: 0, supervised: 0 }));
  tally.open += 1;
  if (facts.level >= 2) tally.supervised += 1;
  else if (facts.late !== null || facts.level === 1) tally.late += 1;
}

function tallyOffices(offices: Map<string, OfficeTally>, facts: Facts) {
  for (const office of facts.busy) {
    let tally = offices.get(office);
    if (!tally) offices.set(office, (tally = { busy: 0, late: 0 }));
    tally.busy += 1;
    if (facts.lateOffices.includes(office)) tally.late += 1;
  }
}

// The picture: everything the panes show, derived from the rows and handed to them whole. A painter keeps one for one filter and paints
// over only what changed: with ten thousand whistles and fifty changes a second, deriving all of it anew each time would cost more than
// all the drawing. What it hands out is never changed afterwards; what did not change keeps its identity, so that nobody draws it again.
//
//   const painter = new Painter(filter, ground);
//   let picture = painter.paint(rows, alarms);     // everything
//   picture = painter.paint(rows, alarms);         // what changed since

import type { FeedEvent, Row } from "../types";
import { factsOf, type Decision, type Facts } from "./facts";
import { inTile, needles, passesElse, passesStreet, passesTile, tiles, type Filter, type Ground, type Tile } from "./filter";

/** What one street's tile on the map shows. `supervised` are at level 2 and above, `late` those late or reminded below that. */
export interface StreetTally {
  readonly open: number;
  readonly late: number;
  readonly supervised: number;
}

export interface OfficeTally {
  /** Parts in whistles that are not over. */
  readonly busy: number;
  readonly late: number;
}

export interface Picture {
  /** At level 1 and above, the highest and newest first. */
  escalated: readonly Facts[];
  /** Everything that a limit runs for, by time left; then what no time runs for. */
  due: readonly Facts[];
  /** Of the tiles, within what street, department, kind and text leave. */
  counts: Readonly<Record<Tile, number>>;
  levels: readonly number[];
  /** What waits for the one who looks, by what it asks of them. */
  decisions: ReadonlyMap<Decision, number>;
  streets: ReadonlyMap<string, StreetTally>;
  /** Of all offices on the whole board, whatever the filter: presence does not depend on what one looks at. */
  offices: ReadonlyMap<string, OfficeTally>;
  /** When the level of a whistle last rose, as far as the board was told. */
  raisedAt: ReadonlyMap<string, number>;
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

/** What one whistle adds to the picture, kept so that it can be taken out again just as it was put in. */
interface Share {
  facts: Facts;
  /** When it was escalated, as told: kept after the board's list of alarms has dropped it. */
  told: number | undefined;
  /** How new its escalation is: as told, or else as the row tells. */
  at: number;
  tiles: readonly Tile[];
  decisions: readonly Decision[];
  street: boolean;
  shown: boolean;
  escalated: boolean;
  due: boolean;
}

const byEscalation = (a: Share, b: Share) => b.facts.level - a.facts.level || b.at - a.at || b.facts.number - a.facts.number;

/** Infinity minus itself is no number, so those without a limit are told apart first. */
const byTimeLeft = (a: Share, b: Share) =>
  a.facts.dueAt === b.facts.dueAt ? a.facts.number - b.facts.number : a.facts.dueAt < b.facts.dueAt ? -1 : 1;

/** From here on it is quicker to sort once than to find the place of each. */
const many = 100;

class Sorted {
  private list: Share[] = [];
  private facts: readonly Facts[] | null = [];
  constructor(private readonly order: (a: Share, b: Share) => number) {}

  remove(share: Share) {
    const at = this.placeOf(share);
    if (this.list[at] === share) this.list.splice(at, 1);
    this.facts = null;
  }
  add(shares: readonly Share[]) {
    if (shares.length === 0) return;
    if (shares.length > many) this.list = [...this.list, ...shares].sort(this.order);
    else for (const share of shares) this.list.splice(this.placeOf(share), 0, share);
    this.facts = null;
  }
  values(): readonly Facts[] {
    return (this.facts ??= this.list.map((share) => share.facts));
  }
  /** The index of the first that is not before it. */
  private placeOf(share: Share): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.order(this.list[middle]!, share) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export class Painter {
  private readonly sought: string[];
  private readonly shares = new Map<string, Share>();
  private readonly escalated = new Sorted(byEscalation);
  private readonly due = new Sorted(byTimeLeft);
  private readonly counts = Object.fromEntries(tiles.map((tile) => [tile, 0])) as Record<Tile, number>;
  private readonly levels = [0, 0, 0, 0, 0, 0];
  private readonly decisions = new Map<Decision, number>();
  private readonly streets = new Map<string, StreetTally>();
  private readonly offices = new Map<string, OfficeTally>();
  private shown = 0;

  constructor(
    private readonly filter: Filter,
    private readonly ground: Ground,
  ) {
    this.sought = needles(filter.text);
  }

  paint(rows: ReadonlyMap<string, Row>, alarms: readonly FeedEvent[]): Picture {
    const raisedAt = escalationTimes(alarms);
    const fresh: Share[] = [];
    const replace = (whistle: string, row: Row, before: Share | undefined) => {
      if (before) this.takeOut(before);
      const share = this.shareOf(row, raisedAt.get(whistle) ?? before?.told);
      this.shares.set(whistle, share);
      fresh.push(share);
    };
    for (const [whistle, row] of rows) {
      const before = this.shares.get(whistle);
      if (before?.facts.row !== row) replace(whistle, row, before);
    }
    // Of those the row of which is the same as before only the instant may be another.
    for (const [whistle, at] of raisedAt) {
      const before = this.shares.get(whistle);
      if (before && before.told !== at) replace(whistle, before.facts.row, before);
    }
    if (this.shares.size > rows.size)
      for (const [whistle, share] of this.shares) {
        if (rows.has(whistle)) continue;
        this.takeOut(share);
        this.shares.delete(whistle);
      }
    for (const share of fresh) this.tally(share, 1);
    this.escalated.add(fresh.filter((share) => share.escalated));
    this.due.add(fresh.filter((share) => share.due));
    return {
      escalated: this.escalated.values(),
      due: this.due.values(),
      counts: { ...this.counts },
      levels: [...this.levels],
      decisions: new Map(this.decisions),
      streets: new Map(this.streets),
      offices: new Map(this.offices),
      raisedAt,
      shown: this.shown,
    };
  }

  private shareOf(row: Row, told: number | undefined): Share {
    const facts = factsOf(row);
    const { filter, ground } = this;
    const inside = passesElse(facts, filter, ground, this.sought);
    const here = inside && passesStreet(facts, filter);
    const passes = inside && passesTile(facts, filter, ground);
    const shown = here && passes;
    return {
      facts,
      told,
      at: told ?? facts.since,
      tiles: here && facts.open ? tiles.filter((tile) => inTile(facts, tile, ground)) : [],
      decisions: here && facts.open ? ground.mine(facts) : [],
      street: passes && facts.open,
      shown,
      escalated: shown && facts.open && facts.level >= 1,
      // An escalated whistle with nothing left to meet has its place above; every other is found below, limit or none.
      due: shown && (facts.next !== null || facts.level < 1 || !facts.open),
    };
  }

  private takeOut(share: Share) {
    this.tally(share, -1);
    if (share.escalated) this.escalated.remove(share);
    if (share.due) this.due.remove(share);
  }

  private tally({ facts, ...share }: Share, by: 1 | -1) {
    for (const tile of share.tiles) this.counts[tile] += by;
    if (share.tiles.length > 0) this.levels[facts.level]! += by;
    for (const decision of share.decisions) put(this.decisions, decision, (this.decisions.get(decision) ?? 0) + by, (count) => count === 0);
    if (share.shown) this.shown += by;
    if (share.street) {
      const { open, late, supervised } = this.streets.get(facts.row.street) ?? { open: 0, late: 0, supervised: 0 };
      const isSupervised = facts.level >= 2;
      const isLate = !isSupervised && (facts.late !== null || facts.level === 1);
      const tally = { open: open + by, late: late + (isLate ? by : 0), supervised: supervised + (isSupervised ? by : 0) };
      put(this.streets, facts.row.street, tally, (one) => one.open === 0);
    }
    if (facts.open)
      for (const office of facts.busy) {
        const { busy, late } = this.offices.get(office) ?? { busy: 0, late: 0 };
        const tally = { busy: busy + by, late: late + (facts.lateOffices.includes(office) ? by : 0) };
        put(this.offices, office, tally, (one) => one.busy === 0);
      }
  }
}

function put<K, V>(map: Map<K, V>, key: K, value: V, isNothing: (value: V) => boolean) {
  if (isNothing(value)) map.delete(key);
  else map.set(key, value);
}

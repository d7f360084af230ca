// Storm mode: hundreds of escalations at once cannot be read one by one, so the board says what they have in common. Here is when it
// comes on and goes off, and how whistles are grouped; the pane draws it.

import type { Facts } from "./facts";

/** More than this many new escalations within the window, or this many shown, is a storm. */
export const surgeLimit = 40;
export const surgeWindow = 10_000;
export const shownLimit = 150;
/** It goes off below this, so that it does not flicker about its limit. */
export const calmLimit = 100;

export type StormMode = "auto" | "on" | "off";

export function stormMode(text: string | undefined): StormMode {
  return text === "on" || text === "off" ? text : "auto";
}

/** Counts the escalations of the last seconds. Instants are of any one clock; the wall uses the browser's own. */
export class Surge {
  private times: number[] = [];

  add(at: number, count = 1) {
    for (let i = 0; i < count; i += 1) this.times.push(at);
    if (this.times.length > 10 * surgeLimit) this.times = this.times.slice(-5 * surgeLimit);
  }

  within(now: number): number {
    this.times = this.times.filter((at) => at > now - surgeWindow);
    return this.times.length;
  }
}

/** Whether a storm is on by itself, given whether it was. */
export function isStorm(was: boolean, recent: number, shown: number): boolean {
  if (recent > surgeLimit || shown > shownLimit) return true;
  return was && (recent > surgeLimit / 4 || shown > calmLimit);
}

export type Grouping = "matter" | "office";

/** What the reader chose; null: whichever says more in fewer lines. */
export function groupingOf(text: string | undefined): Grouping | null {
  return text === "office" || text === "matter" ? text : null;
}

/** A storm has one cause or many: grouped by matter it should come down to a third of its lines, or else it is grouped by office. */
export function groupBest(escalated: readonly Facts[]): Group[] {
  const matters = groupBy(escalated, "matter");
  return matters.length * 3 <= escalated.length ? matters : groupBy(escalated, "office");
}

export interface Group {
  key: string;
  grouping: Grouping;
  category: string | null;
  /** The street, or the office, that the group is of; null: nobody in particular is late. */
  place: string | null;
  /** In the order of the board: the first is the worst. */
  members: Facts[];
  /** How many are at each level, 0 to 5. */
  levels: number[];
  worst: number;
}

/** Groups of whistles that are in the board's order; the worst group first, of equals the larger. */
export function groupBy(escalated: readonly Facts[], grouping: Grouping): Group[] {
  const groups = new Map<string, Group>();
  for (const facts of escalated) {
    const { row } = facts;
    const place = grouping === "matter" ? row.street : (facts.lateOffices[0] ?? row.lead);
    const category = grouping === "matter" ? row.category : null;
    const key = grouping === "matter" ? `${category ?? ""}@${place}` : (place ?? "");
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { key, grouping, category, place, members: [], levels: [0, 0, 0, 0, 0, 0], worst: 0 }));
    group.members.push(facts);
    group.levels[facts.level]! += 1;
    group.worst = Math.max(group.worst, facts.level);
  }
  return [...groups.values()].sort(
    (a, b) => b.worst - a.worst || b.members.length - a.members.length || (a.key < b.key ? -1 : 1),
  );
}

/** A line of the list: a whistle, or the head of a group. */
export type Item = Facts | { group: Group; open: boolean };

export function keyOf(item: Item): string {
  return "group" in item ? `g:${item.group.key}` : item.row.whistle;
}

/** Each group's head, and its members where it is opened. */
export function stormItems(groups: readonly Group[], opened: ReadonlySet<string>): Item[] {
  return groups.flatMap((group): Item[] => {
    const open = opened.has(group.key);
    return open ? [{ group, open }, ...group.members] : [{ group, open }];
  });
}

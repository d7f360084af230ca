// What is new to this desk and was not announced yet. Kept over a reload, so that nothing rings twice; what came while nobody looked
// rings once when the page is opened. Pure, but for the small store at the end.
import type { FeedEvent, Row } from "../types";

/** What was announced, by what it is about, and when (this machine's clock). */
export type Memory = Readonly<Record<string, number>>;

const most = 2000;

const pendingKey = (whistle: string): string => `new ${whistle}`;
/** A level of one clock is one announcement, whatever event brought it. */
export function levelKey(event: FeedEvent): string {
  return ["level", event.whistle, event.level, event.clock ?? "", event.at].join(" ");
}

/** Whistles that wait for this office to acknowledge them. */
export function pendingFor(rows: Iterable<Row>, office: string): Row[] {
  const found: Row[] = [];
  for (const row of rows)
    if (isWorkedOn(row) && row.assignments.some((one) => one.office === office && one.state === "PENDING")) found.push(row);
  return found;
}
function isWorkedOn(row: Row): boolean {
  return row.state === "DISPATCHED" || row.state === "ACTIVE" || row.state === "DISPUTED";
}

/** Levels by which this office is told of its own delay or of somebody else's. */
export function levelsFor(alarms: readonly FeedEvent[], office: string): FeedEvent[] {
  return alarms.filter((event) => recipients(event).some((one) => one.startsWith(`${office}/`)));
}
function recipients(event: FeedEvent): string[] {
  return Array.isArray(event.notify) ? event.notify.filter((one): one is string => typeof one === "string") : [];
}

export interface News {
  whistles: Row[];
  levels: FeedEvent[];
}

export function newsIn(memory: Memory, pending: readonly Row[], levels: readonly FeedEvent[]): News {
  return {
    whistles: pending.filter((row) => !(pendingKey(row.whistle) in memory)),
    levels: levels.filter((event) => !(levelKey(event) in memory)),
  };
}

/**
 * The memory after the news were announced. A whistle that this office has acknowledged is forgotten, so that it rings again when it is
 * sent here a second time; one that is not on the board is kept, since the board may only be loading.
 */
export function remember(memory: Memory, news: News, rows: ReadonlyMap<string, Row>, pending: readonly Row[], now: number): Memory {
  const waiting = new Set(pending.map((row) => pendingKey(row.whistle)));
  const entries = Object.entries(memory).filter(([key]) => !key.startsWith("new ") || waiting.has(key) || !rows.has(key.slice(4)));
  for (const row of news.whistles) entries.push([pendingKey(row.whistle), now]);
  for (const event of news.levels) entries.push([levelKey(event), now]);
  return Object.fromEntries(entries.slice(-most));
}

export function isSame(a: Memory, b: Memory): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b);
}

export interface MemoryStore {
  read(): Memory;
  write(memory: Memory): void;
}
/** Kept in the browser under the account; where it keeps nothing, for as long as the page lives. */
export function openMemory(storage: Storage, jurisdiction: string, account: string): MemoryStore {
  const key = `shao.announced.${jurisdiction}.${account}`;
  let held: Memory = {};
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
        if (typeof kept === "object" && kept !== null) return kept as Memory;
      } catch {
        // Unreadable is as good as empty: at worst something rings twice.
      }
      return held;
    },
    write(memory) {
      held = memory;
      try {
        storage.setItem(key, JSON.stringify(memory));
      } catch {
        // `held` does for this page.
      }
    },
  };
}

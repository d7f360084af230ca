// What the wall shows, as the address says it: one value that every pane obeys, written to the address and read from it without loss,
// so that a view can be sent to a colleague. Fields that say nothing are left out of the address.

import type { Decision, Facts } from "./facts";

export const tiles = ["open", "late", "escalated", "emergency", "mine", "suspended", "silent"] as const;
export type Tile = (typeof tiles)[number];

export interface Filter {
  tile: Tile | null;
  /** Exactly this level; the tile of a level sets it. */
  level: number | null;
  street: string | null;
  office: string | null;
  kind: string | null;
  text: string;
}

export const everything: Filter = { tile: null, level: null, street: null, office: null, kind: null, text: "" };

export function fromQuery(query: Readonly<Record<string, string>>): Filter {
  const level = Number(query.level);
  return {
    tile: tiles.find((one) => one === query.tile) ?? null,
    level: /^[0-5]$/.test(query.level ?? "") ? level : null,
    street: query.street || null,
    office: query.office || null,
    kind: query.kind || null,
    text: query.q ?? "",
  };
}

/** The address's fields for a filter; null takes a field out of the address. */
export function toQuery(filter: Filter): Record<string, string | null> {
  return {
    tile: filter.tile,
    level: filter.level === null ? null : String(filter.level),
    street: filter.street,
    office: filter.office,
    kind: filter.kind,
    q: filter.text === "" ? null : filter.text,
  };
}

export function isEverything(filter: Filter): boolean {
  return Object.values(toQuery(filter)).every((value) => value === null);
}

/** What a filter needs to know besides the row. */
export interface Ground {
  /** What of a whistle waits for the one who looks. */
  mine: (facts: Facts) => readonly Decision[];
  silent: ReadonlySet<string>;
  /** The words a whistle is found by, in both languages, lower case. */
  words: (facts: Facts) => string;
}

export function needles(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The tile's own question, asked of one whistle. */
export function inTile(facts: Facts, tile: Tile, ground: Ground): boolean {
  if (!facts.open) return false;
  switch (tile) {
    case "open":
      return true;
    case "late":
      return facts.late !== null;
    case "escalated":
      return facts.level >= 1;
    case "emergency":
      return facts.row.emergency;
    case "mine":
      return ground.mine(facts).length > 0;
    case "suspended":
      return facts.row.state === "SUSPENDED";
    case "silent":
      return facts.busy.some((office) => ground.silent.has(office));
  }
}

/** The map counts without it, so that choosing one street does not empty the others. */
export function passesStreet(facts: Facts, filter: Filter): boolean {
  return filter.street === null || facts.row.street === filter.street;
}

/** Who searches by words finds what ended within the hour, too; nothing else shows it. */
export function passesTile(facts: Facts, filter: Filter, ground: Ground): boolean {
  if (filter.level !== null && (!facts.open || facts.level !== filter.level)) return false;
  return filter.tile === null ? facts.open || filter.text !== "" : inTile(facts, filter.tile, ground);
}

/** Department, kind and text: what the tiles count within, together with the street. */
export function passesElse(facts: Facts, filter: Filter, ground: Ground, sought: string[]): boolean {
  if (filter.kind !== null && facts.row.kind !== filter.kind) return false;
  if (filter.office !== null && !facts.row.assignments.some((one) => one.office === filter.office && one.state !== "RELIEVED"))
    return false;
  if (sought.length === 0) return true;
  const words = ground.words(facts);
  return sought.every((needle) => words.includes(needle));
}

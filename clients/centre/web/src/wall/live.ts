// Keeps the picture: brought up to date when the board changed, at most four times a second and never while the reader has paused.
// Everything else reads the picture and not the board.

import { computed, onScopeDispose, ref, shallowRef, toRaw, watch, watchEffect, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { alarms, presence, rows } from "../board";
import { directory, officeOf } from "../directory";
import { session } from "../session";
import type { FeedEvent, Row } from "../types";
import { decisionsFor, type Decision, type Facts } from "./facts";
import type { Filter, Ground } from "./filter";
import { Painter, type Picture } from "./picture";

const pace = 250;

export interface Live {
  picture: ShallowRef<Picture>;
  /** Offices that are not connected; empty for those who are not told. */
  silent: ComputedRef<ReadonlySet<string>>;
  mine: (facts: Facts) => readonly Decision[];
  paused: Ref<boolean>;
  /** How many whistles changed, came or went since the reader paused. */
  waiting: Ref<number>;
  pause: () => void;
  resume: () => void;
}

export function useLive(filter: Ref<Filter>): Live {
  const paused = ref(false);
  const waiting = ref(0);
  let held: { rows: Map<string, Row>; alarms: readonly FeedEvent[] } | null = null;

  // Presence is told every few seconds whether it changed or not; the same set stays the same.
  const silent = computed<ReadonlySet<string>>((before) => {
    const present = presence.value;
    const all = present === null ? [] : (directory.value?.offices ?? []);
    const now = new Set(all.filter((one) => one.type !== "community" && !present!.has(one.id)).map((one) => one.id));
    return before && before.size === now.size && [...now].every((one) => before.has(one)) ? before : now;
  });

  // What is worked out of a row and somebody or something else is kept until that changes.
  let decided = new WeakMap<Facts, readonly Decision[]>();
  let worded = new WeakMap<Facts, string>();
  const mine = (facts: Facts): readonly Decision[] => {
    let found = decided.get(facts);
    if (!found) decided.set(facts, (found = session.value ? decisionsFor(facts.row, session.value) : []));
    return found;
  };
  const words = (facts: Facts): string => {
    let found = worded.get(facts);
    if (!found) worded.set(facts, (found = wordsOf(facts)));
    return found;
  };

  const begin = () => {
    const ground: Ground = { mine, silent: silent.value, words };
    return new Painter(filter.value, ground);
  };
  let painter = begin();
  const paint = () => painter.paint(held?.rows ?? toRaw(rows), held?.alarms ?? alarms.value);
  const picture = shallowRef(paint());

  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const refresh = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    if (held) waiting.value = changesSince(held.rows);
    else picture.value = paint();
  };
  const schedule = () => {
    timer ??= setTimeout(refresh, Math.max(0, last + pace - performance.now()));
  };
  // `size` depends on every change of the map; iterating a reactive map would cost more than the picture.
  watchEffect(() => {
    void rows.size;
    void alarms.value;
    schedule();
  });
  watch([directory, session], () => {
    decided = new WeakMap();
    worded = new WeakMap();
  });
  watch([filter, silent, directory, session], () => {
    painter = begin();
    picture.value = paint();
  });
  onScopeDispose(() => clearTimeout(timer));

  const pause = () => {
    held = { rows: new Map(toRaw(rows)), alarms: alarms.value };
    waiting.value = 0;
    paused.value = true;
  };
  const resume = () => {
    held = null;
    paused.value = false;
    refresh();
  };
  return { picture, silent, mine, paused, waiting, pause, resume };
}

function changesSince(held: ReadonlyMap<string, Row>): number {
  const current = toRaw(rows);
  let count = 0;
  for (const [whistle, row] of current) if (held.get(whistle) !== row) count += 1;
  for (const whistle of held.keys()) if (!current.has(whistle)) count += 1;
  return count;
}

function wordsOf({ row, late }: Facts): string {
  const offices = [row.street, row.unit, row.lead, late?.office].map(officeOf);
  const kinds = directory.value?.kinds.find((one) => one.id === row.kind);
  const category = directory.value?.categories.find((one) => one.id === row.category);
  const names = [...offices, kinds, category].flatMap((one) => (one ? [one.zh, one.en] : []));
  return [row.whistle, row.title, row.place?.address ?? "", ...names].join("\n").toLowerCase();
}

// What the wall calls out: a sound for each level that comes, again and again for the grave ones until somebody has looked; a sound when
// an office with work falls silent; and the mute that ends by itself. From the moment that somebody opened the wall it goes on whatever
// page is open, until they sign out: a room must not be deaf while one whistle is read.

import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { onEvent, presence, rows } from "../board";
import { now } from "../leader_time";
import { forTheSession } from "../ui/for_the_session";
import { usePaced } from "../ui/paced";
import { isBusy } from "./facts";
import { isMuted, keepMute, muteLeft, muteUntil, readMute } from "./mute";
import { openSound } from "./sound";
import { figureOf, nextFigure, repeatsFrom, silentFigure, type Stroke } from "./tones";

export interface Alarms {
  /** Whistles whose grave alarm nobody has looked at, the newest last. */
  unseen: ShallowRef<ReadonlyMap<string, number>>;
  look: (whistle: string) => void;
  lookAtAll: () => void;
  /** Since when an office is silent, in the leader's time; only those that this browser saw go. */
  silentSince: ShallowRef<ReadonlyMap<string, number>>;
  muted: ComputedRef<boolean>;
  /** "14:59" until the sound comes back. */
  muteLeft: ComputedRef<string>;
  mute: (minutes: number) => void;
  unmute: () => void;
  /** The browser waits for a first touch before it lets the page sound. */
  blocked: Ref<boolean>;
  try: (level: number) => void;
}

export const useAlarms = forTheSession(openAlarms);

function hasWork(office: string): boolean {
  for (const row of rows.values())
    if (row.ended_at === undefined && row.assignments.some((one) => one.office === office && isBusy(one))) return true;
  return false;
}

function openAlarms(): Alarms {
  const sound = openSound();
  const unseen = shallowRef<ReadonlyMap<string, number>>(new Map());
  const until = ref(readMute(Date.now()));
  const moment = ref(Date.now());
  const muted = computed(() => isMuted(until.value, moment.value));
  const silentSince = shallowRef<ReadonlyMap<string, number>>(new Map());
  let fresh: number[] = [];
  let last = -Infinity;
  let office: readonly Stroke[] | null = null;

  onEvent((event) => {
    const level = Number(event.level);
    if ((event.event !== "level_fired" && event.event !== "level_raised") || !(level >= 1)) return;
    fresh.push(level);
    // A lower level of another limit does not make less of the one before; the newest stand last.
    if (level >= repeatsFrom && event.whistle !== undefined) {
      const rest = new Map(unseen.value);
      rest.delete(event.whistle);
      unseen.value = rest.set(event.whistle, Math.max(level, unseen.value.get(event.whistle) ?? 0));
    }
  });

  watch(presence, (present, before) => {
    const since = new Map([...silentSince.value].filter(([id]) => present !== null && !present.has(id)));
    for (const id of present === null ? [] : (before ?? [])) {
      if (present!.has(id)) continue;
      since.set(id, now());
      if (hasWork(id)) office = silentFigure;
    }
    silentSince.value = since;
  });

  const look = (whistle: string) => {
    if (!unseen.value.has(whistle)) return;
    const rest = new Map(unseen.value);
    rest.delete(whistle);
    unseen.value = rest;
  };
  // What is over or was settled needs nobody to look.
  const over = usePaced((all) => [...unseen.value.keys()].filter((whistle) => all.get(whistle)?.ended_at !== undefined || !all.has(whistle)));
  watch(over, (whistles) => whistles.forEach(look));

  const beat = setInterval(() => {
    moment.value = Date.now();
    if (until.value !== null && !muted.value) unmute();
    const next = nextFigure(fresh, [...unseen.value.values()], performance.now(), last);
    if (next === null && office === null) return;
    if (!muted.value) sound.play(next !== null ? figureOf(next) : office!);
    last = performance.now();
    fresh = [];
    office = null;
  }, 500);

  const mute = (minutes: number) => {
    moment.value = Date.now();
    until.value = muteUntil(moment.value, minutes);
    keepMute(until.value);
  };
  const unmute = () => {
    until.value = null;
    keepMute(null);
  };
  onScopeDispose(() => {
    clearInterval(beat);
    sound.close();
  });
  return {
    unseen,
    look,
    lookAtAll: () => (unseen.value = new Map()),
    silentSince,
    muted,
    muteLeft: computed(() => muteLeft(until.value, moment.value)),
    mute,
    unmute,
    blocked: sound.blocked,
    try: (level) => sound.play(figureOf(level)),
  };
}

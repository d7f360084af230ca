// What the wall calls out: a sound for each level that comes, again and again for the grave ones until somebody has looked; a sound when
// an office with work falls silent; and the mute that ends by itself.

import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { onEvent, presence, rows } from "../board";
import type { Live } from "./live";
import { isMuted, keepMute, muteLeft, muteUntil, readMute } from "./mute";
import { openSound } from "./sound";
import { figureOf, nextFigure, repeatsFrom, silentFigure, type Stroke } from "./tones";

export interface Alarms {
  /** Whistles whose grave alarm nobody has looked at, the newest last. */
  unseen: ShallowRef<ReadonlyMap<string, number>>;
  look: (whistle: string) => void;
  lookAtAll: () => void;
  /** Since when an office is silent, by this browser's clock; only those that it saw go. */
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

// What was not looked at stays so while the person reads one whistle's page and comes back.
const unseen = shallowRef<ReadonlyMap<string, number>>(new Map());

export function useAlarms(live: Live): Alarms {
  const sound = openSound();
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
    if (level >= repeatsFrom && event.whistle !== undefined) unseen.value = new Map(unseen.value).set(event.whistle, level);
  });

  watch(presence, (now, before) => {
    const since = new Map([...silentSince.value].filter(([id]) => now !== null && !now.has(id)));
    for (const id of now === null ? [] : (before ?? [])) {
      if (now!.has(id)) continue;
      since.set(id, Date.now());
      if (live.picture.value.offices.has(id)) office = silentFigure;
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
  watch(live.picture, () => {
    for (const whistle of unseen.value.keys()) if (rows.get(whistle)?.ended_at !== undefined || !rows.has(whistle)) look(whistle);
  });

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

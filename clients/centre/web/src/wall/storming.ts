// Whether the board groups, and how, as the address and the rush of events say; storm.ts has the rules.

import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { setQuery, useAddress } from "../address";
import { onEvent, second } from "../board";
import type { Live } from "./live";
import { groupBest, groupBy, groupingOf, isStorm, stormItems, stormMode, Surge, surgeLimit, type Grouping, type Group, type Item, type StormMode } from "./storm";

export interface Storming {
  on: ComputedRef<boolean>;
  mode: ComputedRef<StormMode>;
  /** How many came within the last seconds, when that is what makes it a storm; else 0. */
  rush: Ref<number>;
  grouping: ComputedRef<Grouping>;
  groups: ComputedRef<Group[]>;
  items: ComputedRef<readonly Item[]>;
  opened: ShallowRef<ReadonlySet<string>>;
  expand: (key: string) => void;
  toggle: () => void;
  automatic: () => void;
  groupBy: (grouping: Grouping) => void;
}

export function useStorm(live: Live): Storming {
  const address = useAddress();
  const mode = computed(() => stormMode(address.value.query.storm));
  const asked = computed(() => groupingOf(address.value.query.group));
  const surge = new Surge();
  const rush = ref(0);
  const alone = ref(false);
  const opened = shallowRef<ReadonlySet<string>>(new Set());

  onEvent((event) => {
    if ((event.event === "level_fired" || event.event === "level_raised") && Number(event.level) >= 1) surge.add(performance.now());
  });
  watch(
    [second, live.picture],
    () => {
      const recent = surge.within(performance.now());
      rush.value = recent > surgeLimit ? recent : 0;
      alone.value = isStorm(alone.value, recent, live.picture.value.escalated.length);
    },
    { immediate: true },
  );

  const on = computed(() => (mode.value === "auto" ? alone.value : mode.value === "on"));
  const groups = computed(() => {
    if (!on.value) return [];
    const { escalated } = live.picture.value;
    return asked.value === null ? groupBest(escalated) : groupBy(escalated, asked.value);
  });
  const grouping = computed(() => groups.value[0]?.grouping ?? asked.value ?? "matter");
  const items = computed<readonly Item[]>(() => (on.value ? stormItems(groups.value, opened.value) : live.picture.value.escalated));
  return {
    on,
    mode,
    rush,
    grouping,
    groups,
    items,
    opened,
    expand: (key) => {
      const next = new Set(opened.value);
      if (!next.delete(key)) next.add(key);
      opened.value = next;
    },
    toggle: () => setQuery({ storm: on.value ? "off" : "on" }),
    automatic: () => setQuery({ storm: null }),
    groupBy: (to) => setQuery({ group: to }),
  };
}

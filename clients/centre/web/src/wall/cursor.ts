// The wall's one cursor over both lists, and what is picked. The keyboard moves it; the panes show it and bring its line into sight.

import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";
import { rows } from "../board";
import { first, keep, settle, step, toggle, type Cursor } from "./selection";
import type { Live } from "./live";

export interface Cursors {
  at: ShallowRef<Cursor | null>;
  picked: ShallowRef<ReadonlySet<string>>;
  /** The whistle under the cursor; null on the head of a group, or nowhere. */
  whistle: ComputedRef<string | null>;
  move: (by: 1 | -1) => void;
  /** To the beginning of a list. */
  enter: (list: number) => void;
  put: (cursor: Cursor) => void;
  pick: (whistle: string) => void;
  unpick: () => void;
  /** Tells a pane that the cursor was moved by the keyboard and its line should be in sight and have the focus. */
  moved: ShallowRef<number>;
}

export function useCursor(live: Live, lists: ComputedRef<readonly (readonly string[])[]>): Cursors {
  const at = shallowRef<Cursor | null>(null);
  const picked = shallowRef<ReadonlySet<string>>(new Set());
  const moved = shallowRef(0);
  const put = (cursor: Cursor) => {
    at.value = cursor;
    moved.value += 1;
  };

  // Nobody is on a line most of the time: the lists are only read when somebody is.
  let before: readonly (readonly string[])[] = [];
  watch([live.picture, () => at.value?.list, () => at.value?.key], () => {
    picked.value = keep(picked.value, (whistle) => rows.has(whistle));
    if (at.value === null) return;
    const { list, key } = at.value;
    const next = settle(before[list] ?? [], lists.value[list] ?? [], key);
    before = lists.value;
    if (next !== key) at.value = next === null ? null : { list, key: next };
  });

  return {
    at,
    picked,
    moved,
    put,
    whistle: computed(() => (at.value !== null && rows.has(at.value.key) ? at.value.key : null)),
    move: (by) => {
      const next = step(lists.value, at.value, by);
      if (next !== null) put(next);
    },
    enter: (list) => {
      const next = first(lists.value, list);
      if (next !== null) put(next);
    },
    pick: (whistle) => (picked.value = toggle(picked.value, whistle)),
    unpick: () => (picked.value = new Set()),
  };
}

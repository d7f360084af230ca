// What is worked out of the whole board, at most four times a second: at once when the board was quiet, so that what a person did is seen
// at once, and paced in a storm. It reads the rows without the cost of tracking each.
import { onScopeDispose, shallowRef, toRaw, watch, type ShallowRef } from "vue";
import { rows } from "../board";
import type { Row } from "../types";

const pace_ms = 250;

export function usePaced<T>(look: (rows: ReadonlyMap<string, Row>) => T): Readonly<ShallowRef<T>> {
  const found = shallowRef(look(toRaw(rows))) as ShallowRef<T>;
  let last = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function refresh(): void {
    timer = undefined;
    last = performance.now();
    found.value = look(toRaw(rows));
  }
  // `size` depends on every change of the map, also of one that replaces a row.
  watch(
    () => [rows.size],
    () => {
      const wait = last + pace_ms - performance.now();
      if (wait > 0) timer ??= setTimeout(refresh, wait);
      else if (timer === undefined) refresh();
    },
  );
  onScopeDispose(() => clearTimeout(timer));
  return found;
}

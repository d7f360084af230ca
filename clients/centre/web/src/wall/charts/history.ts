// The last 24 hours for the charts: asked for when they are first shown, then each minute, and sooner when levels fire meanwhile.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";
import { get, Problem } from "../../api";
import { onEvent } from "../../board";
import type { HistoryAnswer } from "../../types";

const pace = 60_000;
const soon = 10_000;

export function useHistory(): { history: ShallowRef<HistoryAnswer | null>; failure: ShallowRef<Problem | null>; load: () => Promise<void> } {
  const history = shallowRef<HistoryAnswer | null>(null);
  const failure = shallowRef<Problem | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = 0;
  let over = false;

  const load = async () => {
    clearTimeout(timer);
    due = Infinity;
    try {
      history.value = await get<HistoryAnswer>("/api/history");
      failure.value = null;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      failure.value = problem;
    }
    if (!over) plan(pace);
  };
  const plan = (wait: number) => {
    clearTimeout(timer);
    due = performance.now() + wait;
    timer = setTimeout(() => void load(), wait);
  };
  onEvent((event) => {
    if (event.event === "level_fired" && due > performance.now() + soon && due !== Infinity) plan(soon);
  });
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
  });
  void load();
  return { history, failure, load };
}

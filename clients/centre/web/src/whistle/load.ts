// One whistle, kept fresh: asked for again when the board's row of it moves or an event names it, at most a few times a second;
// when the line is back, because nobody told meanwhile; and after a while when it could not be asked.
import { onScopeDispose, shallowRef, watch } from "vue";
import { get, isPassing, Problem } from "../api";
import { connected, onEvent, rows, staleSince } from "../board";
import type { WhistleAnswer } from "../types";

const pause_ms = 250;
const retry_ms = 5_000;

export function useWhistle(number: () => string) {
  const answer = shallowRef<WhistleAnswer | null>(null);
  const problem = shallowRef<Problem | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = 0;
  let asking = false;
  let again = false;
  let over = false;

  /** Asks now; once more afterwards when something happened meanwhile. */
  async function reload(): Promise<void> {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const wanted = number();
    try {
      const found = await get<WhistleAnswer>(`/api/whistles/${wanted}`);
      if (over || wanted !== number()) return;
      answer.value = found;
      problem.value = null;
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      if (wanted === number()) problem.value = trouble;
      if (isPassing(trouble)) soon(trouble.retryAfter ?? retry_ms);
    } finally {
      asking = false;
      if (again) {
        again = false;
        soon();
      }
    }
  }
  function soon(wait = pause_ms): void {
    const at = performance.now() + wait;
    if (timer !== undefined && due <= at) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      timer = undefined;
      if (!over) void reload();
    }, wait);
  }

  watch(
    number,
    () => {
      answer.value = null;
      problem.value = null;
      void reload();
    },
    { immediate: true },
  );
  watch(
    () => rows.get(number())?.as_of,
    (as_of) => {
      if (as_of !== undefined && as_of > (answer.value?.whistle.as_of ?? 0)) soon();
    },
  );
  onEvent((event) => {
    if (event.whistle === number()) soon();
  });
  watch([connected, () => staleSince.value === null], ([open, fresh]) => {
    if (open && fresh) soon();
  });
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
  });
  return { answer, problem, reload };
}

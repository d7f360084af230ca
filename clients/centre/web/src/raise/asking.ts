// Asks the server what would happen to what is being written (POST /api/preview): a moment after the last key, at once before sending.
// Only the last answer counts; one that fails says whether that is the whistle's fault or the network's.
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { post, Problem } from "../api";
import type { Preview } from "../types";
import type { RaiseBody } from "./form";

export type Question = Omit<RaiseBody, "id">;
export interface Asking {
  /** The last answer; null before the first, or when there is nothing to ask. */
  preview: ShallowRef<Preview | null>;
  /** What the server said against the last question: a field that is wrong. */
  problem: ShallowRef<Problem | null>;
  /** The server cannot be asked now. */
  unreachable: ShallowRef<boolean>;
  /** Whether `preview` answers what is written now. */
  current: ShallowRef<boolean>;
  /** Asks now, and resolves when that is answered or has failed. */
  now(): Promise<void>;
}

const pause_ms = 450;
const retry_ms = 8_000;
/** Whoever stands in the rain does not wait longer for a forecast: what is written is sent without. */
const patience_ms = 5_000;

export function useAsking(question: Ref<Question | null>): Asking {
  const preview = shallowRef<Preview | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const unreachable = shallowRef(false);
  const current = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const mine = ++turn;
    const asked = question.value;
    if (!asked) {
      preview.value = problem.value = null;
      return;
    }
    try {
      const answer = await post<Preview>("/api/preview", asked, patience_ms);
      if (mine !== turn) return;
      preview.value = answer;
      problem.value = null;
      unreachable.value = false;
      current.value = true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      if (mine !== turn) return;
      const passing = failure.status === 0 || failure.status >= 500 || failure.status === 429 || failure.status === 401;
      unreachable.value = passing;
      problem.value = passing ? null : failure;
      if (!passing) preview.value = null;
      else timer = setTimeout(() => void ask(), failure.retryAfter ?? retry_ms);
    }
  }

  watch(
    () => JSON.stringify(question.value),
    () => {
      turn++;
      current.value = false;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), pause_ms);
    },
    { immediate: true },
  );
  const online = (): void => {
    if (unreachable.value) void ask();
  };
  window.addEventListener("online", online);
  onScopeDispose(() => {
    turn++;
    clearTimeout(timer);
    window.removeEventListener("online", online);
  });
  return { preview, problem, unreachable, current, now: ask };
}

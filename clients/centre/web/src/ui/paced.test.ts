import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope, nextTick, type EffectScope, type ShallowRef } from "vue";
import { rows } from "../board";
import type { Row } from "../types";
import { usePaced } from "./paced";

let scope: EffectScope;
let looks: number;
let count: Readonly<ShallowRef<number>>;
const put = async (whistle: string, as_of: number): Promise<void> => {
  rows.set(whistle, { whistle, as_of } as Row);
  await nextTick();
};

beforeEach(() => {
  vi.useFakeTimers();
  rows.clear();
  looks = 0;
  scope = effectScope();
  count = scope.run(() => usePaced((all) => (looks++, [...all.values()].reduce((sum, row) => sum + row.as_of, 0)))) as Readonly<ShallowRef<number>>;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

it("a change of a quiet board is seen at once, also one that replaces a row", async () => {
  vi.advanceTimersByTime(1000);
  await put("W1", 1);
  expect(count.value).toBe(1);
  vi.advanceTimersByTime(1000);
  await put("W1", 5);
  expect(count.value).toBe(5);
});

it("a storm is looked at four times a second, and its last change is not lost", async () => {
  vi.advanceTimersByTime(1000);
  const before = looks;
  for (let at = 1; at <= 100; at++) {
    await put("W1", at);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(250);
  expect(looks - before).toBeLessThanOrEqual(6);
  expect(count.value).toBe(100);
});

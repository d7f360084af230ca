import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { now, second, setClock, startTicking, stopTicking } from "./leader_time";

beforeEach(() => {
  vi.useFakeTimers();
  setClock(5_000_000, 1);
  startTicking();
});
afterEach(() => {
  stopTicking();
  vi.useRealTimers();
});

it("goes on while the device sleeps, in which only the date advances", async () => {
  await vi.advanceTimersByTimeAsync(1_000);
  const before = now();
  vi.setSystemTime(Date.now() + 40 * 60_000); // performance.now() stays
  await vi.advanceTimersByTimeAsync(1_000);
  expect(Math.round((second.value - before) / 60_000)).toBe(40);
});

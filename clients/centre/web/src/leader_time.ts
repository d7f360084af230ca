// The leader's time in the browser. Limits are counted by the leader's clock, never by that of this machine; in a drill it runs fast.
// Whoever shows a countdown reads `second`, which changes once a second for everybody, so that ten thousand rows share one timer.
import { shallowRef } from "vue";

let now0 = Date.now();
let t0 = performance.now();

/** How many times as fast as real time the leader's clock runs. */
export const clockSpeed = shallowRef(1);
/** The leader's time, in milliseconds since 1970, as of the last tick; changes once a second. */
export const second = shallowRef(now0);

/** The leader's time now, in milliseconds since 1970. */
export function now(): number {
  return now0 + (performance.now() - t0) * clockSpeed.value;
}

/** Sets the clock by what the server says. Small differences, which are the network's, do not make it jump back. */
export function setClock(leaderNow: number, speed: number): void {
  const here = now();
  const same = speed === clockSpeed.value;
  clockSpeed.value = speed;
  if (same && Math.abs(leaderNow - here) < 500 * Math.max(1, speed)) return;
  now0 = leaderNow;
  t0 = performance.now();
  second.value = now();
}

let timer: ReturnType<typeof setInterval> | undefined;

/** On most devices `performance.now()` stands still while they sleep; what the date has advanced beyond it was slept. */
const doze_ms = 2_000;
let dated = { wall: Date.now(), here: performance.now() };
function wakeUp(): void {
  const before = dated;
  dated = { wall: Date.now(), here: performance.now() };
  const slept = dated.wall - before.wall - (dated.here - before.here);
  if (slept > doze_ms) t0 -= slept;
}

/** Starts the tick; one for the whole page. */
export function startTicking(): void {
  if (timer !== undefined) return;
  dated = { wall: Date.now(), here: performance.now() };
  timer = setInterval(() => {
    wakeUp();
    second.value = now();
  }, 1000);
}
export function stopTicking(): void {
  clearInterval(timer);
  timer = undefined;
}

// Spans as digits that count: what stands still on a desk may be words, what is read across a room and moves every second is figures.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (n: number) => String(n).padStart(2, "0");

/** "04:59", "3:04:59", "2d 03:04": whole seconds of a span that is not negative. `days` is the unit's letter or word. */
export function digits(ms: number, days: string): string {
  const span = Math.max(0, ms);
  if (span >= day) return `${Math.floor(span / day)}${days} ${two(Math.floor((span % day) / hour))}:${two(Math.floor((span % hour) / minute))}`;
  const rest = `${two(Math.floor((span % hour) / minute))}:${two(Math.floor((span % minute) / second))}`;
  return span >= hour ? `${Math.floor(span / hour)}:${rest}` : rest;
}

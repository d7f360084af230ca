// What each level sounds like: figures only, so that they can be compared and tested; sound.ts plays them. Each level has a figure of
// its own, told apart by its number of strokes and its direction, not by loudness alone: 1 a single soft stroke, 2 two that fall,
// 3 three that rise, 4 a pair that alternates, 5 a long alternation above all others.

export interface Stroke {
  /** Seconds after the beginning. */
  at: number;
  hertz: number;
  seconds: number;
  /** 0 to 1. */
  gain: number;
}

export const figures: Record<1 | 2 | 3 | 4 | 5, readonly Stroke[]> = {
  1: [{ at: 0, hertz: 587, seconds: 0.5, gain: 0.25 }],
  2: [
    { at: 0, hertz: 784, seconds: 0.25, gain: 0.35 },
    { at: 0.22, hertz: 587, seconds: 0.5, gain: 0.35 },
  ],
  3: [
    { at: 0, hertz: 587, seconds: 0.2, gain: 0.5 },
    { at: 0.18, hertz: 740, seconds: 0.2, gain: 0.5 },
    { at: 0.36, hertz: 988, seconds: 0.6, gain: 0.5 },
  ],
  4: alternate(988, 659, 3, 0.2, 0.65),
  5: alternate(1175, 784, 5, 0.18, 0.75),
};

function alternate(high: number, low: number, times: number, step: number, gain: number): Stroke[] {
  return Array.from({ length: times * 2 }, (_, i) => ({ at: i * step, hertz: i % 2 === 0 ? high : low, seconds: step * 1.05, gain }));
}

/** The figure of an office that fell silent: one stroke twice, low, as no level has it. */
export const silentFigure: readonly Stroke[] = [
  { at: 0, hertz: 330, seconds: 0.18, gain: 0.35 },
  { at: 0.28, hertz: 330, seconds: 0.18, gain: 0.35 },
];

export function figureOf(level: number): readonly Stroke[] {
  const known = Math.min(5, Math.max(1, Math.round(level))) as 1 | 2 | 3 | 4 | 5;
  return figures[known];
}

/** From this level on a figure is played again until somebody has looked. */
export const repeatsFrom = 3;
export const repeatEvery = 20_000;
/** Between two figures, so that a storm is heard as one alarm and not as noise: the highest of those that came meanwhile is played. */
export const quietBetween = 2_000;

/**
 * What sounds next, if anything: of the levels that came since the last figure the highest; else, of those nobody has looked at, the
 * highest, when its time has come again.
 */
export function nextFigure(fresh: readonly number[], unseen: readonly number[], now: number, last: number): number | null {
  if (now - last < quietBetween) return null;
  const heard = fresh.filter((level) => level >= 1);
  if (heard.length > 0) return Math.max(...heard);
  const waiting = unseen.filter((level) => level >= repeatsFrom);
  return waiting.length > 0 && now - last >= repeatEvery ? Math.max(...waiting) : null;
}

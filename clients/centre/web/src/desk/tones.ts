// What a whistle sounds like that has just been sent here: two strokes that rise, and for an emergency twice as many and higher. Levels
// have figures of their own (src/wall/tones.ts).
import type { Stroke } from "../wall/tones";

export const arrival: readonly Stroke[] = [
  { at: 0, hertz: 659, seconds: 0.22, gain: 0.4 },
  { at: 0.18, hertz: 880, seconds: 0.5, gain: 0.4 },
];
export const urgentArrival: readonly Stroke[] = [
  { at: 0, hertz: 880, seconds: 0.16, gain: 0.6 },
  { at: 0.15, hertz: 1175, seconds: 0.24, gain: 0.6 },
  { at: 0.45, hertz: 880, seconds: 0.16, gain: 0.6 },
  { at: 0.6, hertz: 1175, seconds: 0.5, gain: 0.6 },
];

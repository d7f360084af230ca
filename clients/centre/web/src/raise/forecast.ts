// What `explain` says will happen, brought down to what somebody reads in the rain: who comes, by when, and who hears of it when they do
// not. Pure.
import type { ClockName, Preview, PreviewClock } from "../types";

export interface Step {
  clock: ClockName;
  /** Milliseconds since 1970. */
  due: number;
  /** As the configuration gives it: "5 m", "3 wd". */
  limit: string;
  /** Whose limit it is, or what comes before its own. */
  from: PreviewClock["from"];
}
/** Who is told when a limit passes, the first level first; warnings before the limit are left out. */
export interface Rung {
  level: number;
  due: number;
  recipients: string[];
}
export interface Forecast {
  /** Until when a leader has to review; null when it is blown at once. */
  review: number | null;
  /** The lead's limits in the order in which they end; counted from the approval when there is a review. */
  steps: Step[];
  /** What follows when the first step is missed. */
  rungs: Rung[];
}

export function forecastOf(preview: Preview): Forecast {
  const clocks = preview.clocks.map((clock) => ({ clock, due: Date.parse(clock.due) })).sort((a, b) => a.due - b.due);
  return {
    review: preview.review && preview.review_clock ? Date.parse(preview.review_clock.due) : null,
    steps: clocks.map(({ clock, due }) => ({ clock: clock.clock, due, limit: clock.limit, from: clock.from })),
    rungs: rungsOf(clocks[0]?.clock),
  };
}

function rungsOf(clock: PreviewClock | undefined): Rung[] {
  return (clock?.levels ?? [])
    .filter((level) => level.level >= 1 && level.recipients.length > 0)
    .map((level) => ({ level: level.level, due: Date.parse(level.due), recipients: level.recipients }));
}

/** "ZJW/dept_liaison" by its parts. */
export function recipientOf(text: string): { office: string; role: string } {
  const at = text.indexOf("/");
  return at < 0 ? { office: text, role: "" } : { office: text.slice(0, at), role: text.slice(at + 1) };
}

/** Recipients by office, so that it is named once: [["ZJW", ["dept_liaison", "dept_deputy_head"]]]. */
export function byOffice(recipients: readonly string[]): [office: string, roles: string[]][] {
  const offices = new Map<string, string[]>();
  for (const { office, role } of recipients.map(recipientOf)) offices.set(office, [...(offices.get(office) ?? []), role]);
  return [...offices];
}

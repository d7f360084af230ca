// The mute that ends by itself: nobody can forget a silent board. It is kept over a reload of the page, and counts by the browser's own
// clock, since it is about the people in the room.

export const muteMinutes = [5, 15, 30] as const;

const key = "shao.wall.muted-until";

export function muteUntil(now: number, minutes: number): number {
  return now + minutes * 60_000;
}

export function isMuted(until: number | null, now: number): boolean {
  return until !== null && now < until;
}

/** Minutes and seconds until the sound comes back, "14:59". */
export function muteLeft(until: number | null, now: number): string {
  const seconds = until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What was kept, unless it is over or cannot be: nothing mutes for longer than the longest choice. */
export function keptMute(kept: string | null, now: number): number | null {
  const until = Number(kept);
  return kept !== null && until > now && until <= muteUntil(now, muteMinutes.at(-1)!) ? until : null;
}

export function readMute(now: number): number | null {
  try {
    return keptMute(localStorage.getItem(key), now);
  } catch {
    return null;
  }
}

export function keepMute(until: number | null) {
  try {
    if (until === null) localStorage.removeItem(key);
    else localStorage.setItem(key, String(until));
  } catch {
    // A browser that keeps nothing mutes until the page is loaded anew.
  }
}

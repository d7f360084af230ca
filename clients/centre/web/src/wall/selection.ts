// The cursor and the selection: which line the keyboard is on, which whistles are picked, what survives when the lists change under
// them. Pure values; the wall holds one of each.

/** The line after or before `key`, over several lists as over one; the first line when the cursor is nowhere. */
export function step(lists: readonly (readonly string[])[], at: Cursor | null, by: 1 | -1): Cursor | null {
  const here = at === null ? -1 : (lists[at.list]?.indexOf(at.key) ?? -1);
  if (at === null || here < 0) return first(lists, at === null ? 0 : at.list);
  const next = lists[at.list]![here + by];
  if (next !== undefined) return { list: at.list, key: next };
  for (let list = at.list + by; list >= 0 && list < lists.length; list += by) {
    const key = by === 1 ? lists[list]![0] : lists[list]!.at(-1);
    if (key !== undefined) return { list, key };
  }
  return at;
}

export interface Cursor {
  list: number;
  key: string;
}

/** The first line of a list, or of the next one that has any. */
export function first(lists: readonly (readonly string[])[], from: number): Cursor | null {
  for (let i = 0; i < lists.length; i += 1) {
    const list = (from + i) % lists.length;
    const key = lists[list]![0];
    if (key !== undefined) return { list, key };
  }
  return null;
}

/** Where the cursor goes when its line is gone: the line that took its place, else the last one. */
export function settle(before: readonly string[], after: readonly string[], key: string): string | null {
  if (after.includes(key)) return key;
  const was = before.indexOf(key);
  const left = new Set(after);
  for (let i = was + 1; i < before.length; i += 1) if (left.has(before[i]!)) return before[i]!;
  return after[Math.min(Math.max(was, 0), after.length - 1)] ?? null;
}

export function toggle(picked: ReadonlySet<string>, whistle: string): Set<string> {
  const next = new Set(picked);
  if (!next.delete(whistle)) next.add(whistle);
  return next;
}

/** What of a selection is still on the board. The same set when nothing went. */
export function keep(picked: ReadonlySet<string>, has: (whistle: string) => boolean): ReadonlySet<string> {
  const next = [...picked].filter(has);
  return next.length === picked.size ? picked : new Set(next);
}

// Where this browser keeps what an account has not sent yet. Small on purpose: the shell asks whether there is anything, without loading
// what sends it.
const prefix = "shao.outbox.";
export function outboxKey(jurisdiction: string, account: string): string {
  return `${prefix}${jurisdiction}.${account}`;
}

/** How many whistles of this browser were blown and are not answered yet; of one account, or of all. */
export function unsentIn(storage: Storage, key?: string): number {
  try {
    const keys = key ? [key] : Object.keys(storage).filter((one) => one.startsWith(prefix));
    return keys.reduce((sum, one) => sum + unsentOf(JSON.parse(storage.getItem(one) ?? "[]")), 0);
  } catch {
    return 0;
  }
}
function unsentOf(kept: unknown): number {
  const waits = (one: { whistle?: unknown; refusal?: unknown } | null) => !!one && one.whistle === null && one.refusal === null;
  return Array.isArray(kept) ? kept.filter(waits).length : 0;
}

export function keepsAnything(storage: Storage, jurisdiction: string, account: string): boolean {
  try {
    return storage.getItem(outboxKey(jurisdiction, account)) !== null;
  } catch {
    return false;
  }
}

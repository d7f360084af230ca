// Where this browser keeps what an account has not sent yet. Small on purpose: the shell asks whether there is anything, without loading
// what sends it.
export function outboxKey(jurisdiction: string, account: string): string {
  return `shao.outbox.${jurisdiction}.${account}`;
}

export function keepsAnything(storage: Storage, jurisdiction: string, account: string): boolean {
  try {
    return storage.getItem(outboxKey(jurisdiction, account)) !== null;
  } catch {
    return false;
  }
}

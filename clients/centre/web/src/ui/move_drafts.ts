// What somebody filled into a move's form and has not sent: there again when the form is opened again, also after the session ended in the
// middle of it or the page was loaded anew. Kept in this tab alone, by account.
import { session } from "../session";
import type { OpenMove, Values } from "./moves";

const held = new Map<string, string>(); // for browsers that keep nothing

function keyOf(open: OpenMove): string {
  return ["shao.move", session.value?.jurisdiction, session.value?.account, open.action, ...open.whistles].join(" ");
}

export function draftOf(open: OpenMove): Values | null {
  const key = keyOf(open);
  let text = held.get(key) ?? null;
  try {
    text ??= sessionStorage.getItem(key);
  } catch {
    // Then it is in `held` or nowhere.
  }
  return text === null ? null : (JSON.parse(text) as Values);
}

export function keepDraft(open: OpenMove, values: Values): void {
  const key = keyOf(open);
  const text = JSON.stringify(values);
  held.set(key, text);
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // `held` does for this page.
  }
}

export function dropDraft(open: OpenMove): void {
  const key = keyOf(open);
  held.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // It was never there.
  }
}

// The sentence about a command that was not carried out after all, of which its office hears when nobody waits for it any more.
import { isText, lang, t } from "../i18n";
import type { OutcomeMessage } from "../types";
import { moves } from "./moves";

export function undoneText(one: OutcomeMessage): string {
  const action = Object.entries(moves).find(([, move]) => move.command === one.do)?.[0];
  const key = action ? `move.${action}` : `undone.${one.do}`;
  return t(one.taken_back ? "undone.taken_back" : "undone.refused", {
    move: isText(key) ? t(key) : one.do,
    whistle: one.whistle ?? "",
    who: one.account ?? "",
    why: (lang.value === "zh" ? one.message_zh : one.message) ?? "",
  });
}

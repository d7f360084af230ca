// Which of the moves that a person may make are asked of them now: by a wait that is theirs, by a request that waits for their word.
import { isMine } from "../session";
import type { Action, View, Wait } from "../types";

/** A wait names one move; these stand beside it as the other answer to the same question. */
const alternatives: Partial<Record<Action, Action[]>> = {
  approve: ["refuse"],
  uphold: ["dismiss", "relieve", "refuse_return"],
  assign: [],
};

/** Moves in the order in which they are asked for; only those among `moves`, each once. */
export function askedOfMe(moves: readonly Action[], waits: readonly Wait[], view: Pick<View, "suspension" | "extension_asked">): Action[] {
  const asked: Action[] = [];
  for (const wait of waits) {
    const needed = wait.first ?? wait;
    if (!isMine(needed)) continue;
    asked.push(needed.move, ...(alternatives[needed.move] ?? []));
  }
  if (view.suspension && !view.suspension.in_force) asked.push("suspend", "refuse_suspend");
  if (view.extension_asked) asked.push("extend", "refuse_extend");
  return [...new Set(asked)].filter((one) => moves.includes(one));
}

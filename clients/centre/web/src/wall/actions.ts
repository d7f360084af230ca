// What can be done from the board: the moves a centre makes, offered where the row says that they make sense and the roles allow them.
// The dispatcher decides in the end; here the only question is which buttons to show.

import type { Action, Role, Row } from "../types";
import { disputing, moves } from "../ui/moves";

export interface Doer {
  office: string;
  roles: readonly Role[];
  topLevel: number;
}

/** The moves of the board in the order of the buttons: what is waited for first. */
export const boardActions = [
  "assign",
  "uphold",
  "dismiss",
  "suspend",
  "refuse_suspend",
  "extend",
  "refuse_extend",
  "merge",
  "escalate",
  "note",
] as const satisfies readonly Action[];
export type BoardAction = (typeof boardActions)[number];

const worked: ReadonlySet<Row["state"]> = new Set(["DISPATCHED", "ACTIVE", "DISPUTED"]);
const ended: ReadonlySet<Row["state"]> = new Set(["MERGED", "CLOSED", "REJECTED", "CANCELLED"]);

/** A suspension that was asked for is approved by the role it was put before, and by no other. */
export function maySign(row: Row, roles: readonly Role[]): boolean {
  return row.suspension?.in_force === false && roles.some((role) => row.suspension?.signer.endsWith(`/${role}`));
}

export function allowed(action: BoardAction, row: Row, doer: Doer): boolean {
  const any = (...roles: Role[]) => roles.some((role) => doer.roles.includes(role));
  const centre = any("dispatcher", "command_centre");
  switch (action) {
    case "assign":
      return centre && row.state === "DISPATCHED" && row.waits.some((wait) => wait.move === "assign");
    case "uphold":
    case "dismiss":
      return centre && worked.has(row.state) && disputing(row).length > 0;
    case "suspend":
      return row.state === "ACTIVE" && maySign(row, doer.roles);
    case "refuse_suspend":
      return any("command_centre", "deputy_district_head") && row.state === "ACTIVE" && row.suspension?.in_force === false;
    case "extend":
    case "refuse_extend":
      return centre && row.state === "ACTIVE" && row.extension_asked !== undefined;
    case "merge":
      return centre && (row.state === "DISPATCHED" || row.state === "ACTIVE") && (row.merged?.length ?? 0) === 0;
    case "escalate":
      return (
        (centre || (any("street_leader", "street_top_leader") && row.street === doer.office)) &&
        worked.has(row.state) &&
        (row.level ?? 0) < doer.topLevel
      );
    case "note":
      return doer.roles.length > 0 && !ended.has(row.state);
  }
}

/** What can be done with every one of these at once. */
export function commonActions(rows: readonly Row[], doer: Doer): BoardAction[] {
  if (rows.length === 0) return [];
  return boardActions.filter((action) => {
    if (action === "merge") return mergeOf(rows, doer) !== null;
    return (rows.length === 1 || !moves[action].single) && rows.every((row) => allowed(action, row, doer));
  });
}

/**
 * Two or more of the same kind and category are merged into the one that came first; it may have taken others in before, those that
 * join it may not. Null when they cannot be.
 */
export function mergeOf(rows: readonly Row[], doer: Doer): { into: string; whistles: string[] } | null {
  const [into, ...rest] = [...rows].sort((a, b) => a.raised_at - b.raised_at || a.whistle.length - b.whistle.length || (a.whistle < b.whistle ? -1 : 1));
  if (!into || rest.length === 0) return null;
  const like = rest.every(
    (row) => row.kind === into.kind && row.category === into.category && row.exercise === into.exercise && allowed("merge", row, doer),
  );
  const goesOn = allowed("merge", { ...into, merged: [] }, doer);
  return like && goesOn ? { into: into.whistle, whistles: rest.map((row) => row.whistle) } : null;
}

/** What is to be decided about a whistle, with the moves that decide it: the one button of a row opens them. */
export const verdicts = {
  assign: ["assign"],
  uphold: ["uphold", "dismiss"],
  suspend: ["suspend", "refuse_suspend"],
  extend: ["extend", "refuse_extend"],
} as const satisfies Record<string, readonly BoardAction[]>;
export type Verdict = keyof typeof verdicts;

export function decisionOf(row: Row, doer: Doer): Verdict | null {
  return (Object.keys(verdicts) as Verdict[]).find((one) => verdicts[one].some((action) => allowed(action, row, doer))) ?? null;
}

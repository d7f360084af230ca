// Who is there and who is not. An office that is away and has nothing to do is nobody's alarm; one that has work is.

import type { Office } from "../types";
import type { OfficeTally } from "./picture";

export interface Silent {
  office: string;
  busy: number;
  late: number;
}

/** The silent offices that have parts in open whistles, those with most that is late first. */
export function silentWithWork(offices: ReadonlyMap<string, OfficeTally>, silent: ReadonlySet<string>): Silent[] {
  return [...offices]
    .filter(([office]) => silent.has(office))
    .map(([office, tally]) => ({ office, ...tally }))
    .sort((a, b) => b.late - a.late || b.busy - a.busy || (a.office < b.office ? -1 : 1));
}

export interface Roll {
  type: "streets" | "departments";
  offices: Office[];
  present: number;
}

/** The offices that are called, in two rolls, first those whose silence is an alarm; communities speak through their street. */
export function rolls(all: readonly Office[], silent: ReadonlySet<string>, busy: ReadonlyMap<string, OfficeTally>): Roll[] {
  const alarming = (one: Office) => silent.has(one.id) && busy.has(one.id);
  const streets = all.filter((one) => one.type === "subdistrict" || one.type === "town");
  const departments = all.filter((one) => one.type === "department");
  const roll = (type: Roll["type"], offices: Office[]): Roll => ({ type, offices: [...offices.filter(alarming), ...offices.filter((one) => !alarming(one))], present: offices.filter((one) => !silent.has(one.id)).length });
  return [roll("departments", departments), roll("streets", streets)].filter((one) => one.offices.length > 0);
}

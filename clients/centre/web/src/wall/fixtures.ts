// Whistles for the tests of the wall: a row with what a test says of it and nothing that it does not.

import type { Row, Wait } from "../types";
import { factsOf, type Facts } from "./facts";

export function row(number: number, more: Partial<Row> = {}): Row {
  return {
    whistle: `W${number}`,
    as_of: number,
    state: "ACTIVE",
    kind: "DEMAND",
    category: "PROPERTY",
    urgency: "U3",
    emergency: false,
    unit: "S1C1",
    street: "S1",
    title: `whistle ${number}`,
    lead: "ZJW",
    level: null,
    raised_at: number,
    assignments: [{ office: "ZJW", lead: true, state: "WORKING" }],
    waits: [],
    held: null,
    ...more,
  };
}

export function wait(due: number, more: Partial<Wait> = {}): Wait {
  return { move: "resolve", office: "ZJW", who: ["dept_officer"], clock: "resolve", due, missed: false, counts: "round_clock", ...more };
}

export const facts = (number: number, more: Partial<Row> = {}): Facts => factsOf(row(number, more));

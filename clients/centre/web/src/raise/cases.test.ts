import { describe, expect, it } from "vitest";
import type { Row, Wait } from "../types";
import { casesOf, countShows, isShown, showNamed } from "./cases";

const row = (whistle: string, part: Partial<Row> = {}): Row => ({
  whistle,
  as_of: 1,
  state: "ACTIVE",
  kind: "DEMAND",
  category: null,
  urgency: "U3",
  emergency: false,
  unit: "C1",
  street: "S1",
  title: "",
  lead: "ZJW",
  level: null,
  raised_at: 0,
  assignments: [],
  waits: [],
  held: null,
  ...part,
});
const wait = (move: Wait["move"], office: string, due?: number, first?: Wait["first"]): Wait => ({ move, office, who: ["street"], ...(due === undefined ? {} : { due }), ...(first ? { first } : {}) });
const mine = (one: Pick<Wait, "office">): boolean => one.office === "S1";
const order = (rows: Row[]): string[] => casesOf(rows, "S1", mine).map((one) => one.row.whistle);

describe("one's own cases", () => {
  it("are those of the unit and of its communities, nobody else's", () => {
    expect(order([row("W1"), row("W2", { unit: "S1" }), row("W3", { unit: "C9", street: "S9" })]).sort()).toEqual(["W1", "W2"]);
  });
  it("stand by whose turn it is: ours by what is due first, then others', then what has ended", () => {
    const rows = [
      row("W1", { state: "CLOSED", ended_at: 900 }),
      row("W2", { waits: [wait("resolve", "ZJW", 10)] }),
      row("W3", { state: "VERIFY", waits: [wait("verify", "S1", 500)] }),
      row("W4", { state: "DRAFT", waits: [wait("submit", "S1")] }),
      row("W5", { state: "REVIEW", waits: [wait("approve", "S1", 100)] }),
    ];
    expect(order(rows)).toEqual(["W5", "W3", "W4", "W2", "W1"]);
  });
  it("ask for the release of a scene before anybody can resolve it, once", () => {
    const release = { move: "release" as const, office: "S1", who: ["street" as const] };
    const [one] = casesOf([row("W1", { waits: [wait("resolve", "ZJW", 50, release), wait("resolve", "GA", 60, release)] })], "S1", mine);
    expect(one?.mine).toMatchObject([{ move: "release", due: 50 }]);
  });
  it("leave to the other desk what the office does as one that was sent it", () => {
    const [one] = casesOf([row("W1", { waits: [wait("report_in", "S1", 5)] })], "S1", mine);
    expect(one?.mine).toEqual([]);
  });
});

it("each part of the list is counted as it is shown", () => {
  const cases = casesOf([row("W1", { state: "REVIEW", waits: [wait("approve", "S1", 1)] }), row("W2"), row("W3", { state: "EVALUATE" })], "S1", mine);
  expect(countShows(cases)).toEqual({ all: 3, turn: 1, draft: 0, review: 1, working: 1, check: 1 });
  expect(cases.filter((one) => isShown(one, "check")).map((one) => one.row.whistle)).toEqual(["W3"]);
  expect(showNamed("nonsense")).toBe("all");
});

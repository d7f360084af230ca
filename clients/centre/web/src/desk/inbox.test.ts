import { describe, expect, it } from "vitest";
import type { AssignmentState, Role, Row, Wait } from "../types";
import { moves } from "../ui/moves";
import { countStages, filterOf, inboxOf, isLate, itemOf, passes, readyFor, together } from "./inbox";

const row = (whistle: string, state: AssignmentState | null, waits: Wait[], part: Partial<Row> = {}): Row => ({
  whistle,
  as_of: 1,
  state: "ACTIVE",
  kind: "DEMAND",
  category: null,
  urgency: "U3",
  emergency: false,
  unit: "C1",
  street: "S1",
  title: "电梯停运",
  lead: "ZJW",
  level: null,
  raised_at: 0,
  assignments: state ? [{ office: "ZJW", lead: true, state }] : [],
  waits,
  held: null,
  ...part,
});
const wait = (move: Wait["move"], due: number, part: Partial<Wait> = {}): Wait => ({ move, office: "ZJW", who: ["dept_officer"], clock: "resolve", due, ...part });
const everything = filterOf({});
const words = (one: Row): string => `${one.whistle} ${one.title}`.toLowerCase();

describe("what an office must do next", () => {
  it("is what is due first", () => {
    expect(itemOf(row("W1", "PENDING", [wait("acknowledge", 5), wait("contact", 10), wait("report_in", 30)]), "ZJW")).toMatchObject({ stage: "acknowledge", due: 5 });
  });
  it("is to acknowledge as long as that was not done, also where another limit ends first", () => {
    const item = itemOf(row("W1", "PENDING", [wait("contact", 10), wait("acknowledge", 50)]), "ZJW");
    expect(item).toMatchObject({ stage: "acknowledge", due: 10, wait: { move: "contact" } });
    expect(item?.todo.map((one) => one.move)).toEqual(["acknowledge", "contact"]);
  });
  it("is what has to come before, by the limit of what waits for it", () => {
    const item = itemOf(row("W1", "ACKNOWLEDGED", [wait("resolve", 90, { first: { move: "report_in", office: "ZJW", who: ["dept_officer"] } })]), "ZJW");
    expect(item).toMatchObject({ stage: "report_in", due: 90 });
    expect(item?.wait?.first).toBeUndefined();
  });
  it("is the others' turn while the raiser has to release the scene, or all is done", () => {
    const release = { move: "release" as const, office: "C1", who: ["community" as const] };
    expect(itemOf(row("W1", "WORKING", [wait("resolve", 90, { first: release })]), "ZJW")).toMatchObject({ stage: "others", due: 90, todo: [] });
    expect(itemOf(row("W1", "WORKING", [wait("resolve", 90, { first: { move: "report_in", office: "GA", who: ["dept_officer"] } })]), "ZJW")?.stage).toBe("others");
    expect(itemOf(row("W1", "DONE", [wait("verify", 50, { office: "S1" })], { state: "VERIFY" }), "ZJW")?.stage).toBe("others");
  });
  it("offers with it whatever else can be done already", () => {
    const item = itemOf(row("W1", "PENDING", [wait("acknowledge", 5), wait("report_in", 30)]), "ZJW");
    expect(item?.todo.map((one) => one.move)).toEqual(["acknowledge", "report_in"]);
  });
  it("leaves out what other offices have to do", () => {
    expect(itemOf(row("W1", "WORKING", [wait("acknowledge", 1, { office: "GA" }), wait("resolve", 9)]), "ZJW")?.stage).toBe("resolve");
  });
});

describe("the inbox", () => {
  it("goes by the time left, what others have to do last, what is only told below", () => {
    const rows = [
      row("W1", "WORKING", [wait("resolve", 900)]),
      row("W2", "DONE", [wait("verify", 1, { office: "S1" })]),
      row("W3", "PENDING", [wait("acknowledge", 50)]),
      row("W4", null, [wait("resolve", 2, { office: "GA" })], { level: 3 }),
      row("W5", "PENDING", [wait("acknowledge", 50)]),
    ];
    expect(inboxOf(rows, "ZJW").map((item) => item.row.whistle)).toEqual(["W3", "W5", "W1", "W2", "W4"]);
    expect(countStages(inboxOf(rows, "ZJW"))).toMatchObject({ acknowledge: 2, resolve: 1, others: 1, told: 1 });
  });
  it("has nothing of what the office raised itself, was relieved of, or what is over", () => {
    const rows = [row("W1", null, [], { unit: "ZJW", street: "ZJW" }), row("W2", "RELIEVED", []), row("W3", "DONE", [], { state: "CLOSED" })];
    expect(inboxOf(rows, "ZJW")).toEqual([]);
  });
  it("is late once the limit has passed, and not by what others owe", () => {
    const item = itemOf(row("W1", "PENDING", [wait("acknowledge", 50)]), "ZJW")!;
    expect([isLate(item, 50), isLate(item, 51)]).toEqual([false, true]);
    expect(isLate(itemOf(row("W2", "DONE", [wait("verify", 1, { office: "S1" })]), "ZJW")!, 99)).toBe(false);
  });
});

describe("the filters of the address", () => {
  const item = itemOf(row("W1", "PENDING", [wait("acknowledge", 50)]), "ZJW")!;
  it("are read from it, and nonsense is no filter", () => {
    expect(filterOf({ stage: "contact", part: "lead", late: "1", q: " 电梯 " })).toEqual({ stage: "contact", part: "lead", late: true, text: "电梯" });
    expect(filterOf({ stage: "x", part: "y", late: "0" })).toEqual(everything);
  });
  it("look at the part, lateness and every word", () => {
    expect(passes(item, everything, 0, words)).toBe(true);
    expect(passes(item, { ...everything, part: "assisting" }, 0, words)).toBe(false);
    expect(passes(item, { ...everything, late: true }, 0, words)).toBe(false);
    expect(passes(item, { ...everything, text: "w1 电梯" }, 0, words)).toBe(true);
    expect(passes(item, { ...everything, text: "w1 燃气" }, 0, words)).toBe(false);
  });
});

describe("of a selection", () => {
  const acknowledge = wait("acknowledge", 5, { who: ["dept_liaison"] });
  const items = [
    itemOf(row("W1", "PENDING", [acknowledge, wait("report_in", 30)]), "ZJW")!,
    itemOf(row("W2", "ACKNOWLEDGED", [wait("report_in", 5)]), "ZJW")!,
    itemOf(row("W3", "WORKING", [wait("resolve", 5)]), "ZJW")!,
    itemOf(row("W4", "WORKING", [], { state: "SUSPENDED", held: "SUSPENDED" }), "ZJW")!,
    itemOf(row("W5", null, [wait("resolve", 2, { office: "GA" })], { level: 3 }), "ZJW")!,
  ];
  const readyTo = (...roles: Role[]) =>
    Object.fromEntries(together.map((move) => [move, readyFor(move, items, (one) => one.office === "ZJW" && one.who.some((role) => roles.includes(role)))]));

  it("only those are moved for which the move can be made", () => {
    expect(readyTo("dept_liaison", "dept_officer")).toEqual({ acknowledge: ["W1"], report_in: ["W1", "W2"], progress: ["W3"] });
  });
  it("nothing is offered that the person's roles would be refused", () => {
    expect(readyTo("dept_liaison")).toEqual({ acknowledge: ["W1"], report_in: [], progress: [] });
    expect(readyTo("dept_officer")).toEqual({ acknowledge: [], report_in: ["W1", "W2"], progress: ["W3"] });
    expect(readyTo("dept_head")).toEqual({ acknowledge: [], report_in: [], progress: [] });
  });
  it("no move is made of several whose form is filled in for one", () => {
    expect(together.filter((move) => moves[move].single)).toEqual([]);
  });
});

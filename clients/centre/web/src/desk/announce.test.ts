import { beforeEach, describe, expect, it } from "vitest";
import type { AssignmentState, FeedEvent, Row } from "../types";
import { isSame, levelsFor, newsIn, openMemory, pendingFor, remember, type Memory } from "./announce";

const row = (whistle: string, state: AssignmentState, part: Partial<Row> = {}): Row => ({
  whistle,
  as_of: 1,
  state: "DISPATCHED",
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
  assignments: [{ office: "ZJW", lead: true, state }],
  waits: [],
  held: null,
  ...part,
});
const level = (whistle: string, at: number, notify: string[]): FeedEvent => ({ n: at, at, event: "level_fired", whistle, level: 1, clock: "report_in", notify, who: { office: "", person: "" } });
const board = (...list: Row[]): Map<string, Row> => new Map(list.map((one) => [one.whistle, one]));

/** What a desk announces that sees this board and these levels. */
function announced(memory: Memory, rows: Map<string, Row>, levels: FeedEvent[] = []): { whistles: string[]; memory: Memory } {
  const pending = pendingFor(rows.values(), "ZJW");
  const news = newsIn(memory, pending, levelsFor(levels, "ZJW"));
  return { whistles: [...news.whistles.map((one) => one.whistle), ...news.levels.map((one) => `level ${one.whistle}`)], memory: remember(memory, news, rows, pending, 5) };
}

describe("a desk announces", () => {
  it("each whistle that waits to be acknowledged, once", () => {
    const first = announced({}, board(row("W1", "PENDING"), row("W2", "ACKNOWLEDGED")));
    expect(first.whistles).toEqual(["W1"]);
    expect(announced(first.memory, board(row("W1", "PENDING"), row("W3", "PENDING"))).whistles).toEqual(["W3"]);
  });
  it("nothing again after a reload, not even while the board is still loading", () => {
    const first = announced({}, board(row("W1", "PENDING")));
    const loading = announced(first.memory, board());
    expect(announced(loading.memory, board(row("W1", "PENDING"))).whistles).toEqual([]);
  });
  it("a whistle again that comes back to it", () => {
    const first = announced({}, board(row("W1", "PENDING")));
    const acknowledged = announced(first.memory, board(row("W1", "ACKNOWLEDGED")));
    expect(announced(acknowledged.memory, board(row("W1", "PENDING"))).whistles).toEqual(["W1"]);
  });
  it("levels that tell its own office, each once, and nobody else's", () => {
    const first = announced({}, board(), [level("W1", 10, ["ZJW/dept_liaison"]), level("W2", 11, ["ZJWX/dept_liaison"])]);
    expect(first.whistles).toEqual(["level W1"]);
    expect(announced(first.memory, board(), [level("W1", 20, ["ZJW/dept_head"]), level("W1", 10, ["ZJW/dept_liaison"])]).whistles).toEqual(["level W1"]);
  });
  it("nothing of what stands still or is over", () => {
    expect(announced({}, board(row("W1", "PENDING", { state: "SUSPENDED" }), row("W2", "PENDING", { state: "CANCELLED" }))).whistles).toEqual([]);
  });
});

describe("the memory", () => {
  beforeEach(() => localStorage.clear());
  it("does not grow without end, and forgets the oldest first", () => {
    const levels = Array.from({ length: 2500 }, (_, at) => level("W1", at, ["ZJW/dept_liaison"]));
    const { memory } = announced({}, board(), levels);
    expect(Object.keys(memory)).toHaveLength(2000);
    expect(announced(memory, board(), [levels[2499]!]).whistles).toEqual([]);
  });
  it("is kept for each account by itself, and an unreadable one is an empty one", () => {
    openMemory(localStorage, "shunyi", "li").write({ "new W1": 1 });
    expect(openMemory(localStorage, "shunyi", "li").read()).toEqual({ "new W1": 1 });
    expect(openMemory(localStorage, "shunyi", "wang").read()).toEqual({});
    localStorage.setItem("shao.announced.shunyi.li", "{");
    expect(openMemory(localStorage, "shunyi", "li").read()).toEqual({});
  });
  it("lives as long as the page in a browser that keeps nothing", () => {
    const full = { getItem: () => null, setItem: () => { throw new Error("QuotaExceededError"); } } as unknown as Storage;
    const memory = openMemory(full, "shunyi", "li");
    memory.write({ "new W1": 1 });
    expect(memory.read()).toEqual({ "new W1": 1 });
  });
  it("is written only when something changed", () => {
    expect(isSame({ a: 1 }, { a: 2 })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: 1 })).toBe(false);
    expect(isSame({ a: 1 }, { b: 1 })).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import type { CaseState, FeedEvent, Row } from "../types";
import { decisionsFor } from "./facts";
import { everything, type Filter, type Ground } from "./filter";
import { row, wait } from "./fixtures";
import { escalationTimes, Painter } from "./picture";

const ground: Ground = {
  mine: (one) => decisionsFor(one.row, { office: "ZHZX", roles: ["command_centre"] }),
  silent: new Set(["SW"]),
  words: (one) => one.row.title,
};
const board = (...list: Row[]) => new Map(list.map((one) => [one.whistle, one]));
const alarm = (whistle: string, at: number, level = 1): FeedEvent => ({ n: at, at, event: "level_fired", whistle, level, who: { office: "", person: "" } });
const paint = (rows: ReadonlyMap<string, Row>, alarms: FeedEvent[] = [], filter: Filter = everything) => new Painter(filter, ground).paint(rows, alarms);
const numbers = (list: readonly { row: Row }[]) => list.map((one) => one.row.whistle);

describe("the order of the lists", () => {
  it("has the highest level first, of equals the newest, as told or as the limit that was missed tells", () => {
    const late = (number: number, level: number, due: number) => row(number, { level, waits: [wait(due, { missed: true })] });
    const rows = board(late(1, 1, 900), late(2, 3, 100), late(3, 3, 500), late(4, 4, 10), late(5, 3, 200));
    expect(numbers(paint(rows).escalated)).toEqual(["W4", "W3", "W5", "W2", "W1"]);
    expect(numbers(paint(rows, [alarm("W2", 9000, 3)]).escalated)).toEqual(["W4", "W2", "W3", "W5", "W1"]);
  });

  it("has what is due first by time left, and what no time runs for at the end", () => {
    const rows = board(row(1, { waits: [wait(300)] }), row(2), row(3, { waits: [wait(100)] }), row(4, { state: "SUSPENDED", held: "SUSPENDED", until: 200 }), row(5));
    expect(numbers(paint(rows).due)).toEqual(["W3", "W4", "W1", "W2", "W5"]);
  });

  it("shows an escalated whistle below only while something of it can still be met", () => {
    const missed = wait(10, { missed: true });
    const rows = board(row(1, { level: 1, waits: [missed] }), row(2, { level: 1, waits: [missed, wait(90)] }));
    expect(numbers(paint(rows).due)).toEqual(["W2"]);
    expect(numbers(paint(rows).escalated)).toEqual(["W2", "W1"]);
  });
});

describe("the figures", () => {
  const rows = board(
    row(1, { level: 1, waits: [wait(1, { missed: true })] }),
    row(2, { level: 3, street: "S2", waits: [wait(1, { missed: true, office: "SW" })], assignments: [{ office: "SW", lead: true, state: "PENDING" }] }),
    row(3, { emergency: true, extension_asked: { office: "ZJW", by: "1 d", reason: "" } }),
    row(4, { state: "CLOSED", level: 4 }),
  );

  it("count what is open, each tile its own", () => {
    const { counts, levels, decisions } = paint(rows);
    expect(counts).toEqual({ open: 3, late: 2, escalated: 2, emergency: 1, mine: 1, suspended: 0, silent: 1 });
    expect(levels).toEqual([1, 1, 0, 1, 0, 0]);
    expect([...decisions]).toEqual([["extend", 1]]);
  });

  it("of the tiles do not depend on the tile that is chosen, those of the map not on the street", () => {
    const { counts, streets, shown } = paint(rows, [], { ...everything, tile: "late", street: "S2" });
    expect(counts.open).toBe(1);
    expect([...streets]).toEqual([
      ["S1", { open: 1, late: 1, supervised: 0 }],
      ["S2", { open: 1, late: 0, supervised: 1 }],
    ]);
    expect(shown).toBe(1);
  });

  it("of the offices do not depend on the filter", () => {
    const { offices } = paint(rows, [], { ...everything, text: "nothing of the kind" });
    expect(offices.get("ZJW")).toEqual({ busy: 2, late: 1 });
    expect(offices.get("SW")).toEqual({ busy: 1, late: 1 });
  });
});

describe("painting over", () => {
  /** The same numbers every time: a generator of Park and Miller. */
  function numbersFrom(seed: number) {
    let state = seed;
    return (below: number) => (state = (state * 48271) % 2147483647) % below;
  }
  const states: CaseState[] = ["DRAFT", "DISPATCHED", "ACTIVE", "SUSPENDED", "VERIFY", "CLOSED"];
  function anyRow(number: number, next: (below: number) => number): Row {
    const level = next(7) - 1;
    return row(number, {
      state: states[next(states.length)]!,
      level: level < 0 ? null : Math.min(level, 4),
      street: `S${next(3)}`,
      emergency: next(2) === 0,
      assignments: [{ office: ["ZJW", "SW", "CGW"][next(3)]!, lead: true, state: next(3) === 0 ? "DONE" : "WORKING" }],
      waits: Array.from({ length: next(3) }, () => wait(next(50), { missed: next(2) === 0, office: ["ZJW", "SW"][next(2)]! })),
    });
  }

  it("comes to the same as painting anew, whatever changed", () => {
    for (const filter of [everything, { ...everything, tile: "late", street: "S1" }, { ...everything, level: 2 }, { ...everything, text: "1", office: "ZJW" }] as Filter[]) {
      const next = numbersFrom(20260213);
      const painter = new Painter(filter, ground);
      const rows = new Map<string, Row>();
      let alarms: FeedEvent[] = [];
      for (let step = 0; step < 60; step += 1) {
        for (let i = 0; i < (step === 0 ? 200 : 5); i += 1) {
          const number = 1 + next(300);
          if (next(5) === 0) rows.delete(`W${number}`);
          else rows.set(`W${number}`, anyRow(number, next));
        }
        if (next(2) === 0) alarms = [alarm(`W${1 + next(300)}`, 1000 + step, 1 + next(4)), ...alarms];
        expect(painter.paint(rows, alarms)).toEqual(new Painter(filter, ground).paint(rows, alarms));
      }
    }
  });

  it("leaves what it handed out before as it was, and the identity of what did not change", () => {
    const painter = new Painter(everything, ground);
    const rows = board(row(1, { waits: [wait(5)] }), row(2, { street: "S2", waits: [wait(9)] }));
    const before = painter.paint(rows, []);
    rows.set("W1", row(1, { level: 1, waits: [wait(5, { missed: true })] }));
    const after = painter.paint(rows, []);
    expect(numbers(before.due)).toEqual(["W1", "W2"]);
    expect(before.counts.late).toBe(0);
    expect(after.counts.late).toBe(1);
    expect(after.streets.get("S2")).toBe(before.streets.get("S2"));
    expect(painter.paint(rows, []).due).toBe(after.due);
  });

  it("takes the newest of a whistle's alarms, and warnings for none", () => {
    const times = escalationTimes([alarm("W1", 30, 2), alarm("W2", 20, 0), alarm("W1", 10, 1)]);
    expect([...times]).toEqual([["W1", 30]]);
  });
});

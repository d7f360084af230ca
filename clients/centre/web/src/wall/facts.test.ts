import { describe, expect, it } from "vitest";
import { decisionsFor, nextLevel, stageOf } from "./facts";
import { facts, row, wait } from "./fixtures";

const minute = 60_000;
const hour = 60 * minute;

describe("what the wall wants to know of a row", () => {
  it("is late by the limit that was missed first, and next due is the first that can still be met", () => {
    const one = facts(1, {
      level: 2,
      waits: [
        wait(100, { missed: true, clock: "contact", office: "CGW" }),
        wait(50, { missed: true, clock: "acknowledge" }),
        wait(900),
        wait(700, { clock: "report_in" }),
      ],
    });
    expect(one.late?.clock).toBe("acknowledge");
    expect(one.lateOffices).toEqual(["CGW", "ZJW"]);
    expect(one.next?.clock).toBe("report_in");
    expect(one.dueAt).toBe(700);
    expect(one.since).toBe(50);
  });

  it("falls due at the review date while it is suspended, and never when no time runs", () => {
    expect(facts(1, { state: "SUSPENDED", held: "SUSPENDED", until: 500 }).dueAt).toBe(500);
    expect(facts(2, { state: "DRAFT", waits: [{ move: "submit", office: "S1C1", who: ["community"] }] }).dueAt).toBe(Infinity);
  });

  it("counts an office as busy until its part is done or it is relieved", () => {
    const one = facts(1, {
      assignments: [
        { office: "A", lead: true, state: "WORKING" },
        { office: "B", lead: false, state: "DONE" },
        { office: "C", lead: false, state: "RELIEVED" },
        { office: "D", lead: false, state: "RETURN_ASKED" },
      ],
    });
    expect(one.busy).toEqual(["A", "D"]);
  });

  it("gets worse at the next level above the one it has", () => {
    const one = facts(1, {
      level: 2,
      waits: [wait(1, { missed: true, next: { level: 2, due: 10 } }), wait(2, { missed: true, next: { level: 3, due: 30 } }), wait(3, { next: { level: 4, due: 5 } })],
    });
    expect(nextLevel(one)).toEqual({ level: 3, due: 30 });
  });

  it("is soon due in the last fifth, which level 0 marks, or when little is left; due at the instant itself", () => {
    const fresh = facts(1, { waits: [wait(10 * hour, { next: { level: 0, due: 8 * hour } })] });
    expect(stageOf(fresh, 7 * hour, false)).toBe("calm");
    expect(stageOf(fresh, 8 * hour, false)).toBe("soon");
    const warned = facts(2, { waits: [wait(10 * hour, { next: { level: 1, due: 10 * hour } })] });
    expect(stageOf(warned, 5 * hour, false)).toBe("soon");
    expect(stageOf(fresh, 10 * hour - 5 * minute, true)).toBe("soon");
    expect(stageOf(fresh, 10 * hour, true)).toBe("due");
    expect(stageOf(facts(3), hour, true)).toBe("calm");
  });

  it("waits for whom a move asks for, and for the centre where a suspension or an extension was asked for", () => {
    const centre = { office: "ZHZX", roles: ["command_centre", "dispatcher"] as const };
    const ruling = wait(1, { move: "uphold", office: "ZHZX", who: ["dispatcher", "command_centre"] });
    const suspension = { office: "ZJW", ground: "funds" as const, intention: "", review_at: 1, signer: "ZHZX/command_centre", in_force: false };
    const asked = row(1, { waits: [ruling, wait(2)], suspension, extension_asked: { office: "ZJW", by: "3 d", reason: "" } });
    expect(decisionsFor(asked, centre)).toEqual(["uphold", "suspend", "extend"]);
    expect(decisionsFor(asked, { office: "ZHZX", roles: ["dispatcher"] })).toEqual(["uphold", "extend"]);
    const further = row(1, { suspension: { ...suspension, signer: "QZF/deputy_district_head" } });
    expect(decisionsFor(further, centre)).toEqual([]);
    expect(decisionsFor(further, { office: "QZF", roles: ["deputy_district_head"] })).toEqual(["suspend"]);
    expect(decisionsFor(asked, { office: "ZJW", roles: ["dept_officer"] })).toEqual(["other"]);
    expect(decisionsFor(row(2, { state: "SUSPENDED", suspension: { ...suspension, in_force: true } }), centre)).toEqual([]);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { session } from "../session";
import type { Action, Session, Wait } from "../types";
import { askedOfMe } from "./asked";

const wait = (move: Action, office: string, who: Wait["who"], more: Partial<Wait> = {}): Wait => ({ move, office, who, ...more });

describe("what is asked of me", () => {
  beforeEach(() => {
    session.value = { office: "ZJW", roles: ["dept_liaison", "dept_officer"] } as unknown as Session;
  });
  it("is what waits for my office and one of my roles, and what I may do", () => {
    const waits = [wait("acknowledge", "ZJW", ["dept_liaison"]), wait("report_in", "ZJW", ["dept_head"]), wait("acknowledge", "CGW", ["dept_liaison"]), wait("resolve", "ZJW", ["dept_officer"])];
    expect(askedOfMe(["note", "acknowledge", "report_in"], waits, {})).toEqual(["acknowledge"]);
  });
  it("is the move that has to come first, where there is one", () => {
    const first = { move: "report_in", office: "ZJW", who: ["dept_officer"] } as const;
    expect(askedOfMe(["report_in", "resolve"], [wait("resolve", "ZJW", ["dept_officer"], { first: { ...first, who: [...first.who] } })], {})).toEqual(["report_in"]);
    expect(askedOfMe(["resolve"], [wait("resolve", "ZJW", ["dept_officer"], { first: { move: "release", office: "S1", who: ["street"] } })], {})).toEqual([]);
  });
  it("has both answers to a question, each once", () => {
    session.value = { office: "ZHZX", roles: ["command_centre"] } as unknown as Session;
    const ruling = wait("uphold", "ZHZX", ["dispatcher", "command_centre"]);
    expect(askedOfMe(["dismiss", "uphold", "escalate"], [ruling, ruling], {})).toEqual(["uphold", "dismiss"]);
  });
  it("has requests that wait for my word", () => {
    session.value = { office: "ZHZX", roles: ["command_centre"] } as unknown as Session;
    const suspension = { office: "ZJW", ground: "funds", intention: "", review_at: 0, signer: "ZHZX/command_centre", in_force: false } as const;
    expect(askedOfMe(["suspend", "refuse_suspend", "extend"], [], { suspension })).toEqual(["suspend", "refuse_suspend"]);
    expect(askedOfMe(["suspend"], [], { suspension: { ...suspension, in_force: true } })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { allowed, commonActions, decisionOf, mergeOf, type Doer } from "./actions";
import type { AssignmentState } from "../types";
import { row, wait } from "./fixtures";

const centre: Doer = { office: "ZHZX", roles: ["command_centre", "dispatcher"], topLevel: 4 };
const leader: Doer = { office: "S1", roles: ["street_leader"], topLevel: 4 };
const department: Doer = { office: "ZJW", roles: ["dept_officer"], topLevel: 4 };

describe("what can be done from the board", () => {
  it("is what the row waits for", () => {
    const unled = row(1, { state: "DISPATCHED", waits: [wait(1, { move: "assign", office: "ZHZX" })] });
    expect(decisionOf(unled, centre)).toBe("assign");
    expect(decisionOf(row(2, { state: "DISPUTED", disputed_by: ["ZJW"] }), centre)).toBe("uphold");
    const assisting = (state: AssignmentState) => row(2, { disputed_by: ["CGW"], assignments: [{ office: "ZJW", lead: true, state: "WORKING" }, { office: "CGW", lead: false, state }] });
    expect(decisionOf(assisting("RETURN_ASKED"), centre)).toBe("uphold");
    expect(decisionOf(row(3, { extension_asked: { office: "ZJW", by: "1 d", reason: "" } }), centre)).toBe("extend");
    expect(decisionOf(row(4), centre)).toBeNull();
    // Ruled already: that an office once disputed it stays on the row, and asks for nothing.
    expect(decisionOf(row(2, { disputed_by: ["ZJW"] }), centre)).toBeNull();
    expect(decisionOf(assisting("RELIEVED"), centre)).toBeNull();
    expect(decisionOf(assisting("PENDING"), centre)).toBeNull();
    expect(decisionOf(unled, department)).toBeNull();
  });

  it("is to refuse a suspension that another has to sign, not to approve it", () => {
    const suspension = { office: "ZJW", ground: "funds" as const, intention: "", review_at: 1, signer: "QZF/deputy_district_head", in_force: false };
    const asked = row(1, { suspension });
    expect(decisionOf(asked, centre)).toBe("suspend");
    expect(commonActions([asked], centre)).toEqual(["refuse_suspend", "escalate", "note"]);
    expect(allowed("suspend", asked, { ...centre, roles: ["deputy_district_head"] })).toBe(true);
    expect(allowed("suspend", row(1, { suspension: { ...suspension, signer: "ZHZX/command_centre" } }), centre)).toBe(true);
  });

  it("is no more than the role allows", () => {
    expect(allowed("escalate", row(1), leader)).toBe(true);
    expect(allowed("escalate", row(1, { street: "S2" }), leader)).toBe(false);
    expect(allowed("escalate", row(1, { level: 4 }), centre)).toBe(false);
    expect(allowed("escalate", row(1, { level: 4 }), { ...centre, topLevel: 5 })).toBe(true);
    expect(commonActions([row(1)], department)).toEqual(["note"]);
    expect(commonActions([], centre)).toEqual([]);
  });

  it("with several is what can be done with every one", () => {
    const asked = row(1, { extension_asked: { office: "ZJW", by: "1 d", reason: "" } });
    expect(commonActions([asked], centre)).toEqual(["extend", "refuse_extend", "escalate", "note"]);
    expect(commonActions([asked, row(2, { category: "FLOOD" })], centre)).toEqual(["escalate", "note"]);
    expect(commonActions([asked, row(2)], centre)).toContain("merge");
  });

  it("with several is nothing that is filled in for one: the days granted, the office that disputes", () => {
    const asked = (number: number, by: string) => row(number, { extension_asked: { office: "ZJW", by, reason: "" } });
    expect(commonActions([asked(1, "3 d"), asked(2, "10 d")], centre)).toEqual(["refuse_extend", "merge", "escalate", "note"]);
    const disputed = (number: number, office: string) => row(number, { state: "DISPUTED", disputed_by: [office] });
    expect(commonActions([disputed(1, "ZJW")], centre)).toEqual(["uphold", "dismiss", "escalate", "note"]);
    expect(commonActions([disputed(1, "ZJW"), disputed(2, "CGW")], centre)).toEqual(["escalate", "note"]);
  });

  it("merges into the one that came first, when all are about the same", () => {
    expect(mergeOf([row(12, { raised_at: 30 }), row(9, { raised_at: 10 }), row(10, { raised_at: 20 })], centre)).toEqual({ into: "W9", whistles: ["W10", "W12"] });
    expect(mergeOf([row(1), row(2, { kind: "EMERGENCY" })], centre)).toBeNull();
    expect(mergeOf([row(1), row(2, { exercise: true })], centre)).toBeNull();
    expect(mergeOf([row(1)], centre)).toBeNull();
  });

  it("lets one that took others in take in more, but not join another", () => {
    expect(mergeOf([row(1, { merged: ["W0"] }), row(2)], centre)).not.toBeNull();
    expect(mergeOf([row(1), row(2, { merged: ["W0"] })], centre)).toBeNull();
  });
});

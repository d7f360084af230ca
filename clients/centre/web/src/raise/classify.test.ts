import { describe, expect, it } from "vitest";
import type { Category, Kind, Office } from "../types";
import { mayRaise, raiserOf, settle, suggest } from "./classify";

const category = (id: string, kind: string, ...keywords: string[]): Category => ({ id, zh: id, en: id, kind, urgency: "U3", keywords });
const kind = (id: string, raisers: Kind["raisers"], emergency = false): Kind => ({
  id,
  zh: id,
  en: id,
  raisers,
  needs_review: !emergency,
  approver: "street_leader",
  round_clock: emergency,
  on_site: emergency,
  release_before_resolve: emergency,
  dispute_after_report_in: emergency,
  may_suspend: false,
  max_extension: null,
});
const office = (id: string, type: Office["type"], centre = false): Office => ({ id, zh: id, en: id, type, parent: null, can_lead: true, centre });

const categories = [
  category("GARBAGE", "DEMAND", "垃圾", "清运"),
  category("MUCK", "ENFORCE_NOW", "渣土", "建筑垃圾"),
  category("SITE_NOISE", "ENFORCE_NOW", "噪声"),
  category("AIR_NOISE", "KEY_WORK", "飞机", "噪声"),
  category("GAS_LEAK", "EMERGENCY", "漏气"),
];
const kinds = [
  kind("EMERGENCY", ["community", "street", "command_centre", "dept_liaison"], true),
  kind("ENFORCE_NOW", ["street", "dept_liaison"]),
  kind("DEMAND", ["community", "street", "dept_liaison"]),
  kind("KEY_WORK", ["street"]),
];
const world = { kinds, categories };
const community = office("C1", "community");
const street = office("S1", "subdistrict");
const nothing = { category: null, kind: null, urgency: null };

describe("the category that the words suggest", () => {
  it("is the one whose key words have the most characters together", () => {
    expect(suggest("路边有人偷倒建筑垃圾", categories)?.category.id).toBe("MUCK");
    expect(suggest("垃圾三天没清运", categories)).toMatchObject({ category: { id: "GARBAGE" }, words: ["垃圾", "清运"] });
  });
  it("is the first of those that have as many", () => {
    expect(suggest("噪声太大", categories)?.category.id).toBe("SITE_NOISE");
  });
  it("is none where no key word is found", () => {
    expect(suggest("有件事", categories)).toBeNull();
    expect(suggest("", categories)).toBeNull();
  });
});

describe("who may raise what", () => {
  it("goes by what the unit is", () => {
    expect([community, street, office("T", "town"), office("D", "department"), office("Z", "department", true)].map(raiserOf)).toEqual([
      "community",
      "street",
      "street",
      "dept_liaison",
      "command_centre",
    ]);
    expect(mayRaise(kinds[1]!, community)).toBe(false);
  });
  it("takes kind and urgency from the category until a person says otherwise", () => {
    const settled = settle({ ...nothing, text: "楼道漏气" }, { own: street, where: null }, world);
    expect(settled).toMatchObject({ kind: { id: "EMERGENCY" }, urgency: "U3", words: ["漏气"], instead: null });
    expect(settle({ text: "楼道漏气", category: null, kind: "DEMAND", urgency: "U1" }, { own: street, where: null }, world)).toMatchObject({
      kind: { id: "DEMAND" },
      kindByDefault: { id: "EMERGENCY" },
      urgency: "U1",
    });
  });
  it("puts an ordinary kind, never an emergency, in the place of one that the unit may not raise", () => {
    const settled = settle({ ...nothing, text: "偷倒建筑垃圾" }, { own: community, where: null }, world);
    expect(settled.kind?.id).toBe("DEMAND");
    expect(settled.instead?.id).toBe("ENFORCE_NOW");
  });
  it("lets the street raise in its own name what its community may not", () => {
    expect(settle({ ...nothing, text: "偷倒建筑垃圾" }, { own: street, where: community }, world)).toMatchObject({ kind: { id: "ENFORCE_NOW" }, unit: { id: "S1" } });
    expect(settle({ ...nothing, text: "垃圾没清运" }, { own: street, where: community }, world).unit.id).toBe("C1");
  });
  it("leaves the kind to the dispatcher where no category is known", () => {
    expect(settle({ ...nothing, text: "有件事" }, { own: street, where: community }, world)).toMatchObject({ category: null, kind: null, unit: { id: "C1" } });
  });
});

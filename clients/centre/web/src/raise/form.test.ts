import { describe, expect, it } from "vitest";
import type { Settled } from "./classify";
import { blankForm, bodyOf, isBlank, newRecord, partOf, titleAndDetail } from "./form";

const unit = { id: "C1", zh: "", en: "", type: "community", parent: "S1", can_lead: false, centre: false } as const;
const settled: Settled = { category: null, words: null, kind: null, kindByDefault: null, instead: null, urgency: null, unit, kinds: [] };

describe("title and detail", () => {
  it("are one where the text is one sentence", () => {
    expect(titleAndDetail(" 3号楼漏气。 ")).toEqual({ title: "3号楼漏气" });
    expect(titleAndDetail("3号楼漏气？")).toEqual({ title: "3号楼漏气？" });
  });
  it("are the first sentence and the whole where it says more", () => {
    expect(titleAndDetail("3号楼漏气。昨晚开始的")).toEqual({ title: "3号楼漏气", detail: "3号楼漏气。昨晚开始的" });
    expect(titleAndDetail("Gas in No. 3\nsince yesterday")).toMatchObject({ detail: "Gas in No. 3\nsince yesterday" });
  });
  it("cut a sentence without an end, by letters and not by bytes", () => {
    const { title, detail } = titleAndDetail("水".repeat(60));
    expect([...title]).toHaveLength(40);
    expect(title.endsWith("…")).toBe(true);
    expect(detail).toBe("水".repeat(60));
  });
});

describe("the body of a raise", () => {
  it("says no more than the person did", () => {
    const form = { ...blankForm("r-1"), text: "停水" };
    expect(bodyOf(form, settled, 5)).toEqual({ id: "r-1", unit: "C1", title: "停水", occurred_at: 5 });
  });
  it("has what was filled in, without blanks around it", () => {
    const form = { ...blankForm("r-1"), text: "停水", category: "WATER_OUT", address: " 3号楼 ", spot: { lon: 116.6, lat: 40.1, accuracy: 9 }, phone: " 138 ", to: "SW", exercise: true };
    expect(bodyOf(form, settled, 5, true)).toMatchObject({
      category: "WATER_OUT",
      place: { address: "3号楼", lon: 116.6, lat: 40.1 },
      reporter: { phone: "138" },
      to: "SW",
      draft: true,
      exercise: true,
    });
  });
});

it("a form is blank until something would be a pity to lose", () => {
  expect(isBlank(blankForm())).toBe(true);
  expect(isBlank({ ...blankForm(), exercise: true, category: "FOOD" })).toBe(true);
  expect(isBlank({ ...blankForm(), address: "3号楼" })).toBe(false);
});

it("each matter has a record id of its own, short enough for the wire", () => {
  expect(newRecord()).not.toBe(newRecord());
  expect(newRecord().length).toBeLessThanOrEqual(64);
});

it("a refused field is shown where it is filled in", () => {
  expect(["title", "detail", "unit", "place.lon", "reporter.phone", "kind", "id", undefined].map(partOf)).toEqual([
    "text",
    "text",
    "where",
    "address",
    "reporter",
    "kind",
    "whole",
    "whole",
  ]);
});

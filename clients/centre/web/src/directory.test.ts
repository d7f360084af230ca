import { expect, it } from "vitest";
import { officesLike } from "./directory";
import type { Office } from "./types";

const office = (id: string, zh: string, en: string): Office => ({ id, zh, en, type: "department", parent: null, can_lead: true, centre: false });
const all = [
  office("CGW", "顺义区城市管理委员会", "Urban Management Commission"),
  office("CGZF", "顺义区城市管理综合行政执法局", "Urban Management Enforcement"),
  office("SWJ", "顺义区水务局", "Water Authority"),
];
const found = (written: string) => officesLike(all, written).map((one) => one.id);

it("an office is found by its code, a piece of its name in either language, or the signs of its short name", () => {
  expect(found("")).toEqual(["CGW", "CGZF", "SWJ"]);
  expect(found("swj")).toEqual(["SWJ"]);
  expect(found("城市管理")).toEqual(["CGW", "CGZF"]);
  expect(found(" management ")).toEqual(["CGW", "CGZF"]);
  expect(found("城管委")).toEqual(["CGW"]);
  expect(found("委管城")).toEqual([]);
});

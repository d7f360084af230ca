import { afterEach, expect, it } from "vitest";
import { directory, levelMark, officesLike } from "./directory";
import { speak } from "./i18n";
import type { Directory, Office } from "./types";

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

afterEach(() => {
  directory.value = null;
  speak("zh");
});
it("the sign of a level is what its name says, not its number on the ladder", () => {
  const names = [
    ["预警提醒", "Warning"],
    ["催办", "Reminder"],
    ["一级督办", "First-level supervision"],
    ["三级督办", "Third-level supervision"],
  ] as const;
  directory.value = { offices: [], kinds: [], categories: [], urgencies: [], levels: names.map(([zh, en], level) => ({ zh, en, level })) } as unknown as Directory;
  expect([0, 1, 2, 3].map(levelMark)).toEqual(["预", "催", "1", "3"]);
  speak("en");
  expect([0, 1, 2, 3].map(levelMark)).toEqual(["W", "R", "1", "3"]);
});

import { expect, it } from "vitest";
import { daysOf, levelRanges, onDuty, shiftsOf } from "./rota";

const shifts = shiftsOf({
  office: "ZJW",
  rotas: [
    { levels: [2, 3, 4], shifts: [{ from: 0, to: 300, who: "张主任" }] },
    {
      levels: [0, 1],
      shifts: [
        { from: 100, to: 200, who: "孙磊" },
        { from: 0, to: 100, who: "刘洋" },
      ],
    },
  ],
});
const names = (list: { who: string }[]): string[] => list.map((one) => one.who);

it("on duty is who has a shift now; a shift ends when the next begins", () => {
  expect(names(onDuty(shifts, 99))).toEqual(["刘洋", "张主任"]);
  expect(names(onDuty(shifts, 100))).toEqual(["张主任", "孙磊"]);
  expect(names(onDuty(shifts, 300))).toEqual([]);
});

it("the days that are left hold their shifts, one that began before under today", () => {
  const days = daysOf(shifts, 120, (ms) => `day ${Math.floor(ms / 100)}`);
  expect(days.map((day) => [day.day, names(day.shifts)])).toEqual([["day 1", ["张主任", "孙磊"]]]);
});

it("levels that follow each other are one range", () => {
  expect([[0, 1, 2, 4], [3], [2, 1, 0]].map((levels) => levelRanges(levels, String))).toEqual(["0–2, 4", "3", "0–2"]);
});

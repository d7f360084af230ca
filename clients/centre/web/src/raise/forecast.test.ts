import { expect, it } from "vitest";
import type { Preview, PreviewClock } from "../types";
import { byOffice, forecastOf } from "./forecast";

const clock = (name: PreviewClock["clock"], due: string): PreviewClock => ({
  clock: name,
  due,
  starts: "2026-02-13T09:00:00+08:00",
  limit: "5 m",
  from: "kind",
  counts: "round_clock",
  levels: [0, 1, 2].map((level) => ({ level, due, recipients: level === 2 ? [] : ["ZJW/dept_liaison"] })),
});
const preview = (part: Partial<Preview>): Preview => ({
  kind: "DEMAND",
  category: null,
  urgency: "U3",
  classified_by: "keywords",
  rule: null,
  near: [],
  lead: "ZJW",
  assist: [],
  review: false,
  time: { counts: "working", by: "kind", resolve: "7 d", resolve_from: "kind" },
  clocks: [],
  assisting: [],
  may: { ok: true },
  likely_same: [],
  names: {},
  ...part,
});

it("the steps stand in the order in which they end, in the zone they are written in", () => {
  const forecast = forecastOf(preview({ clocks: [clock("resolve", "2026-02-20T09:00:00+08:00"), clock("acknowledge", "2026-02-13T10:00:00+08:00")] }));
  expect(forecast.steps.map((step) => step.clock)).toEqual(["acknowledge", "resolve"]);
  expect(forecast.steps[0]?.due).toBe(Date.UTC(2026, 1, 13, 2));
  expect(forecast.review).toBeNull();
});

it("those who hear of a miss are named, not those who are only warned, nor levels that tell nobody", () => {
  expect(forecastOf(preview({ clocks: [clock("acknowledge", "2026-02-13T10:00:00+08:00")] })).rungs.map((rung) => rung.level)).toEqual([1]);
});

it("an office is named once with its roles", () => {
  expect(byOffice(["ZJW/dept_liaison", "QZF/district_head", "ZJW/dept_head"])).toEqual([
    ["ZJW", ["dept_liaison", "dept_head"]],
    ["QZF", ["district_head"]],
  ]);
});

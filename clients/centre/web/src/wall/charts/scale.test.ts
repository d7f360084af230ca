import { describe, expect, it } from "vitest";
import { escalations, heaviest, niceTop, overall, percent, rate, runs } from "./scale";

describe("the charts' arithmetic", () => {
  it("ends an axis at a round number at or above the most that four steps divide", () => {
    for (let most = 0; most < 3000; most += 7) {
      const top = niceTop(most);
      expect(top).toBeGreaterThanOrEqual(most);
      expect(top % 4).toBe(0);
      expect(top).toBeLessThanOrEqual(Math.max(4, most * 2));
    }
    expect([0, 4, 5, 17, 100].map(niceTop)).toEqual([4, 4, 8, 20, 100]);
  });

  it("has no rate where no limit ended, and never rounds up to all of them", () => {
    expect(rate({ on_time: 0, missed: 0 })).toBeNull();
    expect(percent(rate({ on_time: 9999, missed: 1 }))).toBe("99.9%");
    expect(percent(1)).toBe("100%");
    expect(percent(null)).toBe("–");
    expect(overall([{ on_time: 3, missed: 1 }, { on_time: 0, missed: 0 }, { on_time: 1, missed: 3 }])).toBe(0.5);
  });

  it("counts level 0 as a warning and no escalation", () => {
    expect(escalations([9, 1, 2, 0, 1, 0])).toBe(4);
  });

  it("lists the offices with most escalations, of equals those with the higher ones, without those that have none", () => {
    const office = (name: string, levels: number[]) => ({ office: name, on_time: 0, missed: 0, levels });
    const all = [office("A", [5, 0, 0]), office("B", [0, 2, 0]), office("C", [0, 1, 1]), office("D", [0, 4, 0])];
    expect(heaviest(all, 9).map((one) => one.office)).toEqual(["D", "C", "B"]);
    expect(heaviest(all, 1)).toHaveLength(1);
  });

  it("breaks a line where there is nothing", () => {
    expect(runs([1, null, 2, 3, null])).toEqual([
      { from: 0, values: [1] },
      { from: 2, values: [2, 3] },
    ]);
  });
});

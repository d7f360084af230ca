import { describe, expect, it } from "vitest";
import { facts, wait } from "./fixtures";
import { groupBest, groupBy, groupingOf, isStorm, keyOf, stormItems, stormMode, Surge, surgeLimit } from "./storm";

describe("when a storm is on", () => {
  it("counts what came within ten seconds", () => {
    const surge = new Surge();
    surge.add(0, 30);
    surge.add(6_000, 11);
    expect(surge.within(9_000)).toBe(41);
    expect(surge.within(10_000)).toBe(11);
    expect(surge.within(16_000)).toBe(0);
  });

  it("forgets nothing that matters when thousands come", () => {
    const surge = new Surge();
    surge.add(0, 5_000);
    expect(surge.within(1)).toBeGreaterThan(surgeLimit);
  });

  it("comes with more than forty new ones or a hundred and fifty shown, and goes only when it is calm", () => {
    expect(isStorm(false, 40, 150)).toBe(false);
    expect(isStorm(false, 41, 41)).toBe(true);
    expect(isStorm(false, 0, 151)).toBe(true);
    expect(isStorm(true, 0, 120)).toBe(true);
    expect(isStorm(true, 20, 50)).toBe(true);
    expect(isStorm(true, 10, 100)).toBe(false);
    expect(isStorm(false, 0, 120)).toBe(false);
  });

  it("is as the address says, or by itself", () => {
    expect([stormMode("on"), stormMode("off"), stormMode("x"), stormMode(undefined)]).toEqual(["on", "off", "auto", "auto"]);
    expect([groupingOf("office"), groupingOf("matter"), groupingOf(undefined)]).toEqual(["office", "matter", null]);
  });
});

describe("groups", () => {
  const late = (number: number, level: number, street: string, category: string | null, office = "ZJW") =>
    facts(number, { level, street, category, waits: [wait(1, { missed: true, office })] });
  const list = [late(9, 4, "S2", "GAS"), late(1, 3, "S1", "FLOOD", "SW"), late(2, 2, "S1", "FLOOD", "SW"), late(3, 2, "S2", "FLOOD"), late(4, 1, "S1", null)];

  it("are of one category in one street, the worst first, then the largest", () => {
    const groups = groupBy(list, "matter");
    expect(groups.map((one) => one.key)).toEqual(["GAS@S2", "FLOOD@S1", "FLOOD@S2", "@S1"]);
    expect(groups[1]!.members.map((one) => one.row.whistle)).toEqual(["W1", "W2"]);
    expect(groups[1]!.levels).toEqual([0, 0, 1, 1, 0, 0]);
    expect(groups[1]!.worst).toBe(3);
  });

  it("or of the office that is late longest, or else leads", () => {
    const [first] = groupBy([facts(7, { level: 2, lead: "CGW" })], "office");
    expect(first!.place).toBe("CGW");
    expect(groupBy(list, "office").map((one) => [one.place, one.members.length])).toEqual([
      ["ZJW", 3],
      ["SW", 2],
    ]);
  });

  it("are by matter when that sums up, by office when the matters are as many as the whistles", () => {
    expect(groupBest([1, 2, 3, 4, 5, 6].map((n) => late(n, 1, "S1", "FLOOD")))[0]!.grouping).toBe("matter");
    expect(groupBest(list)[0]!.grouping).toBe("office");
  });

  it("show their members when they are opened", () => {
    const groups = groupBy(list, "matter");
    expect(stormItems(groups, new Set(["FLOOD@S1"])).map(keyOf)).toEqual(["g:GAS@S2", "g:FLOOD@S1", "W1", "W2", "g:FLOOD@S2", "g:@S1"]);
  });
});

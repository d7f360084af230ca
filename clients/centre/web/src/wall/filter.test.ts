import { describe, expect, it } from "vitest";
import { decisionsFor } from "./facts";
import { everything, fromQuery, inTile, isEverything, needles, passesElse, passesTile, tiles, toQuery, type Filter, type Ground } from "./filter";
import { facts, wait } from "./fixtures";

const ground: Ground = {
  mine: (one) => decisionsFor(one.row, { office: "ZHZX", roles: ["command_centre"] }),
  silent: new Set(["SW"]),
  words: (one) => `${one.row.whistle} ${one.row.title} 胜利街道`.toLowerCase(),
};
const read = (query: Record<string, string | null>) => fromQuery(Object.fromEntries(Object.entries(query).flatMap(([k, v]) => (v === null ? [] : [[k, v]]))));

describe("the filter in the address", () => {
  it("comes back as it was written", () => {
    const all: Filter[] = [everything, { ...everything, level: 0 }, { tile: "late", level: 3, street: "S1", office: "ZJW", kind: "DEMAND", text: "电梯 W1" }];
    for (const tile of tiles) all.push({ ...everything, tile });
    for (const one of all) expect(read(toQuery(one))).toEqual(one);
  });

  it("leaves out what says nothing, so that the whole board has a plain address", () => {
    expect(Object.values(toQuery(everything)).every((one) => one === null)).toBe(true);
    expect(isEverything(fromQuery({ size: "wall" }))).toBe(true);
    expect(isEverything({ ...everything, level: 0 })).toBe(false);
  });

  it("takes nonsense for nothing", () => {
    expect(fromQuery({ tile: "everything", level: "9", street: "" })).toEqual(everything);
    expect(fromQuery({ level: "3x" }).level).toBeNull();
  });
});

describe("what passes", () => {
  it("answers each tile's question", () => {
    const late = facts(1, { level: 1, emergency: true, waits: [wait(1, { missed: true })], assignments: [{ office: "SW", lead: true, state: "PENDING" }] });
    expect(tiles.filter((tile) => inTile(late, tile, ground))).toEqual(["open", "late", "escalated", "emergency", "silent"]);
    const asked = facts(2, { extension_asked: { office: "ZJW", by: "3 d", reason: "" } });
    expect(tiles.filter((tile) => inTile(asked, tile, ground))).toEqual(["open", "mine"]);
    expect(tiles.filter((tile) => inTile(facts(3, { state: "CLOSED", level: 4 }), tile, ground))).toEqual([]);
  });

  it("shows what ended only to who searches for it", () => {
    const ended = facts(1, { state: "CLOSED" });
    expect(passesTile(ended, everything, ground)).toBe(false);
    expect(passesTile(ended, { ...everything, text: "W1" }, ground)).toBe(true);
    expect(passesTile(ended, { ...everything, text: "W1", tile: "open" }, ground)).toBe(false);
  });

  it("asks for exactly the level", () => {
    const level = (n: number) => passesTile(facts(1, { level: n }), { ...everything, level: 2 }, ground);
    expect([1, 2, 3].map(level)).toEqual([false, true, false]);
  });

  it("needs every word, wherever it stands, and an office that still has a part", () => {
    const one = facts(12, { title: "电梯停运" });
    const found = (text: string) => passesElse(one, everything, ground, needles(text));
    expect([found("电梯"), found("w12 胜利"), found("电梯 空港"), found("  ")]).toEqual([true, true, false, true]);
    const relieved = facts(2, { assignments: [{ office: "ZJW", lead: false, state: "RELIEVED" }] });
    expect(passesElse(relieved, { ...everything, office: "ZJW" }, ground, [])).toBe(false);
    expect(passesElse(one, { ...everything, office: "ZJW", kind: "DEMAND" }, ground, [])).toBe(true);
  });
});

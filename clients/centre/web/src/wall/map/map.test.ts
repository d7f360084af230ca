import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hexagon, layOut, neighbour, placesOf, type Layout } from "./layout";
import { capacity, casesAPoint, marksOf, pathsOf, seats } from "./points";

const spot = (layout: Layout, office: string) => layout.spots.find((one) => one.office === office)!;

describe("the layout of the map", () => {
  const places = placesOf({ places: { a: [0, 0], b: [1, 0], c: [0, 1] } });

  it("sets odd rows half a hexagon to the right, and knows the box around all", () => {
    const layout = layOut(["a", "b", "c"], places);
    const wide = Math.sqrt(3);
    expect(spot(layout, "b").x - spot(layout, "a").x).toBeCloseTo(wide);
    expect(spot(layout, "c")).toMatchObject({ x: wide / 2, y: 1.5 });
    expect(layout.width).toBeCloseTo(2 * wide);
    expect(layout.height).toBeCloseTo(3.5);
  });

  it("lays what has no place in rows by themselves below the map", () => {
    const layout = layOut(["a", "x", "b", "y", "c", "z"], places);
    expect(["x", "y", "z"].every((one) => spot(layout, one).y > spot(layout, "c").y + 1.5)).toBe(true);
    expect(spot(layout, "x").y).toBe(spot(layout, "y").y);
    expect(spot(layout, "z").y).toBeGreaterThan(spot(layout, "y").y);
  });

  it("needs no file at all", () => {
    const offices = Array.from({ length: 10 }, (_, i) => `o${i}`);
    const layout = layOut(offices, placesOf(null));
    expect(new Set(layout.spots.map(({ x, y }) => `${x} ${y}`)).size).toBe(10);
    expect(layout.width).toBeGreaterThan(layout.height);
    expect(layOut([], placesOf(undefined)).width).toBe(1);
  });

  it("takes no place that is none", () => {
    expect([...placesOf({ places: { a: [1, 2], b: [1], c: ["1", 2], d: null } }).keys()]).toEqual(["a"]);
    expect(placesOf("no map").size).toBe(0);
  });

  it("of Shunyi has a place of its own for each of the 25 subdistricts and towns of the configuration", () => {
    const file = placesOf(JSON.parse(readFileSync("public/maps/shunyi.json", "utf8")));
    const toml = readFileSync("../../../config/shunyi/offices.toml", "utf8");
    const known = toml.split("[[office]]").filter((one) => /type = "(subdistrict|town)"/.test(one)).map((one) => /id = "(\w+)"/.exec(one)![1]!);
    expect(known).toHaveLength(25);
    expect([...file.keys()].sort()).toEqual(known.sort());
    expect(new Set([...file.values()].map(String)).size).toBe(25);
  });
});

describe("the arrow keys", () => {
  const layout = layOut(["a", "b", "c", "d"], placesOf({ places: { a: [0, 0], b: [1, 0], c: [0, 1], d: [1, 1] } }));
  const from = (office: string) => spot(layout, office);

  it("walk along a row, and to a neighbour above or below", () => {
    expect(neighbour(layout.spots, from("a"), "right")?.office).toBe("b");
    expect(neighbour(layout.spots, from("b"), "down")?.office).toBe("c");
    expect(neighbour(layout.spots, from("d"), "left")?.office).toBe("c");
    expect(neighbour(layout.spots, from("a"), "up")).toBeNull();
  });

  it("reach every tile of Shunyi", () => {
    const file = placesOf(JSON.parse(readFileSync("public/maps/shunyi.json", "utf8")));
    const { spots } = layOut([...file.keys()], file);
    const reached = new Set([spots[0]!.office]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const office of [...reached])
        for (const way of ["left", "right", "up", "down"] as const) {
          const next = neighbour(spots, spots.find((one) => one.office === office)!, way);
          if (next) reached.add(next.office);
        }
    }
    expect(reached.size).toBe(25);
  });

  it("has six corners to a hexagon", () => {
    expect(hexagon(100).match(/[ML]/g)).toHaveLength(6);
  });
});

describe("the points of a tile", () => {
  it("stand for one case each until a tile cannot hold them, then for as many in every tile", () => {
    const tally = (open: number) => ({ open, late: 0, supervised: 0 });
    expect(casesAPoint([tally(3), tally(20)])).toBe(1);
    expect(casesAPoint([tally(3), tally(60)])).toBe(5);
    expect(casesAPoint([])).toBe(1);
  });

  it("have the supervised first, and a mark for every kind that has any", () => {
    expect(marksOf({ open: 4, late: 1, supervised: 1 }, 1)).toEqual(["supervised", "late", "open", "open"]);
    expect(marksOf({ open: 100, late: 1, supervised: 2 }, 10).slice(0, 3)).toEqual(["supervised", "late", "open"]);
    expect(marksOf({ open: 1000, late: 0, supervised: 0 }, 1)).toHaveLength(capacity);
  });

  it("lie in as few rows as hold them, about the middle, none upon another", () => {
    for (let count = 0; count <= capacity; count += 1) {
      const places = seats(count);
      expect(places).toHaveLength(count);
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
      expect(places.reduce((sum, { x }) => sum + x, 0)).toBeCloseTo(0);
    }
    expect(Math.max(...seats(11).map((one) => one.y))).toBe(0);
    expect(Math.max(...seats(12).map((one) => one.y))).toBe(1);
  });

  it("are three paths however many they are", () => {
    const paths = pathsOf(["supervised", "late", "open", "open"], 12, 5);
    expect(paths.open.match(/Z/g)).toHaveLength(2);
    expect(paths.late.match(/Z/g)).toHaveLength(1);
  });
});

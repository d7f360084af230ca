import { describe, expect, it } from "vitest";
import { first, keep, settle, step, toggle } from "./selection";

const lists = [["a", "b"], [], ["c", "d"]];

describe("the cursor", () => {
  it("begins at the first line and walks over all lists as over one", () => {
    let at = step(lists, null, 1);
    const seen = [at];
    for (let i = 0; i < 4; i += 1) seen.push((at = step(lists, at, 1)));
    expect(seen.map((one) => one?.key)).toEqual(["a", "b", "c", "d", "d"]);
    expect(step(lists, { list: 2, key: "c" }, -1)).toEqual({ list: 0, key: "b" });
    expect(step(lists, { list: 0, key: "a" }, -1)).toEqual({ list: 0, key: "a" });
  });

  it("finds no line where there is none", () => {
    expect(step([[], []], null, 1)).toBeNull();
    expect(first(lists, 1)).toEqual({ list: 2, key: "c" });
  });

  it("stays in its list when its line is gone: on the one that followed, else on the last", () => {
    expect(settle(["a", "b", "c"], ["a", "b", "c"], "b")).toBe("b");
    expect(settle(["a", "b", "c", "d"], ["x", "a", "d"], "b")).toBe("d");
    expect(settle(["a", "b"], ["a"], "b")).toBe("a");
    expect(settle(["a"], [], "a")).toBeNull();
  });
});

describe("the selection", () => {
  it("takes and leaves, without changing what it was", () => {
    const none = new Set<string>();
    const one = toggle(none, "W1");
    expect([...one, ...toggle(one, "W1"), ...none]).toEqual(["W1"]);
  });

  it("loses what left the board, and is the same when nothing did", () => {
    const picked = new Set(["W1", "W2"]);
    expect(keep(picked, () => true)).toBe(picked);
    expect([...keep(picked, (one) => one === "W2")]).toEqual(["W2"]);
  });
});

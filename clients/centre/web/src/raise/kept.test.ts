import { beforeEach, expect, it } from "vitest";
import { outboxKey, unsentIn } from "./kept";

const keep = (account: string, ...items: object[]) => localStorage.setItem(outboxKey("shunyi", account), JSON.stringify(items));
beforeEach(() => localStorage.clear());

it("counts what was blown and is not answered, of one account or of all", () => {
  const [waits, arrived, refused] = [{ whistle: null, refusal: null }, { whistle: "W1", refusal: null }, { whistle: null, refusal: { error: "x" } }];
  keep("li", waits, arrived, refused, waits);
  keep("wang", waits);
  expect(unsentIn(localStorage, outboxKey("shunyi", "li"))).toBe(2);
  expect(unsentIn(localStorage)).toBe(3);
});

it("is none where nothing is kept or what is kept cannot be read", () => {
  expect(unsentIn(localStorage)).toBe(0);
  localStorage.setItem(outboxKey("shunyi", "li"), "{");
  expect(unsentIn(localStorage)).toBe(0);
});

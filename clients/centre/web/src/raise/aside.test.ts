import { expect, it } from "vitest";
import { openAside } from "./aside";
import { blankForm } from "./form";

const form = (text: string) => ({ ...blankForm(), text });
const [gas, water] = [form("漏气"), form("停水")];

it("what was thrown away can be restored until the next whistle is sent", () => {
  const aside = openAside();
  aside.throwAway(gas);
  expect(aside.restore(blankForm())).toBe(gas);
  expect(aside.held.value).toBeNull();
  aside.throwAway(gas);
  aside.sent();
  expect(aside.held.value).toBeNull();
});

it("what was replaced by a whistle that is mended is still there when that was sent", () => {
  const aside = openAside();
  aside.replace(gas);
  aside.sent();
  expect(aside.restore(blankForm())).toBe(gas);
});

it("to restore one does not destroy the other", () => {
  const aside = openAside();
  aside.replace(gas);
  expect(aside.restore(water)).toBe(gas);
  expect(aside.restore(gas)).toBe(water);
});

it("a form with nothing in it does not take the place of one that is held", () => {
  const aside = openAside();
  aside.throwAway(gas);
  aside.replace(blankForm());
  expect(aside.held.value?.form).toBe(gas);
});

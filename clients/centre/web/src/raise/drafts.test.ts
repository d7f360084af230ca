import { beforeEach, expect, it } from "vitest";
import { openDrafts } from "./drafts";
import { blankForm } from "./form";

beforeEach(() => localStorage.clear());

it("what was typed is there again after a reload, under the same record id", () => {
  const form = { ...blankForm(), text: "停水", address: "3号楼", photos: ["photo/1.jpg"] };
  expect(openDrafts(localStorage, "shunyi", "li").save(form)).toBe(true);
  expect(openDrafts(localStorage, "shunyi", "li").load()).toEqual(form);
});

it("another account at the same browser does not see it", () => {
  openDrafts(localStorage, "shunyi", "li").save({ ...blankForm(), text: "停水" });
  expect(openDrafts(localStorage, "shunyi", "wang").load().text).toBe("");
});

it("nothing stays of a blank form or of one that was cleared", () => {
  const drafts = openDrafts(localStorage, "shunyi", "li");
  drafts.save({ ...blankForm(), text: "停水" });
  drafts.save(blankForm());
  expect(localStorage.length).toBe(0);
  drafts.save({ ...blankForm(), text: "停水" });
  drafts.clear();
  expect(localStorage.length).toBe(0);
});

it("a draft of an older page keeps what can be used", () => {
  localStorage.setItem("shao.draft.shunyi.li", JSON.stringify({ record: "r-1", text: "停水", photos: "none", spot: { lon: "x" }, category: 7 }));
  expect(openDrafts(localStorage, "shunyi", "li").load()).toEqual({ ...blankForm("r-1"), text: "停水" });
  localStorage.setItem("shao.draft.shunyi.li", "{");
  expect(openDrafts(localStorage, "shunyi", "li").load().text).toBe("");
});

it("says so when the browser keeps nothing", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("QuotaExceededError"); }, removeItem: () => {} } as unknown as Storage;
  expect(openDrafts(full, "shunyi", "li").save({ ...blankForm(), text: "停水" })).toBe(false);
});

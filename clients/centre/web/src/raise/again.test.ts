import { afterEach, beforeEach, expect, it } from "vitest";
import { session } from "../session";
import type { Session } from "../types";
import { draftAgain } from "./again";
import { openDrafts } from "./drafts";

const view = { title: "垃圾桶满溢", detail: "垃圾桶满溢，三天没人清运", category: "GARBAGE", place: { address: "建新南区6号楼" } };
const draft = () => openDrafts(localStorage, "shunyi", "wang").load();

beforeEach(() => {
  localStorage.clear();
  session.value = { jurisdiction: "shunyi", account: "wang" } as Session;
});
afterEach(() => {
  session.value = null;
});

it("what was refused is written anew as another matter, without what is masked", () => {
  expect(draftAgain(view)).toBe(true);
  expect(draft()).toMatchObject({ text: "垃圾桶满溢，三天没人清运", category: "GARBAGE", address: "建新南区6号楼" });
  localStorage.clear();
  draftAgain({ ...view, detail: undefined, place: { address: "建新南区****" } });
  expect(draft()).toMatchObject({ text: "垃圾桶满溢", address: "" });
});

it("a draft that is being written is not lost to it", () => {
  draftAgain({ ...view, detail: "先写的" });
  expect(draftAgain(view)).toBe(false);
  expect(draft().text).toBe("先写的");
});

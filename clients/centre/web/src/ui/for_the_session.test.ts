import { afterEach, beforeEach, expect, it } from "vitest";
import { effectScope, onScopeDispose } from "vue";
import { session } from "../session";
import type { Session } from "../types";
import { forTheSession } from "./for_the_session";

const is = (account: string) => (session.value = { account } as Session);
let opened: number;
let ended: number;
const use = forTheSession(() => {
  onScopeDispose(() => ended++);
  return { number: ++opened };
});
beforeEach(() => {
  opened = ended = 0;
  is("li");
});
afterEach(() => (session.value = null));

it("goes on when the page that wanted it is left, and is the same one when that is opened again", () => {
  const page = effectScope();
  const first = page.run(use);
  page.stop();
  expect(ended).toBe(0);
  expect(use()).toBe(first);
});

it("ends with the session, and begins anew with the next", () => {
  use();
  session.value = { ...session.value, csrf: "another" } as Session;
  expect(ended).toBe(0);
  session.value = null;
  expect(ended).toBe(1);
  is("wang");
  expect(use()).toEqual({ number: 2 });
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createApp, nextTick, type App } from "vue";
import { speak } from "../i18n";
import { session } from "../session";
import type { Session } from "../types";
import Ended from "./Ended.vue";

/** The jurisdiction's ended whistles, the newest first: two of ours with more between them than is passed over at once. */
const all = Array.from({ length: 400 }, (_, at) => ({ whistle: `W${400 - at}`, state: "CLOSED", unit: at === 0 || at === 399 ? "S1" : "S2", street: "", title: "停水", lead: null, raised_at: 0 }));
let asked: string[] = [];
let app: App;

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0)).then(nextTick);
};
const numbers = (): string[] => [...document.querySelectorAll("li strong")].map((one) => one.textContent);
const more = (): HTMLButtonElement | null => document.querySelector(".page > button");

beforeEach(() => {
  speak("zh");
  asked = [];
  session.value = { office: "S1", roles: ["street"] } as unknown as Session;
  vi.stubGlobal("fetch", (path: string) => {
    const query = new URL(path, "http://centre").searchParams;
    const before = query.get("before") ?? "";
    asked.push(before);
    const from = all.findIndex((one) => one.whistle === before) + 1;
    const to = from + Number(query.get("limit"));
    // The leader looked through others' alone: an empty page that goes on.
    const whistles = before === "W371" ? [] : all.slice(from, to);
    const more = to < all.length;
    return Promise.resolve(new Response(JSON.stringify({ whistles, names: {}, more, ...(more && { next: all[to - 1]?.whistle }) })));
  });
  document.body.innerHTML = '<div id="app"></div>';
  app = createApp(Ended);
  app.mount("#app");
});
afterEach(() => {
  app.unmount();
  session.value = null;
  vi.unstubAllGlobals();
});

it("shows more from where it stopped, however many whistles of others lie between, and asks for no page twice", async () => {
  await settle();
  expect(numbers()).toEqual(["W400"]);
  for (let presses = 0; presses < 5 && more(); presses++) {
    more()?.click();
    await settle();
  }
  expect(numbers()).toEqual(["W400", "W1"]);
  expect(new Set(asked).size).toBe(asked.length);
});

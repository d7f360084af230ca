import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { outdated } from "../shell/version";
import { mend } from "./piece";

const page = (entry: string) => `<!doctype html><html><head><script type="module" crossorigin src="${entry}"></script></head><body></body></html>`;
let served: string | null;
let reloads: number;
let retries: number;
let failures: number;
const tryToMend = (attempts: number) => mend(() => retries++, () => failures++, attempts);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  [served, reloads, retries, failures] = ["/assets/index-old.js", 0, 0, 0];
  const running = new DOMParser().parseFromString(page("/assets/index-old.js"), "text/html");
  vi.spyOn(document, "querySelector").mockImplementation((what) => running.querySelector(what));
  vi.stubGlobal("fetch", () => (served === null ? Promise.reject(new TypeError("failed to fetch")) : Promise.resolve(new Response(page(served)))));
  vi.spyOn(location, "reload").mockImplementation(() => void reloads++);
});
afterEach(() => {
  outdated.value = false;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a part that could not be loaded", () => {
  it("is tried again for as long as there is no network", async () => {
    served = null;
    await tryToMend(40);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([retries, failures, reloads, outdated.value]).toEqual([1, 0, 0, false]);
  });

  it("brings the new pages when the server has others; once, then it is said", async () => {
    served = "/assets/index-new.js";
    await tryToMend(1);
    expect([retries, failures, reloads, outdated.value]).toEqual([0, 0, 1, true]);
    await tryToMend(1);
    expect([failures, reloads]).toEqual([1, 1]);
  });

  it("loads the same pages anew when the browser does not ask again for what it could not have", async () => {
    for (const attempts of [1, 2]) await tryToMend(attempts);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([retries, failures, reloads]).toEqual([2, 0, 0]);
    await tryToMend(3);
    expect([retries, failures, reloads, outdated.value]).toEqual([2, 0, 1, false]);
  });
});

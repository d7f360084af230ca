import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dismissToast, toast, toasts } from "./toast";

const shown = (): string[] => toasts.value.map((one) => one.text);

beforeEach(() => {
  vi.useFakeTimers();
  toasts.value = [];
});
afterEach(() => vi.useRealTimers());

describe("the messages", () => {
  it("go by themselves, bad news once it is closed", () => {
    toast("done");
    toast("refused", "bad");
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual(["refused"]);
    dismissToast(toasts.value[0]!.id);
    expect(shown()).toEqual([]);
  });
  it("make room for others, the oldest first, but bad news last", () => {
    toast("refused", "bad");
    for (let n = 1; n <= 6; n++) toast(`done ${n}`);
    expect(shown()).toEqual(["refused", "done 3", "done 4", "done 5", "done 6"]);
    for (let n = 1; n <= 5; n++) toast(`refused ${n}`, "bad");
    expect(shown()).toEqual(["refused 1", "refused 2", "refused 3", "refused 4", "refused 5"]);
  });
});

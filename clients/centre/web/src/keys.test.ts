import { describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import { activeKeys, takeKeyboard, useKeys } from "./keys";

const press = (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
function within<T>(run: () => T): { result: T; end: () => void } {
  const scope = effectScope();
  return { result: scope.run(run) as T, end: () => scope.stop() };
}

describe("shortcuts", () => {
  it("are answered while their page is there", () => {
    const next = vi.fn();
    const page = within(() => useKeys({ j: next }));
    expect(press("j")).toBe(false);
    page.end();
    expect(press("j")).toBe(true);
    expect(next).toHaveBeenCalledTimes(1);
  });
  it("leave alone who types, who uses the browser's own, who composes", () => {
    const next = vi.fn();
    const page = within(() => useKeys({ j: next }));
    const field = document.body.appendChild(document.createElement("textarea"));
    press("j", field);
    press("j", document.body, { ctrlKey: true });
    press("j", document.body, { isComposing: true });
    expect(next).not.toHaveBeenCalled();
    page.end();
  });
  it("leave Enter to the button that has the focus", () => {
    const open = vi.fn();
    const page = within(() => useKeys({ Enter: open }));
    press("Enter", document.body.appendChild(document.createElement("button")));
    expect(open).not.toHaveBeenCalled();
    press("Enter");
    expect(open).toHaveBeenCalledTimes(1);
    page.end();
  });
  it("rest while a dialog is open, which may have its own", () => {
    const [outside, inside] = [vi.fn(), vi.fn()];
    const page = within(() => {
      useKeys({ j: outside });
      useKeys({ j: inside }, { scope: "dialog" });
    });
    const giveBack = takeKeyboard();
    press("j");
    giveBack();
    giveBack();
    press("j");
    expect([outside.mock.calls.length, inside.mock.calls.length]).toEqual([1, 1]);
    page.end();
  });
  it("are listed with what they do", () => {
    const page = within(() => useKeys({ j: { run: () => {}, help: "search" }, k: () => {} }));
    expect(activeKeys()).toContainEqual({ key: "j", help: "search" });
    expect(activeKeys().some((one) => one.key === "k")).toBe(false);
    page.end();
  });
});

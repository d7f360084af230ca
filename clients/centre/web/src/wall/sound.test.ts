import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isMuted, keepMute, keptMute, muteLeft, muteUntil, readMute } from "./mute";
import { openSound } from "./sound";
import { figureOf, figures, nextFigure, quietBetween, repeatEvery } from "./tones";

describe("the mute", () => {
  const minute = 60_000;
  afterEach(() => localStorage.clear());

  it("ends by itself", () => {
    const until = muteUntil(1000, 15);
    expect(isMuted(until, 1000)).toBe(true);
    expect(isMuted(until, 1000 + 15 * minute - 1)).toBe(true);
    expect(isMuted(until, 1000 + 15 * minute)).toBe(false);
    expect(isMuted(null, 0)).toBe(false);
  });

  it("says how long it still lasts", () => {
    expect(muteLeft(15 * minute, 0)).toBe("15:00");
    expect(muteLeft(15 * minute, 500)).toBe("15:00");
    expect(muteLeft(15 * minute, 14 * minute + 55_000)).toBe("0:05");
    expect(muteLeft(null, 0)).toBe("0:00");
  });

  it("outlasts a reload, but not its end, and nothing mutes for longer than half an hour", () => {
    keepMute(muteUntil(1000, 5));
    expect(readMute(2000)).toBe(muteUntil(1000, 5));
    expect(readMute(muteUntil(1000, 5))).toBeNull();
    expect(keptMute(String(10 * 60 * minute), 0)).toBeNull();
    expect(keptMute("soon", 0)).toBeNull();
    keepMute(null);
    expect(readMute(2000)).toBeNull();
  });
});

describe("the sounds", () => {
  it("are told apart by more than how loud they are", () => {
    const shape = (level: 1 | 2 | 3 | 4 | 5) => JSON.stringify(figures[level].map(({ at, hertz }) => [at, hertz]));
    expect(new Set(([1, 2, 3, 4, 5] as const).map(shape)).size).toBe(5);
    expect(figureOf(9)).toBe(figures[5]);
    expect(figureOf(0)).toBe(figures[1]);
  });

  it("of many that come at once are the highest one's alone", () => {
    expect(nextFigure([1, 3, 2], [], 10_000, 0)).toBe(3);
    expect(nextFigure([1, 3, 2], [], quietBetween - 1, 0)).toBeNull();
    expect(nextFigure([0], [], 10_000, 0)).toBeNull();
  });

  it("of the grave ones come again until somebody has looked", () => {
    expect(nextFigure([], [3, 4], repeatEvery, 0)).toBe(4);
    expect(nextFigure([], [3, 4], repeatEvery - 1, 0)).toBeNull();
    expect(nextFigure([], [2], repeatEvery, 0)).toBeNull();
    expect(nextFigure([], [], repeatEvery, 0)).toBeNull();
  });
});

describe("the browser's leave to sound", () => {
  class Context extends EventTarget {
    state: AudioContextState = "suspended";
    resume = vi.fn(() => this.become("running"));
    close = () => this.become("closed");
    async become(state: AudioContextState): Promise<void> {
      await Promise.resolve();
      this.state = state;
      this.dispatchEvent(new Event("statechange"));
    }
  }
  const made: Context[] = [];
  const touch = async () => {
    dispatchEvent(new Event("pointerup"));
    await new Promise((resolve) => setTimeout(resolve, 0));
  };

  beforeEach(() => {
    made.length = 0;
    vi.stubGlobal(
      "AudioContext",
      class extends Context {
        constructor() {
          super();
          made.push(this);
        }
      },
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is asked for by the first touch, and then no more", async () => {
    const sound = openSound();
    expect([made.length, sound.blocked.value]).toEqual([0, true]);
    await touch();
    expect(sound.blocked.value).toBe(false);
    await touch();
    expect(made.map((one) => one.resume.mock.calls.length)).toEqual([1]);
    sound.close();
  });

  it("that was taken away, by a lock or a call, is missed in words and asked for by the next touch", async () => {
    const sound = openSound();
    await touch();
    await made[0]!.become("interrupted");
    expect(sound.blocked.value).toBe(true);
    await touch();
    expect(sound.blocked.value).toBe(false);
    sound.close();
  });

  it("is not asked for once the sound is closed", async () => {
    const sound = openSound();
    await touch();
    sound.close();
    await touch();
    expect(made.map((one) => one.resume.mock.calls.length)).toEqual([1]);
  });
});

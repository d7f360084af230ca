import { beforeEach, describe, expect, it } from "vitest";
import { watchSyncEffect } from "vue";
import { directory } from "./directory";
import { speak } from "./i18n";
import { second } from "./leader_time";
import { ago, fromLocalInput, fullTime, left, limitText, shortTime, span, toLocalInput } from "./time";
import type { Directory } from "./types";

const at = Date.parse("2026-02-13T14:05:09+08:00");
const minute = 60_000;
const zone = (timezone: string): void => {
  directory.value = { timezone, offices: [], kinds: [], categories: [], urgencies: [], levels: [] } as unknown as Directory;
};
beforeEach(() => {
  zone("Asia/Shanghai");
  second.value = at;
  speak("zh");
});

describe("times", () => {
  it("are those of the jurisdiction, whatever zone the machine is in", () => {
    expect(shortTime(at)).toBe("14:05");
    zone("Europe/Berlin");
    expect(shortTime(at)).toBe("07:05");
  });
  it("name the day when it is another one there", () => {
    expect(shortTime(at + 10 * 60 * minute)).toBe("2月14日 00:05");
    speak("en");
    expect(shortTime(at + 10 * 60 * minute)).toBe("14 Feb 00:05");
  });
  it("are drawn anew when the day changes, not each second", () => {
    const drawn: string[] = [];
    const stop = watchSyncEffect(() => void drawn.push(shortTime(at)));
    second.value = at + 1000;
    second.value = at + 5 * minute;
    expect(drawn).toEqual(["14:05"]);
    second.value = at + 10 * 60 * minute;
    expect(drawn).toEqual(["14:05", "2月13日 14:05"]);
    stop();
  });
  it("are complete in the title", () => {
    expect(fullTime(at)).toMatch(/2026年2月13日.*周五.*14:05:09/);
    speak("en");
    expect(fullTime(at)).toMatch(/Fri.*13 Feb 2026.*14:05:09/);
  });
  it("of an input are read back as they were written, also across a change of the offset", () => {
    for (const [name, instant] of [
      ["Asia/Shanghai", at],
      ["Europe/Berlin", Date.parse("2026-03-29T01:30:00+01:00")],
      ["Europe/Berlin", Date.parse("2026-03-29T03:30:00+02:00")],
      ["America/New_York", Date.parse("2026-11-01T05:00:00Z")],
    ] as const) {
      zone(name);
      expect(fromLocalInput(toLocalInput(instant))).toBe(Math.floor(instant / minute) * minute);
    }
    expect(fromLocalInput("")).toBeNull();
  });
});

describe("spans", () => {
  it("are told in their two largest units", () => {
    expect([40_000, 12 * minute, 185 * minute, 50 * 60 * minute].map(span)).toEqual(["40 秒", "12 分", "3 时 05 分", "2 天 2 时"]);
    speak("en");
    expect([40_000, 12 * minute, 185 * minute, 50 * 60 * minute].map(span)).toEqual(["40 s", "12 min", "3 h 05 min", "2 d 2 h"]);
  });
  it("say what is left and by how much it is over; the due instant itself is in time", () => {
    expect(left(at + 12 * minute)).toBe("剩 12 分");
    expect(left(at)).toBe("剩 0 秒");
    expect(left(at - 185 * minute)).toBe("超 3 时 05 分");
    speak("en");
    expect(left(at + 12 * minute)).toBe("12 min left");
    expect(left(at - 185 * minute)).toBe("3 h 05 min late");
  });
  it("follow the ticking second", () => {
    second.value = at + 5 * minute;
    expect(left(at + 12 * minute)).toBe("剩 7 分");
    expect(ago(at)).toBe("5 分前");
    expect(ago(at + 10 * minute)).toBe("5 分后");
    expect(ago(at + 5 * minute)).toBe("刚刚");
  });
});

describe("limits of the configuration", () => {
  it("are said in whole hours where they can be, and in their plural", () => {
    const all = ["3 wd", "1 d", "90 m", "120 m", "240 wm", "5 xx"];
    expect(all.map(limitText)).toEqual(["3 工作日", "1 天", "90 分钟", "2 小时", "4 工作小时", "5 xx"]);
    speak("en");
    expect(all.map(limitText)).toEqual(["3 working days", "1 day", "90 minutes", "2 hours", "4 working hours", "5 xx"]);
  });
});

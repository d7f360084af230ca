import { describe, expect, it } from "vitest";
import type { Office, OfficeType } from "../types";
import { digits } from "./digits";
import { sharedPlace, shortDepartment, shortStreet, shortStreetEnglish } from "./names";
import { rolls, silentWithWork } from "./presence";
import { paneOf, roomOf, tabs } from "./room";

describe("short names", () => {
  it("leave out what every street's name ends with, and keep names of one character whole", () => {
    expect(["胜利街道", "大孙各庄镇", "杨镇", "张镇", "仁和地区", "区指挥中心"].map(shortStreet)).toEqual(["胜利", "大孙各庄", "杨镇", "张镇", "仁和", "区指挥中心"]);
    expect(["Shènglì Jiēdào", "Lǐsuì Zhèn", "Yángzhèn"].map(shortStreetEnglish)).toEqual(["Shènglì", "Lǐsuì", "Yángzhèn"]);
  });

  it("leave out the district that the departments share", () => {
    const all = ["顺义区水务局", "顺义区交通局", "顺义区财政局", "公安分局", "规划和自然资源委员会顺义分局"];
    expect(sharedPlace(all)).toBe("顺义");
    expect(sharedPlace(["公安分局", "燃气公司"])).toBe("");
    expect(all.map((one) => shortDepartment(one, "顺义"))).toEqual(["水务局", "交通局", "财政局", "公安分局", "规划和自然资源委员会分局"]);
    expect(shortDepartment("公安交管局顺义交通支队", "顺义")).toBe("公安交管局交通支队");
    expect(shortDepartment("顺义区民政局(区委社会工作部)", "顺义")).toBe("民政局");
    expect(shortDepartment("首都机场集团(外部单位)", "")).toBe("首都机场集团");
  });
});

describe("spans in digits", () => {
  it("count in seconds, hours and days", () => {
    const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
    expect([0, 999, 59 * second, 12 * minute + 4 * second].map((ms) => digits(ms, "d"))).toEqual(["00:00", "00:00", "00:59", "12:04"]);
    expect(digits(3 * hour + 4 * minute + 5 * second, "d")).toBe("3:04:05");
    expect(digits(2 * day + 3 * hour + 4 * minute, "天")).toBe("2天 03:04");
    expect(digits(-5, "d")).toBe("00:00");
  });
});

describe("presence", () => {
  const office = (id: string, type: OfficeType): Office => ({ id, type, zh: id, en: id, parent: null, can_lead: true, centre: false });
  const tally = new Map([
    ["A", { busy: 3, late: 0 }],
    ["B", { busy: 1, late: 1 }],
    ["C", { busy: 9, late: 0 }],
  ]);

  it("makes an alarm only of silent offices that have work, those that are late first", () => {
    expect(silentWithWork(tally, new Set(["A", "B", "D"])).map((one) => one.office)).toEqual(["B", "A"]);
  });

  it("calls departments and streets, the alarming first, communities not at all", () => {
    const all = [office("D", "department"), office("A", "department"), office("S", "town"), office("K", "community")];
    const [departments, streets] = rolls(all, new Set(["A", "D"]), tally);
    expect(departments!.offices.map((one) => one.id)).toEqual(["A", "D"]);
    expect([departments!.present, streets!.present, streets!.offices.length]).toEqual([0, 1, 1]);
  });
});

describe("room", () => {
  it("is a phone's, a desk's or a wall's by its width", () => {
    expect([22.5, 59.9, 60, 80, 100, 160].map(roomOf)).toEqual(["narrow", "narrow", "middle", "middle", "wide", "wide"]);
  });

  it("shows the pane that the address asks for where there is such a choice", () => {
    expect(paneOf("map", tabs.narrow)).toBe("map");
    expect(paneOf("map", tabs.middle)).toBe("flow");
    expect(paneOf(undefined, tabs.narrow)).toBe("escalated");
  });
});

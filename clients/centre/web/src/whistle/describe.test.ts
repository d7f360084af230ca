import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { speak } from "../i18n";
import type { FeedEvent } from "../types";
import { isDraft, isDescribed, said, sentence, who } from "./describe";

function eventsOfTheProtocol(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, "../../../../../brokers/PROTOCOL.md"), "utf8");
  const table = page.slice(page.indexOf("| event | its own fields |"));
  return [...table.slice(0, table.indexOf("\n\n")).matchAll(/^\| (\w+) \|/gm)].map((found) => found[1] as string).filter((name) => name !== "event");
}
const bare = (event: string, fields: object = {}): FeedEvent => ({ n: 1, at: 0, event, whistle: "W1", who: { office: "", person: "" }, ...fields });

describe("events in words", () => {
  const names = eventsOfTheProtocol();

  it("the protocol's table is found", () => {
    expect(names.length).toBeGreaterThan(45);
    expect(names).toContain("office_told");
  });
  it.each(names)("%s has a sentence of its own", (name) => {
    expect(isDescribed(name)).toBe(true);
  });
  it.each(["zh", "en"] as const)("an event without its fields is told without holes or braces (%s)", (lang) => {
    speak(lang);
    for (const name of names) {
      expect(sentence(bare(name))).not.toMatch(/[{}]|undefined|null|NaN/);
      expect(said(bare(name))).toEqual([]);
    }
  });
  it("an event newer than this page is named", () => {
    expect(sentence(bare("whistle_folded"))).toBe("whistle_folded");
    expect(sentence(bare("constructor"))).toBe("constructor");
  });
  it("a dispatch names its lead, those who assist and the rule", () => {
    speak("zh");
    const names = { ZJW: { zh: "住建委", en: "Housing" }, CGW: { zh: "城管委", en: "City" } };
    const event = bare("whistle_dispatched", { lead: "ZJW", assist: ["CGW"], rule: "PROPERTY", near: [{ rule: "LIFT", condition: "hours", wanted: "09:00-18:00" }] });
    expect(sentence(event, names)).toBe("派单：住建委 主办，城管委 协办，依据规则 PROPERTY");
    expect(said(event, names)).toEqual([{ label: "差一点匹配", text: "LIFT（时段须为 09:00-18:00）" }]);
  });
  it("a level says whom it told and who of them is on duty", () => {
    speak("en");
    const event = bare("level_fired", { level: 2, office: "ZJW", clock: "report_in", notify: ["ZJW/dept_head"], on_duty: [{ office: "ZJW", who: "" }], collapsed: [1], late: true });
    expect(sentence(event)).toContain("report in");
    expect(said(event).map((one) => one.text)).toEqual(["Level 1", "ZJW head of the department", "nobody of ZJW: told as a whole", "It fell due while nobody led"]);
  });
  it("who acted is the office with the person, or the system", () => {
    speak("zh");
    expect(who(bare("acknowledged", { who: { office: "ZJW", person: "李四" } }))).toBe("ZJW · 李四");
    expect(who(bare("case_activated"))).toBe("系统");
    // What a rule raises comes with the move that set it off, and is not that person's doing.
    const approver = { office: "ZJW", person: "李四" };
    expect(who(bare("level_raised", { who: approver, why: "cluster" }))).toBe("系统");
    expect(who(bare("level_raised", { who: approver, why: "by_hand" }))).toBe("ZJW · 李四");
  });
});

it("a raise that nothing follows at the same instant wrote a draft", () => {
  const at = (event: string, at: number): FeedEvent => ({ n: 1, at, event, who: { office: "S1C1", person: "" } });
  expect(isDraft(at("whistle_raised", 5), undefined)).toBe(true);
  expect(isDraft(at("whistle_raised", 5), at("review_asked", 9))).toBe(true);
  expect(isDraft(at("whistle_raised", 5), at("review_asked", 5))).toBe(false);
  expect(isDraft(at("whistle_raised", 5), at("whistle_dispatched", 5))).toBe(false);
  expect(isDraft(at("acknowledged", 5), undefined)).toBe(false);
  const raised = { ...at("whistle_raised", 5), unit: "S1C1", kind: "DEMAND", title: "垃圾桶满溢" };
  expect([sentence(raised), sentence(raised, undefined, true)]).toEqual(["吹哨：DEMAND，垃圾桶满溢", "拟哨：DEMAND，垃圾桶满溢"]);
});

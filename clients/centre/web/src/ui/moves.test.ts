import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { directory } from "../directory";
import { isText } from "../i18n";
import { session } from "../session";
import type { Directory, Office, Session } from "../types";
import { bodyOf, fieldOf, initialValues, levelsAbove, shownFields, troubles } from "./move_form";
import { isAction, moves, type About } from "./moves";

const office = (id: string, more: Partial<Office> = {}): Office => ({ id, zh: id, en: id, type: "department", parent: null, can_lead: true, centre: false, ...more });
const about: About = {
  whistle: "W1",
  state: "DISPUTED",
  kind: "DEMAND",
  category: "PROPERTY",
  urgency: "U3",
  unit: "S1C1",
  street: "S1",
  lead: "ZJW",
  level: 1,
  emergency: false,
  assignments: [
    { office: "ZJW", lead: true, state: "WORKING" },
    { office: "CGW", lead: false, state: "RETURN_ASKED" },
    { office: "GA", lead: false, state: "RELIEVED" },
  ],
};
const offered = (action: keyof typeof moves, field: string): string[] => moves[action].fields.find((one) => one.name === field)?.offices?.(about) ?? [];

beforeEach(() => {
  directory.value = {
    timezone: "Asia/Shanghai",
    top_level: 4,
    offices: [office("ZJW"), office("CGW"), office("GA"), office("SJ"), office("S1C1", { type: "community", can_lead: false })],
    kinds: [
      { id: "DEMAND", on_site: false },
      { id: "EMERGENCY", on_site: true },
    ],
    categories: [],
    urgencies: [],
    levels: [],
  } as unknown as Directory;
  session.value = { office: "ZJW", person: "李四", roles: ["dept_officer"] } as unknown as Session;
});

/** Actions of the table of moves that a person makes; the others are the system's, time's or a program's. */
function actionsOfPeople(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, "../../../../../docs/transitions.md"), "utf8");
  return [...page.matchAll(/^\| (\w+) \| [A-Z][^|]*\|[^|]*\| ([^|]+) \|/gm)]
    .filter(([, action, who]) => who?.trim() !== "the system" && action !== "told")
    .map((found) => found[1] as string);
}

describe("the table of moves", () => {
  it("has every action of docs/transitions.md that a person makes, and no other", () => {
    expect(actionsOfPeople().length).toBeGreaterThan(35);
    expect(Object.keys(moves).sort()).toEqual(actionsOfPeople().sort());
  });
  it("names only commands that PROTOCOL.md has, with fields that it has and all that it needs", () => {
    const page = readFileSync(resolve(import.meta.dirname, "../../../../../brokers/PROTOCOL.md"), "utf8");
    for (const [action, move] of Object.entries(moves)) {
      if (move.command === "merge" || move.command === "unmerge") continue; // theirs stand in the examples alone
      const line = new RegExp(`^\\| ${move.command} \\| ([^|]*) \\|`, "m").exec(page)?.[1];
      expect(line, action).toBeDefined();
      const stated = (line ?? "").replace(/\[[^\]]*\]|\([^)]*\)/g, "").split(",").map((one) => one.trim());
      const needed = stated.flatMap((one) => (/^\w+\*/.test(one) ? [one.replace(/\*.*/, "")] : [])).filter((one) => one !== "whistle");
      const mine = [...move.fields.map((one) => one.name), ...Object.keys(move.fixed ?? {})];
      for (const field of mine) expect(stated.map((one) => /^\w+/.exec(one)?.[0]), `${action}.${field}`).toContain(field);
      for (const field of needed) expect(mine, `${action} needs ${field}`).toContain(field);
    }
  });
  it("has a name for each", () => {
    expect(Object.keys(moves).filter((one) => !isText(`move.${one}`))).toEqual([]);
  });
  it("knows its own from others", () => {
    expect(isAction("acknowledge")).toBe(true);
    expect(isAction("toString")).toBe(false);
  });
});

describe("the form of a move", () => {
  it("asks for what the move needs and is content with that", () => {
    const move = moves.assign;
    const values = initialValues(move, about, {});
    expect(Object.keys(troubles(move, [about], values))).toEqual(["lead", "reason"]);
    expect(troubles(move, [about], { ...values, lead: "SJ", reason: "  " })).toHaveProperty("reason");
    const filled = { ...values, lead: "SJ", reason: " 属特种设备 " };
    expect(troubles(move, [about], filled)).toEqual({});
    expect(bodyOf(move, about, filled)).toEqual({ lead: "SJ", reason: "属特种设备" });
  });
  it("asks for a reason where a verification failed, not where it passed", () => {
    const move = moves.verify;
    expect(troubles(move, [about], { pass: true, reason: "" })).toEqual({});
    expect(Object.keys(troubles(move, [about], { pass: false, reason: "" }))).toEqual(["reason"]);
    expect(bodyOf(move, about, { pass: false, reason: "未修好" })).toEqual({ pass: false, reason: "未修好" });
  });
  it("asks who leads only when the lead's own dispute is upheld", () => {
    const names = (values: object): string[] => shownFields(moves.uphold, about, { ...initialValues(moves.uphold, about, {}), ...values }).map((one) => one.name);
    expect(names({ office: "ZJW" })).toEqual(["office", "lead", "reason"]);
    expect(names({ office: "CGW" })).toEqual(["office", "reason"]);
    expect(bodyOf(moves.uphold, about, { office: "CGW", lead: "SJ", reason: "x" })).toEqual({ office: "CGW", reason: "x" });
  });
  it("offers the offices that the move may name", () => {
    expect(offered("uphold", "office")).toEqual(["ZJW", "CGW"]);
    expect(offered("uphold", "lead")).toEqual(["CGW", "GA", "SJ"]);
    expect(offered("add_assisting", "offices")).toEqual(["GA", "SJ"]);
    expect(offered("relieve", "office")).toEqual(["CGW"]);
  });
  it("asks for the place on site and for a message at the desk", () => {
    const needs = (kind: string): string[] => Object.keys(troubles(moves.report_in, [{ ...about, kind }], { person: "李四", place: "", text: "" }));
    expect(needs("EMERGENCY")).toEqual(["place"]);
    expect(needs("DEMAND")).toEqual(["text"]);
    expect(initialValues(moves.report_in, about, {}).person).toBe("李四");
  });
  it("asks of several what one of them needs, and offers the levels that one of them has still above it", () => {
    const both = [{ ...about, kind: "DEMAND", level: 3 }, { ...about, kind: "EMERGENCY", level: 1 }] as [typeof about, typeof about];
    expect(Object.keys(troubles(moves.report_in, both, { person: "李四", place: "", text: "" }))).toEqual(["place", "text"]);
    expect(levelsAbove(both)).toEqual([2, 3, 4]);
  });
  it("makes lists of lines, numbers of levels, instants of dates", () => {
    expect(bodyOf(moves.resolve, about, { evidence: " a.jpg \n\n b.jpg", text: "" })).toEqual({ evidence: ["a.jpg", "b.jpg"] });
    expect(bodyOf(moves.escalate, about, { level: "3", reason: "x" })).toEqual({ level: 3, reason: "x" });
    expect(bodyOf(moves.ask_suspend, about, { ground: "funds", plan: "x", proof: "p", review_at: "2026-12-01T09:00" })).toMatchObject({
      review_at: Date.parse("2026-12-01T09:00:00+08:00"),
    });
  });
  it("evaluates each office that takes part, once all is said", () => {
    const values = initialValues(moves.evaluate, about, {});
    expect(troubles(moves.evaluate, [about], values)).toHaveProperty("evaluations");
    const evaluations = (values.evaluations as { office: string }[]).map((one) => ({ ...one, solved: "yes", satisfaction: "very", on_time: true, text: "" }));
    expect(evaluations.map((one) => one.office)).toEqual(["ZJW", "CGW"]);
    expect(troubles(moves.evaluate, [about], { evaluations })).toEqual({});
    expect(bodyOf(moves.evaluate, about, { evaluations })).toEqual({
      evaluations: [
        { office: "ZJW", solved: "yes", satisfaction: "very", on_time: true },
        { office: "CGW", solved: "yes", satisfaction: "very", on_time: true },
      ],
    });
  });
  it("offers only levels above the one it has", () => {
    expect(levelsAbove([{ ...about, level: null }])).toEqual([1, 2, 3, 4]);
    expect(levelsAbove([{ ...about, level: 2 }])).toEqual([3, 4]);
    expect(levelsAbove([{ ...about, level: 4 }])).toEqual([]);
  });
  it("counts characters, not halves of them", () => {
    expect(troubles(moves.contact, [about], { reached: "𠮷".repeat(100), how: "电话" })).toEqual({});
    expect(troubles(moves.contact, [about], { reached: "𠮷".repeat(101), how: "电话" })).toHaveProperty("reached");
  });
  it("finds the field that a refusal is about", () => {
    expect(fieldOf(moves.evaluate, "evaluations[0].solved")).toBe("evaluations");
    expect(fieldOf(moves.assign, "lead")).toBe("lead");
    expect(fieldOf(moves.assign, "whistle")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { isText, listed, speak, t, textIn, type TextKey } from "./i18n";

const files = import.meta.glob("./texts/*.ts", { eager: true }) as Record<string, Record<string, Record<string, { zh: string; en: string }>>>;
const texts = Object.entries(files).flatMap(([file, exported]) =>
  Object.values(exported).flatMap((all) => Object.entries(all).map(([key, text]) => ({ file, key: key as TextKey, text }))),
);
const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1] as string))].sort();

describe("texts", () => {
  it("are all there in both languages", () => {
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.filter(({ text }) => !text.zh.trim() || !text.en.trim()).map(({ key }) => key)).toEqual([]);
  });
  it("have one key each, whatever file they are in", () => {
    const seen = new Map<string, string>();
    const twice = texts.filter(({ key, file }) => {
      const before = seen.get(key);
      seen.set(key, file);
      return before !== undefined;
    });
    expect(twice.map(({ key }) => key)).toEqual([]);
  });
  it("are known to t, every one", () => {
    expect(texts.filter(({ key }) => !isText(key)).map(({ key }) => key)).toEqual([]);
  });
  it("are Chinese where they should be", () => {
    const latin = texts.filter(({ text }) => !/[\u4e00-\u9fff]/.test(text.zh.replace(/\{[^}]*\}/g, "")) && /[A-Za-z]{3}/.test(text.zh.replace(/\{[^}]*\}/g, "")));
    expect(latin.map(({ key }) => key)).toEqual(["app.language.other"]);
  });
  it("say as much in both languages", () => {
    const differ = texts.filter(({ text }) => holes(text.zh).length > holes(text.en).length);
    expect(differ.map(({ key }) => key)).toEqual([]);
  });
});

describe("t", () => {
  it("fills in and chooses by number", () => {
    expect(textIn("en", "move.for_many", { n: 3 })).toBe("3 whistles");
    expect(textIn("en", "move.done_many", { move: "Merge", n: 1 })).toBe("Merge: 1 whistle done");
    expect(textIn("en", "move.done_many", { move: "Merge", n: 2 })).toBe("Merge: 2 whistles done");
  });
  it("takes what is filled in as it is, braces and dollars too", () => {
    speak("zh");
    expect(t("app.load_failed", { why: "{n} $& $1" })).toBe("载入失败：{n} $& $1");
  });
  it("joins lists as each language does", () => {
    speak("zh");
    expect(listed(["甲", "乙"])).toBe("甲、乙");
    speak("en");
    expect(listed(["a", "b"])).toBe("a, b");
    expect(document.documentElement.lang).toBe("en");
  });
});

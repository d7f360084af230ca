// Chinese first, English a click away. Texts are typed objects, so that the compiler finds an unknown key and a missing translation;
// no library, because the content security policy forbids compiling messages in the browser and nothing more is needed.
//
//   t("wall.title")                        // "指挥中心"
//   t("board.late", { n: 3 })              // "3 件超期" / "3 late"
//   texts: "{n} {n:whistle|whistles}"      // {n:one|many} chooses by the number n
import { ref } from "vue";
import { accounts } from "./texts/accounts";
import { common } from "./texts/common";
import { desk } from "./texts/desk";
import { events } from "./texts/events";
import { login } from "./texts/login";
import { moves } from "./texts/moves";
import { raise } from "./texts/raise";
import { wall } from "./texts/wall";
import { whistle } from "./texts/whistle";

export type Lang = "zh" | "en";
export type Texts = Record<string, Record<Lang, string>>;
export type Values = Record<string, string | number>;

const all = { ...common, ...login, ...moves, ...events, ...whistle, ...accounts, ...wall, ...raise, ...desk };
export type TextKey = keyof typeof all;

const stored = "shao.lang";
const remembered = localStorage.getItem(stored);

/** The language of the interface; change it with `speak`. */
export const lang = ref<Lang>(remembered === "en" ? "en" : "zh");

/** Changes the language, for this browser and for those who read with their ears. */
export function speak(to: Lang): void {
  lang.value = to;
  localStorage.setItem(stored, to);
  tellDocument();
}

/** Tells the document its language; once at the start and at each change. */
export function tellDocument(): void {
  document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
}

/** The text of `key` in the current language, its {names} filled from `values`. */
export function t(key: TextKey, values?: Values): string {
  return fill(all[key][lang.value], values);
}

/** The same in a given language: for what is read by somebody else than the person at the screen, and for tests. */
export function textIn(language: Lang, key: TextKey, values?: Values): string {
  return fill(all[key][language], values);
}

/** Whether there is such a text: for words that come from the server and may be newer than this page. */
export function isText(key: string): key is TextKey {
  return Object.hasOwn(all, key);
}

/** The text for a word that comes from the server, "role" and "dept_liaison"; the word itself where there is none. */
export function wordOf(prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return isText(key) ? t(key) : word;
}

/** A list as one reads it: "甲、乙" / "a, b". */
export function listed(words: string[]): string {
  return words.join(lang.value === "zh" ? "、" : ", ");
}

function fill(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined) return String(value);
    return (Number(value) === 1 ? one : many) ?? "";
  });
}

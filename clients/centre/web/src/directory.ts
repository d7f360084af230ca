// The names of everything: offices, kinds, categories, urgencies, levels, in both languages. Loaded once after signing in and again
// when the server's version changes.
import { computed, shallowRef } from "vue";
import { get } from "./api";
import { lang, t, wordOf } from "./i18n";
import type { Directory, Kind, Name, Names, Office } from "./types";

/** The directory; null until it is loaded. */
export const directory = shallowRef<Directory | null>(null);

export async function loadDirectory(): Promise<void> {
  directory.value = await get<Directory>("/api/directory");
}

function byId<T extends { id: string }>(list: (from: Directory) => T[]) {
  return computed(() => new Map((directory.value ? list(directory.value) : []).map((one) => [one.id, one])));
}
const offices = byId((from) => from.offices);
const kinds = byId((from) => from.kinds);
const categories = byId((from) => from.categories);
const urgencies = byId((from) => from.urgencies);

export function officeOf(id: string | null | undefined): Office | undefined {
  return id ? offices.value.get(id) : undefined;
}
export function kindOf(id: string | null | undefined): Kind | undefined {
  return id ? kinds.value.get(id) : undefined;
}

/**
 * What people call the office, kind, category or urgency of this code, in the language spoken now. `names`, as answers carry them, help
 * out with what is no longer in the directory; a code that nobody knows is shown as it is.
 */
export function nameOf(code: string | null | undefined, names?: Names): string {
  if (!code) return "";
  const found: Name | undefined =
    offices.value.get(code) ?? kinds.value.get(code) ?? categories.value.get(code) ?? urgencies.value.get(code) ?? names?.[code];
  return found ? inLanguage(found) : code;
}

/** "ZJW/dept_liaison" in words. */
export function recipientName(recipient: string, names?: Names): string {
  const [office = "", role = ""] = recipient.split("/");
  return `${nameOf(office, names)} ${wordOf("role", role)}`.trim();
}

/** The name of a level as this jurisdiction calls it. */
export function levelName(level: number | null | undefined): string {
  if (level === null || level === undefined) return t("level.none");
  const found = directory.value?.levels.find((one) => one.level === level);
  return found ? inLanguage(found) : t("level", { n: level });
}

/** As the names of the levels count: people say "second-level supervision", which is another number than that of the ladder. */
const ordinals: Readonly<Record<string, string>> = { 一: "1", 二: "2", 三: "3", 四: "4", First: "1", Second: "2", Third: "3", Fourth: "4" };
/** One sign for a level, from its name: "催" and "2" of 二级督办, "R" and "2" of Second-level supervision. */
export function levelMark(level: number): string {
  const name = levelName(level);
  const [word = ""] = name.split(/[ -]/);
  const [sign = ""] = name;
  return ordinals[word] ?? ordinals[sign] ?? sign;
}

/** For places without much room: "Second-level" of Second-level supervision; Chinese names are short. */
export function levelShort(level: number): string {
  const name = levelName(level);
  return lang.value === "en" ? (name.split(" ")[0] ?? name) : name;
}

/**
 * Those of the offices that somebody means who writes this: by code or a piece of the name; when there is none, by the signs of a short
 * name in their order, as 城管委 is 城市管理委员会.
 */
export function officesLike(offices: readonly Office[], written: string): Office[] {
  const wanted = written.trim().toLowerCase();
  const names = (one: Office): string[] => [one.id, one.zh, one.en].map((text) => text.toLowerCase());
  const found = offices.filter((one) => names(one).some((text) => text.includes(wanted)));
  return found.length > 0 ? found : offices.filter((one) => inOrder(wanted, one.zh));
}
function inOrder(wanted: string, name: string): boolean {
  let at = -1;
  return [...wanted].every((sign) => (at = name.indexOf(sign, at + 1)) >= 0);
}

/** Of a name in two languages the one that is spoken; Chinese where there is no English. */
export function inLanguage(name: Name): string {
  return (lang.value === "en" ? name.en : name.zh) || name.zh;
}

/** Subdistricts and towns, in the directory's order. */
export const streets = computed(() => (directory.value?.offices ?? []).filter((one) => one.type === "subdistrict" || one.type === "town"));
export const departments = computed(() => (directory.value?.offices ?? []).filter((one) => one.type === "department"));
export const leaders = computed(() => (directory.value?.offices ?? []).filter((one) => one.can_lead));
export function communitiesOf(street: string): Office[] {
  return (directory.value?.offices ?? []).filter((one) => one.type === "community" && one.parent === street);
}

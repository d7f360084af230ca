// Instants and spans as people read them: in the jurisdiction's zone, whatever zone the machine is in, and by the leader's clock.
//
//   shortTime(ms)      // "14:05" today, else "2月13日 14:05" / "13 Feb 14:05"
//   fullTime(ms)       // "2026年2月13日 星期五 14:05:09" / "Fri 13 Feb 2026, 14:05:09"
//   limitText("3 wd")  // "3 工作日" / "3 working days"
//   left(due)          // "剩 12 分" / "超 3 时 05 分"; "12 min left" / "3 h 05 min late"
//
// They read the language, the directory and (where "now" matters) the ticking second or the day: in a template they follow by themselves.
import { computed } from "vue";
import { directory } from "./directory";
import { isText, lang, t } from "./i18n";
import { second } from "./leader_time";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const timeZone = directory.value?.timezone ?? "Asia/Shanghai";
  const key = `${name} ${lang.value} ${timeZone}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(lang.value === "zh" ? "zh-CN" : "en-GB", { timeZone, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}

/** "14:05". */
export function clockTime(ms: number): string {
  return format("clock", { hour: "2-digit", minute: "2-digit" }).format(ms);
}
/** "14:05:09". */
export function clockTimeWithSeconds(ms: number): string {
  return format("seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
}
/** "2月13日" / "13 Feb". */
export function shortDate(ms: number): string {
  return format("date", { month: "short", day: "numeric" }).format(ms);
}
/** "2月13日 星期五" / "Friday 13 February". */
export function longDate(ms: number): string {
  return format("long", { month: "long", day: "numeric", weekday: "long" }).format(ms);
}
/** The day as a key that sorts: "2026-02-13". */
function dayOf(ms: number): string {
  const timeZone = directory.value?.timezone ?? "Asia/Shanghai";
  const key = `day ${timeZone}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(key, found);
  }
  return found.format(ms);
}

/** Computed, so that what asks for it follows the day and not the second. */
const today = computed(() => dayOf(second.value));

/** The hour and minute, with the day when that is not today. */
export function shortTime(ms: number): string {
  return dayOf(ms) === today.value ? clockTime(ms) : `${shortDate(ms)} ${clockTime(ms)}`;
}

/** Everything, for titles and print. */
export function fullTime(ms: number): string {
  return format("full", {
    year: "numeric",
    month: lang.value === "zh" ? "long" : "short",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(ms);
}

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

/** A span in its two largest units: "40 秒", "12 分", "3 时 05 分", "2 天 4 时". Whole units, rounded down. */
export function span(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minute_ms) return t("time.seconds", { s: Math.floor(length / 1000) });
  if (length < hour_ms) return t("time.minutes", { m: Math.floor(length / minute_ms) });
  if (length < day_ms)
    return t("time.hours", { h: Math.floor(length / hour_ms), m: String(Math.floor((length % hour_ms) / minute_ms)).padStart(2, "0") });
  return t("time.days", { d: Math.floor(length / day_ms), h: Math.floor((length % day_ms) / hour_ms) });
}

/** What is left until `due`, or by how much it is over. A move at the due instant itself is in time. */
export function left(due: number, now: number = second.value): string {
  return now <= due ? t("time.left", { time: span(due - now) }) : t("time.over", { time: span(now - due) });
}

/** "5 分前", "3 时 05 分后"; "刚刚" within ten seconds. */
export function ago(ms: number, now: number = second.value): string {
  const passed = now - ms;
  if (Math.abs(passed) < 10_000) return t("time.now");
  return passed > 0 ? t("time.ago", { time: span(passed) }) : t("time.in", { time: span(-passed) });
}

/** The zone's offset from UTC at an instant, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(ms / 1000) * 1000;
}

/** The value of an input of type datetime-local for an instant, in the jurisdiction's zone: "2026-02-13T14:05". */
export function toLocalInput(ms: number): string {
  const timeZone = directory.value?.timezone ?? "Asia/Shanghai";
  return new Date(ms + offsetAt(ms, timeZone)).toISOString().slice(0, 16);
}

/** The instant that such a value names in the jurisdiction's zone; null when it is none. */
export function fromLocalInput(text: string): number | null {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const timeZone = directory.value?.timezone ?? "Asia/Shanghai";
  // Twice: near a change of the offset the first guess is off by it.
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

/** A limit as the configuration writes it, as people say it: "3 wd" is "3 工作日", "240 wm" "4 工作小时". */
export function limitText(limit: string): string {
  const [amount = "", unit = ""] = limit.split(" ");
  const hours = Number(amount) / 60;
  const inHours = (unit === "m" || unit === "wm") && Number.isInteger(hours) && hours >= 1;
  const key = `limit.${inHours ? unit.replace("m", "h") : unit}`;
  return isText(key) ? t(key, { n: inHours ? hours : Number(amount) }) : limit;
}

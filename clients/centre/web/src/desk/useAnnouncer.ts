// Announces what is new to this desk: the count in the window's title, a sound, a notification of the browser once a person allowed
// them, and words for those who listen. Works in a hidden tab, too, where it is wanted most; and from the moment that somebody opened the
// desk on every other page.
import { computed, onScopeDispose, ref, watch } from "vue";
import { go } from "../address";
import { alarms, loaded, rows } from "../board";
import { levelName, nameOf } from "../directory";
import { t } from "../i18n";
import { session } from "../session";
import { titleMark } from "../shell/title";
import { openSound } from "../wall/sound";
import { figureOf } from "../wall/tones";
import { forTheSession } from "../ui/for_the_session";
import { usePaced } from "../ui/paced";
import { isSame, levelsFor, newsIn, openMemory, pendingFor, remember, type News } from "./announce";
import { itemOf } from "./inbox";
import { arrival, urgentArrival } from "./tones";

const sound_key = "shao.desk.sound";
/** More at once than this are summed up. */
const one_by_one = 3;

export const useAnnouncer = forTheSession(openAnnouncer);

function openAnnouncer() {
  const office = session.value?.office ?? "";
  const memory = openMemory(localStorage, session.value?.jurisdiction ?? "", session.value?.account ?? "");
  const player = openSound();
  const sound = ref(remembered());
  const allowed = ref(permission());
  const said = ref("");
  const pending = usePaced((all) => pendingFor(all.values(), office));
  /** What the inbox does not show is not called out: a street hears of its own whistles where it follows them. */
  const levels = computed(() =>
    levelsFor(alarms.value, office).filter((event) => {
      const row = rows.get(event.whistle ?? "");
      return row === undefined || itemOf(row, office) !== null;
    }),
  );

  function look(): void {
    if (!loaded.value) return;
    const before = memory.read();
    const news = newsIn(before, pending.value, levels.value);
    const after = remember(before, news, rows, pending.value, Date.now());
    if (!isSame(before, after)) memory.write(after);
    if (news.whistles.length || news.levels.length) announce(news);
  }
  watch([pending, levels, loaded], look, { immediate: true });
  watch(
    () => pending.value.length,
    (count) => {
      titleMark.value = count ? `(${count})` : "";
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    titleMark.value = "";
    player.close();
  });

  function announce(news: News): void {
    const lines = news.whistles.map((row) => ({
      whistle: row.whistle,
      title: t(row.emergency ? "desk.news.emergency" : "desk.news.whistle", { whistle: row.whistle }),
      text: `${row.title} · ${nameOf(row.unit)}`,
    }));
    for (const event of news.levels)
      lines.push({
        whistle: event.whistle ?? "",
        title: t("desk.news.level", { whistle: event.whistle ?? "", level: levelName(Number(event.level)) }),
        text: rows.get(event.whistle ?? "")?.title ?? "",
      });
    const sum = t("desk.news.many", { n: lines.length });
    said.value = lines.length > one_by_one ? sum : lines.map((line) => t("label", { label: line.title }) + line.text).join(t("semicolon"));
    if (sound.value) {
      const highest = Math.max(0, ...news.levels.map((event) => Number(event.level)));
      player.play(highest >= 1 ? figureOf(highest) : news.whistles.some((row) => row.emergency) ? urgentArrival : arrival);
    }
    if (allowed.value !== "granted" || (!document.hidden && document.hasFocus())) return;
    if (lines.length > one_by_one) notify(sum, lines.map((line) => line.whistle).join(" "), null);
    else for (const line of lines) notify(line.title, line.text, line.whistle);
  }

  function notify(title: string, body: string, whistle: string | null): void {
    try {
      const shown = new Notification(title, { body, tag: `shao ${whistle ?? "many"}`, icon: "/icon.svg" });
      shown.onclick = () => {
        window.focus();
        if (whistle) go(`/whistle/${whistle}`);
        shown.close();
      };
    } catch {
      allowed.value = "none"; // A phone's browser has them for installed applications alone.
    }
  }

  async function ask(): Promise<void> {
    allowed.value = await Notification.requestPermission();
  }
  function setSound(on: boolean): void {
    sound.value = on;
    try {
      if (on) localStorage.removeItem(sound_key);
      else localStorage.setItem(sound_key, "off");
    } catch {
      // Then it holds for this page.
    }
    if (on) player.play(arrival);
  }
  return { sound, setSound, blocked: player.blocked, allowed, ask, said, pending };
}

function remembered(): boolean {
  try {
    return localStorage.getItem(sound_key) !== "off";
  } catch {
    return true;
  }
}
function permission(): NotificationPermission | "none" {
  return typeof Notification === "undefined" || !window.isSecureContext ? "none" : Notification.permission;
}

// Events of the journal for people: a sentence, and beneath it what was said with it (reasons, texts, evidence, who was told). An
// event is read with care, because the server may be newer than the page: what is missing is left out, what is unknown is named.
//
//   sentence(event)                    // "派单：住建委 主办，依据规则 PROPERTY"
//   said(event)                        // [{ label: "理由", text: "…" }]
//   who(event)                         // "住建委（李四）"
import { levelName, nameOf, recipientName } from "../directory";
import { listed, t, wordOf, type TextKey, type Values } from "../i18n";
import { limitText, shortTime } from "../time";
import type { FeedEvent, Names } from "../types";

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of one event, as text. */
class Reader {
  constructor(
    private readonly event: FeedEvent,
    private readonly names?: Names,
  ) {}
  /** Whether the unit that raised it did so itself, and no other for it. */
  byItself(): boolean {
    return this.text("unit") === this.event.who.office;
  }
  text(name: string): string {
    const value = this.event[name];
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  }
  number(name: string): number | null {
    const value = this.event[name];
    return typeof value === "number" ? value : null;
  }
  is(name: string): boolean {
    return this.event[name] === true;
  }
  name(name: string): string {
    return nameOf(this.text(name), this.names);
  }
  list(name: string): unknown[] {
    const value = this.event[name];
    return Array.isArray(value) ? value : [];
  }
  texts(name: string): string[] {
    return this.list(name).filter((one): one is string => typeof one === "string");
  }
  objects(name: string): Fields[] {
    return this.list(name).filter(isObject);
  }
  /** The names of the offices in a list of codes or of objects with one. */
  offices(name: string): string {
    const codes = this.list(name).map((one) => (isObject(one) ? one.office : one));
    return listed(codes.filter((one): one is string => typeof one === "string").map((one) => nameOf(one, this.names)));
  }
  word(prefix: string, name: string): string {
    return wordOf(prefix, this.text(name));
  }
  instant(name: string): string {
    const value = this.number(name);
    return value === null ? "" : shortTime(value);
  }
  level(): string {
    const level = this.number("level");
    return level === null ? "" : levelName(level);
  }
  due(name: string): string {
    const plan = this.event[name];
    return isObject(plan) && typeof plan.due === "number" ? shortTime(plan.due) : "";
  }
  /** Each office with what was said of it. */
  judged(): string {
    return listed(
      this.objects("evaluations").map((one) =>
        [nameOf(String(one.office ?? ""), this.names), wordOf("solved", String(one.solved ?? "")), wordOf("satisfaction", String(one.satisfaction ?? ""))]
          .filter(Boolean)
          .join(" "),
      ),
    );
  }
}

type Spoken = [TextKey, Values?];
const plain = (key: TextKey) => (): Spoken => [key];

/** One entry for each event of PROTOCOL.md's table; a test reads the table and misses none. */
const sentences: Record<string, (event: Reader) => Spoken> = {
  term_claimed: (e) => ["event.term_claimed", { epoch: e.text("epoch") }],
  policy_adopted: (e) => ["event.policy_adopted", { version: e.text("version") }],
  whistle_raised: (e) => [e.byItself() ? "event.whistle_raised" : "event.whistle_raised.unit", { unit: e.name("unit"), kind: e.name("kind"), about: e.text("title") || e.text("detail") }],
  review_asked: (e) => (e.due("plan") ? ["event.review_asked", { due: e.due("plan") }] : ["event.review_asked.plain"]),
  whistle_approved: plain("event.whistle_approved"),
  whistle_refused: plain("event.whistle_refused"),
  whistle_dispatched: (e) => {
    const values = { lead: e.name("lead"), rule: e.text("rule"), assist: e.offices("assist") };
    if (e.is("asked")) return ["event.whistle_dispatched.asked", values];
    if (!values.rule) return ["event.whistle_dispatched.backstop", values];
    return [values.assist ? "event.whistle_dispatched.assist" : "event.whistle_dispatched", values];
  },
  lead_named: (e) => (e.offices("assigned") ? ["event.lead_named", { assigned: e.offices("assigned") }] : ["event.lead_named.kept"]),
  scene_released: plain("event.scene_released"),
  withdrawal_agreed: plain("event.withdrawal_agreed"),
  whistle_withdrawn: plain("event.whistle_withdrawn"),
  acknowledged: plain("event.acknowledged"),
  contacted: (e) => (e.text("reached") ? ["event.contacted", { reached: e.text("reached") }] : ["event.contacted.nobody"]),
  reported_in: (e) => [e.text("where") ? "event.reported_in.where" : "event.reported_in", { person: e.text("person"), where: e.text("where") }],
  progress_reported: plain("event.progress_reported"),
  resolved: plain("event.resolved"),
  case_activated: plain("event.case_activated"),
  verification_asked: plain("event.verification_asked"),
  verified: plain("event.verified"),
  verification_failed: (e) => ["event.verification_failed", { rework: e.offices("rework") }],
  evaluated: (e) => {
    const values = { unit: e.name("unit"), judged: e.judged(), rework: e.offices("rework") };
    return [values.rework ? "event.evaluated.back" : "event.evaluated", values];
  },
  whistle_closed: (e) => [e.is("evaluated") ? "event.whistle_closed" : "event.whistle_closed.silent"],
  level_fired: (e) => [
    e.number("level") === 0 ? "event.level_fired.warning" : "event.level_fired",
    { level: e.level(), office: e.name("office"), clock: e.word("clock", "clock") },
  ],
  level_told: (e) => ["event.level_told", { level: e.level(), office: e.name("office") }],
  miss_cleared: (e) => ["event.miss_cleared", { office: e.name("office"), clock: e.word("clock", "clock") }],
  dispute_raised: plain("event.dispute_raised"),
  dispute_dismissed: (e) => ["event.dispute_dismissed", { office: e.name("office") }],
  dispute_upheld: (e) => [
    e.offices("assigned") ? "event.dispute_upheld.lead" : "event.dispute_upheld",
    { office: e.name("office"), lead: e.offices("assigned") },
  ],
  assisting_added: (e) => ["event.assisting_added", { assigned: e.offices("assigned") }],
  assisting_relieved: (e) => ["event.assisting_relieved", { office: e.name("office") }],
  meeting_convened: plain("event.meeting_convened"),
  meeting_held: plain("event.meeting_held"),
  lead_replaced: (e) => ["event.lead_replaced", { assigned: e.offices("assigned"), relieved: e.name("relieved") }],
  suspension_asked: (e) => ["event.suspension_asked", { ground: e.word("ground", "ground"), review_at: e.instant("review_at") }],
  suspension_refused: plain("event.suspension_refused"),
  whistle_suspended: (e) => ["event.whistle_suspended", { review_at: e.instant("review_at") }],
  whistle_resumed: (e) => [e.text("reason") ? "event.whistle_resumed" : "event.whistle_resumed.date"],
  extension_asked: (e) => ["event.extension_asked", { by: limitText(e.text("by")) }],
  extension_refused: plain("event.extension_refused"),
  whistle_extended: (e) => ["event.whistle_extended", { by: limitText(e.text("by")) }],
  whistle_reopened: (e) => ["event.whistle_reopened", { rework: e.offices("rework") }],
  level_raised: (e) => ["event.level_raised", { level: e.level(), why: e.word("pressure", "why") }],
  whistle_merged: (e) => ["event.whistle_merged", { into: e.text("into") }],
  merged_in: (e) => ["event.merged_in", { merged: e.text("merged"), unit: e.name("unit") }],
  whistle_unmerged: (e) => ["event.whistle_unmerged", { from: e.text("from") }],
  merged_out: (e) => ["event.merged_out", { merged: e.text("merged") }],
  whistle_replanned: (e) => ["event.whistle_replanned", { policy: shortVersion(e.text("policy")) }],
  noted: plain("event.noted"),
  particulars_revealed: plain("event.particulars_revealed"),
  particulars_erased: plain("event.particulars_erased"),
  office_told: (e) => [
    e.is("delivered") ? "event.office_told" : "event.office_told.failed",
    { office: e.name("office"), hook: e.text("hook"), attempts: e.text("attempts") },
  ],
};

/** Whether there is a sentence for events of this name. */
export function isDescribed(event: string): boolean {
  return Object.hasOwn(sentences, event);
}

/** Whether this raise only wrote a draft: what is blown or goes to review does so with the same command. */
export function isDraft(event: FeedEvent, next: FeedEvent | undefined): boolean {
  return event.event === "whistle_raised" && !(next && next.at === event.at && ["review_asked", "whistle_dispatched"].includes(next.event));
}

/** What happened, in the language spoken now. */
export function sentence(event: FeedEvent, names?: Names, drafted = false): string {
  const spoken = Object.hasOwn(sentences, event.event) ? sentences[event.event]?.(new Reader(event, names)) : undefined;
  if (drafted && spoken) return t("event.whistle_drafted", spoken[1]);
  return spoken ? t(...spoken) : t("event.unknown", { event: event.event });
}

/** Who did it: the office and the person, or the system. */
export function who(event: FeedEvent, names?: Names): string {
  const { office, person } = event.who;
  // A level that a rule raises comes with the move that set it off: it is nobody's own doing.
  if (!office || (event.event === "level_raised" && event.why !== "by_hand" && event.why !== "meeting")) return t("system");
  return person ? `${nameOf(office, names)} · ${person}` : nameOf(office, names);
}

/** What was said with an event, piece by piece. */
export function said(event: FeedEvent, names?: Names): { label: string; text: string }[] {
  const e = new Reader(event, names);
  const pieces: { label: string; text: string }[] = [];
  const add = (key: TextKey, text: string): void => {
    if (text) pieces.push({ label: t(key), text });
  };
  if (event.event === "whistle_raised") add("said.detail", e.text("title") ? e.text("detail") : "");
  else if (event.event !== "whistle_dispatched") add(event.why === "cluster" ? "said.same" : "said.reason", e.text("reason"));
  if (event.event === "merged_in") add("said.moved", listed(e.objects("clocks").map((one) => moved(one, names))));
  add("said.clause", e.text("clause"));
  add("said.note", e.text("note"));
  add("said.text", e.text("text"));
  add("said.how", e.text("how"));
  add("said.intention", e.text("intention"));
  add("said.proof", listed(e.texts("proof")));
  add("said.opinion", e.text("opinion"));
  add("said.evidence", listed(e.texts("evidence")));
  add("said.attachments", listed(e.texts("attachments")));
  add("said.outcome", e.text("outcome"));
  if (event.event === "meeting_held") add("said.assigned", e.offices("assigned"));
  if (event.event === "meeting_held") add("said.relieved", e.offices("relieved"));
  add("said.collapsed", listed(e.list("collapsed").map((one) => levelName(Number(one)))));
  add("said.notify", listed(e.texts("notify").map((one) => recipientName(one, names))));
  add("said.on_duty", listed(e.objects("on_duty").map((one) => onDuty(one, names))));
  add("said.held", listed(e.objects("held").map((one) => recipientName(String(one.recipient ?? ""), names))));
  add("said.passed_over", listed(e.texts("passed_over").map((one) => recipientName(one, names))));
  if (e.is("late")) pieces.push({ label: "", text: t("said.late") });
  add("said.near", listed(e.objects("near").map(nearMiss)));
  return pieces;
}

/** A limit that a merge made earlier. */
function moved(one: Fields, names?: Names): string {
  const due = typeof one.due === "number" ? shortTime(one.due) : "";
  return t("said.moved.one", { office: nameOf(String(one.office ?? ""), names), clock: wordOf("clock", String(one.clock ?? "")), due });
}

/** Who of a told office is on duty; without anybody it is told as a whole. */
export function onDuty(one: Record<string, unknown>, names?: Names): string {
  const office = nameOf(String(one.office ?? ""), names);
  return one.who ? `${String(one.who)}（${office}）` : t("said.nobody", { office });
}

function nearMiss(one: Fields): string {
  return t("said.near.one", { rule: String(one.rule ?? ""), condition: wordOf("condition", String(one.condition ?? "")), wanted: String(one.wanted ?? "") });
}

/** A version as people tell it apart: its first eight digits. */
export function shortVersion(version: string): string {
  return version.slice(0, 8);
}

// All moves that a person makes, in one table: the command each is, the fields its form asks for, which of them the move needs. Who may
// make it when is the dispatcher's to say (docs/transitions.md); this table says how it is asked.
//
//   openMove("acknowledge", ["W12", "W13"]);          // sends at once: nothing to ask
//   const results = await openMove("assign", ["W12"]) // opens the form; results once it is closed
import { shallowRef } from "vue";
import { command, newKey, Problem, type Outcome } from "../api";
import { directory, kindOf } from "../directory";
import { t, type TextKey } from "../i18n";
import { now } from "../leader_time";
import { session } from "../session";
import { toLocalInput } from "../time";
import type { Action, Row, View } from "../types";
import { toast } from "./toast";

/** What is known of the whistle when its form is made: a row of the board, or the whole. */
export type About = Pick<
  Row | View,
  "whistle" | "state" | "kind" | "category" | "urgency" | "unit" | "street" | "lead" | "level" | "emergency" | "exercise" | "disputed_by" | "extension_asked"
> & { title?: string; assignments: { office: string; lead: boolean; state: string; clocks?: { missed: boolean }[] }[] };

export interface OfficeEvaluation {
  office: string;
  solved: string;
  satisfaction: string;
  on_time: boolean;
  text: string;
}
export type Value = string | string[] | boolean | null | OfficeEvaluation[];
export type Values = Record<string, Value>;

export type FieldKind = "line" | "area" | "lines" | "office" | "offices" | "choice" | "yesno" | "level" | "span" | "instant" | "whistle" | "evaluations";
export interface Field {
  name: string;
  kind: FieldKind;
  label: TextKey;
  hint?: TextKey;
  required?: boolean | ((about: About, values: Values) => boolean);
  shown?: (about: About, values: Values) => boolean;
  /** Offices of which to choose. */
  offices?: (about: About) => string[];
  choices?: { value: string; label: TextKey }[];
  yes?: TextKey;
  no?: TextKey;
  /** Characters at most. */
  most?: number;
  /** Where this device is may be put in by a click. */
  locate?: true;
  initial?: (about: About) => Value;
}
export interface Move {
  command: string;
  /** What the command says beside the form's fields. */
  fixed?: Record<string, unknown>;
  fields: Field[];
  look?: "primary" | "danger";
  /** One click does it: nothing is asked, nothing is lost. */
  direct?: true;
  /** Makes sense for one whistle at a time only: what its form is filled with is that whistle's own. */
  single?: true;
}

const text_most = 2000;
const reason: Field = { name: "reason", kind: "area", label: "field.reason", required: true, most: text_most };
const may_lead = (): string[] => (directory.value?.offices ?? []).filter((one) => one.can_lead).map((one) => one.id);
const everybody = (): string[] => (directory.value?.offices ?? []).filter((one) => one.type !== "community").map((one) => one.id);
const taking_part = (about: About): string[] => about.assignments.filter((one) => one.state !== "RELIEVED").map((one) => one.office);
const assisting = (about: About): string[] => about.assignments.filter((one) => !one.lead && !["RELIEVED", "DONE"].includes(one.state)).map((one) => one.office);
const others = (about: About): string[] => {
  const inside = new Set(taking_part(about));
  return everybody().filter((one) => !inside.has(one));
};
/** Offices whose dispute waits for a ruling: the lead's stops the case, an assisting one's only its own part. */
export const disputing = (about: Pick<About, "state" | "assignments">): string[] =>
  about.assignments.filter((one) => one.state === "RETURN_ASKED" || (one.lead && about.state === "DISPUTED" && one.state !== "RELIEVED")).map((one) => one.office);
const whose: Field = {
  name: "office",
  kind: "office",
  label: "field.disputing",
  required: true,
  offices: disputing,
  initial: (about) => disputing(about)[0] ?? null,
};
const by: Field = { name: "by", kind: "span", label: "field.by", required: true, initial: (about) => about.extension_asked?.by ?? "3 d" };

export const moves: Record<Action, Move> = {
  submit: { command: "submit", fields: [], look: "primary" },
  approve: { command: "approve", fields: [], look: "primary" },
  refuse: { command: "refuse", fields: [reason], look: "danger" },
  cancel: { command: "withdraw", fields: [reason], look: "danger" },
  assign: {
    command: "assign",
    fields: [
      { name: "lead", kind: "office", label: "field.lead", required: true, offices: may_lead },
      { name: "assist", kind: "offices", label: "field.assist", offices: everybody },
      reason,
    ],
  },
  withdraw: { command: "withdraw", fields: [reason], look: "danger" },
  agree_withdraw: { command: "withdraw", fields: [reason] },
  release: { command: "release", fields: [{ name: "note", kind: "area", label: "field.note", hint: "field.release.hint", most: text_most }] },
  verify: {
    command: "verify",
    fields: [
      { name: "pass", kind: "yesno", label: "field.pass", yes: "field.pass.yes", no: "field.pass.no", required: true },
      { ...reason, required: (_, values) => values.pass === false, shown: (_, values) => values.pass !== null },
    ],
  },
  evaluate: { command: "evaluate", fields: [{ name: "evaluations", kind: "evaluations", label: "field.evaluations", required: true }], single: true },
  reopen: { command: "reopen", fields: [reason] },
  dispute: {
    command: "dispute",
    fields: [{ name: "clause", kind: "line", label: "field.clause", hint: "field.clause.hint", required: true, most: text_most }, reason],
  },
  ask_return: {
    command: "dispute",
    fields: [{ name: "clause", kind: "line", label: "field.clause", hint: "field.clause.hint", required: true, most: text_most }, reason],
  },
  dismiss: { command: "rule", fixed: { uphold: false }, fields: [whose, reason], single: true },
  refuse_return: { command: "rule", fixed: { uphold: false }, fields: [whose, reason], single: true },
  uphold: {
    command: "rule",
    fixed: { uphold: true },
    fields: [
      whose,
      {
        name: "lead",
        kind: "office",
        label: "field.new_lead",
        hint: "field.new_lead.hint",
        required: true,
        shown: (about, values) => values.office === about.lead,
        offices: (about) => may_lead().filter((one) => one !== about.lead),
      },
      reason,
    ],
    single: true,
  },
  convene: { command: "convene", fields: [reason] },
  minutes: {
    command: "minutes",
    fields: [
      { name: "text", kind: "area", label: "field.minutes", required: true, most: 4000 },
      { name: "lead", kind: "office", label: "field.lead", offices: may_lead },
      { name: "assist", kind: "offices", label: "field.assist", offices: others },
      { name: "relieve", kind: "offices", label: "field.relieve", offices: taking_part },
    ],
    single: true,
  },
  replace_lead: {
    command: "replace-lead",
    fields: [{ name: "lead", kind: "office", label: "field.new_lead", hint: "field.new_lead.hint", required: true, offices: (about) => may_lead().filter((one) => one !== about.lead) }, reason],
  },
  add_assisting: { command: "add-assisting", fields: [{ name: "offices", kind: "offices", label: "field.assist", required: true, offices: others }, reason] },
  ask_suspend: {
    command: "ask-suspension",
    fields: [
      {
        name: "ground",
        kind: "choice",
        label: "field.ground",
        required: true,
        choices: [
          { value: "complex", label: "ground.complex" },
          { value: "policy", label: "ground.policy" },
          { value: "funds", label: "ground.funds" },
          { value: "court", label: "ground.court" },
        ],
      },
      { name: "plan", kind: "area", label: "field.plan", required: true, most: text_most },
      { name: "proof", kind: "lines", label: "field.proof", hint: "field.list.hint", required: true },
      { name: "review_at", kind: "instant", label: "field.review_at", required: true, initial: () => toLocalInput(now() + 30 * 86_400_000) },
    ],
  },
  suspend: {
    command: "decide-suspension",
    fixed: { approve: true },
    fields: [{ name: "opinion", kind: "area", label: "field.opinion", hint: "field.opinion.hint", required: true, most: text_most }],
  },
  refuse_suspend: { command: "decide-suspension", fixed: { approve: false }, fields: [reason] },
  resume: { command: "resume", fields: [reason] },
  ask_extend: { command: "ask-extension", fields: [by, reason] },
  extend: { command: "decide-extension", fixed: { approve: true }, fields: [by, reason], single: true },
  refuse_extend: { command: "decide-extension", fixed: { approve: false }, fields: [reason] },
  escalate: { command: "escalate", fields: [{ name: "level", kind: "level", label: "field.level", required: true }, reason] },
  merge: { command: "merge", fields: [{ name: "into", kind: "whistle", label: "field.into", hint: "field.into.hint", required: true }, reason] },
  unmerge: { command: "unmerge", fields: [reason] },
  replan: { command: "replan", fields: [reason] },
  note: {
    command: "note",
    fields: [
      { name: "text", kind: "area", label: "field.text", required: true, most: text_most },
      { name: "attachments", kind: "lines", label: "field.attachments", hint: "field.list.hint" },
    ],
  },
  reveal: {
    command: "reveal",
    fields: [{ ...reason, required: (about) => !taking_part(about).includes(session.value?.office ?? "") }],
    single: true,
  },
  erase: { command: "erase", fields: [reason], look: "danger" },
  acknowledge: { command: "ack", fields: [], direct: true, look: "primary" },
  contact: {
    command: "contact",
    fields: [
      { name: "reached", kind: "line", label: "field.reached", required: true, most: 100 },
      { name: "how", kind: "line", label: "field.how", hint: "field.how.hint", required: true, most: 200 },
    ],
  },
  report_in: {
    command: "report-in",
    fields: [
      { name: "person", kind: "line", label: "field.person", required: true, most: 100, initial: () => session.value?.person ?? "" },
      { name: "place", kind: "line", label: "field.place", required: (about) => !!kindOf(about.kind)?.on_site, most: 300, locate: true },
      { name: "text", kind: "area", label: "field.report", required: (about) => !kindOf(about.kind)?.on_site, most: text_most },
    ],
    look: "primary",
  },
  progress: { command: "progress", fields: [{ name: "text", kind: "area", label: "field.progress", required: true, most: text_most }] },
  resolve: {
    command: "resolve",
    fields: [
      { name: "text", kind: "area", label: "field.result", most: text_most },
      { name: "evidence", kind: "lines", label: "field.evidence", hint: "field.list.hint", required: true },
    ],
  },
  relieve: { command: "relieve", fields: [{ name: "office", kind: "office", label: "field.office", required: true, offices: assisting }, reason] },
};

/** Whether people know this move by a form of ours; the server's list may be newer than the page. */
export function isAction(name: string): name is Action {
  return Object.hasOwn(moves, name);
}

export interface MoveResult {
  whistle: string;
  outcome: Outcome;
}
export interface OpenMove {
  action: Action;
  whistles: string[];
  preset: Values;
  done: (results: MoveResult[]) => void;
}
/** The move whose form is open, for the dialog. */
export const opened = shallowRef<OpenMove | null>(null);

/**
 * Makes a move on one or several whistles: asks for what it needs, sends, says what came of it. Resolves when it is over; with nothing
 * when the person thought better of it. `preset` fills fields of the form beforehand.
 */
export function openMove(action: Action, whistles: string[], preset: Values = {}): Promise<MoveResult[]> {
  if (whistles.length === 0) return Promise.resolve([]);
  if (moves[action].direct) return sendMove(action, whistles, () => ({})).then((results) => report(action, results, true));
  return new Promise((resolve) => {
    opened.value?.done([]);
    opened.value = { action, whistles, preset, done: resolve };
  });
}

const at_once = 4;

/** Sends the move for each whistle, a few at a time, each under a key of its own. */
export async function sendMove(
  action: Action,
  whistles: string[],
  bodyOf: (whistle: string) => Record<string, unknown>,
  keyOf: (whistle: string) => string = () => newKey(),
): Promise<MoveResult[]> {
  const results: MoveResult[] = new Array<MoveResult>(whistles.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < whistles.length; at = next++) {
      const whistle = whistles[at] as string;
      const { command: name, fixed } = moves[action];
      results[at] = { whistle, outcome: await command(`/api/whistles/${whistle}/${name}`, { ...fixed, ...bodyOf(whistle) }, keyOf(whistle)) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(at_once, whistles.length) }, worker));
  return results;
}

/** Tells people what came of a move; refusals only where no form shows them. */
export function report(action: Action, results: MoveResult[], refusals: boolean): MoveResult[] {
  const move = t(`move.${action}`);
  const good = results.filter((one) => !(one.outcome instanceof Problem) && !("waiting" in one.outcome));
  const kept = results.filter((one) => "waiting" in one.outcome);
  const [first] = good;
  if (first && good.length === 1) toast(t("move.done", { move, whistle: first.whistle }));
  else if (good.length) toast(t("move.done_many", { move, n: good.length }));
  if (kept.length) toast(t("move.kept", { move, n: kept.length }), "info");
  if (refusals)
    for (const one of results) if (one.outcome instanceof Problem) toast(t("label", { label: one.whistle }) + one.outcome.message, "bad");
  return results;
}

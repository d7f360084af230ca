// What the server sends, as the browser sees it: sessions, the directory, rows of the board, events, whole whistles. Instants are
// milliseconds since 1970 UTC by the leader's clock. Nothing here is invented: every field stands in the server's OpenAPI document.

export type Role =
  | "community"
  | "street"
  | "street_leader"
  | "street_top_leader"
  | "dispatcher"
  | "command_centre"
  | "dept_liaison"
  | "dept_officer"
  | "dept_deputy_head"
  | "dept_head"
  | "deputy_district_head"
  | "district_head"
  | "party_secretary"
  | "supervision_office"
  | "discipline_inspection"
  | "assignee"
  | "parent";

export interface Session {
  account: string;
  person: string;
  office: string;
  roles: Role[];
  operator: boolean;
  must_change_password: boolean;
  csrf: string;
  jurisdiction: string;
  exercise: boolean;
  /** Whether the roles let this person see the board of the office; who only manages accounts may not. */
  sees_board: boolean;
}

export interface Name {
  zh: string;
  en: string;
}
export type Names = Record<string, Name>;

export type OfficeType = "community" | "subdistrict" | "town" | "department";
export interface Office extends Name {
  id: string;
  type: OfficeType;
  parent: string | null;
  can_lead: boolean;
  centre: boolean;
}
export type Raiser = "community" | "street" | "command_centre" | "dept_liaison";
export interface Kind extends Name {
  id: string;
  raisers: Raiser[];
  needs_review: boolean;
  approver: Role;
  round_clock: boolean;
  on_site: boolean;
  release_before_resolve: boolean;
  dispute_after_report_in: boolean;
  may_suspend: boolean;
  max_extension: string | null;
}
export interface Category extends Name {
  id: string;
  kind: string;
  urgency: string;
  keywords: string[];
}
export interface Urgency extends Name {
  id: string;
  may_suspend: boolean;
}
export interface LevelName extends Name {
  level: number;
}
export interface Directory {
  version: string;
  jurisdiction: string;
  /** What people call it; `jurisdiction` is its name for programs. */
  title: Name;
  timezone: string;
  top_level: 4 | 5;
  offices: Office[];
  kinds: Kind[];
  categories: Category[];
  urgencies: Urgency[];
  levels: LevelName[];
}

export type CaseState =
  | "DRAFT"
  | "REVIEW"
  | "DISPATCHED"
  | "ACTIVE"
  | "DISPUTED"
  | "SUSPENDED"
  | "VERIFY"
  | "EVALUATE"
  | "MERGED"
  | "CLOSED"
  | "REJECTED"
  | "CANCELLED";
export type AssignmentState = "PENDING" | "ACKNOWLEDGED" | "REPORTED_IN" | "WORKING" | "DONE" | "RELIEVED" | "RETURN_ASKED";
export type ClockName =
  | "acknowledge"
  | "contact"
  | "report_in"
  | "first_report"
  | "progress"
  | "resolve"
  | "review"
  | "name_lead"
  | "ruling"
  | "meeting"
  | "verify"
  | "evaluate";

/** The actions of docs/transitions.md that a person can make from a whistle (`told` is a hook's receipt, not a person's). */
export type Action =
  | "submit"
  | "approve"
  | "refuse"
  | "cancel"
  | "assign"
  | "withdraw"
  | "agree_withdraw"
  | "release"
  | "verify"
  | "evaluate"
  | "reopen"
  | "dispute"
  | "dismiss"
  | "uphold"
  | "convene"
  | "minutes"
  | "replace_lead"
  | "add_assisting"
  | "ask_suspend"
  | "suspend"
  | "refuse_suspend"
  | "resume"
  | "ask_extend"
  | "extend"
  | "refuse_extend"
  | "escalate"
  | "merge"
  | "unmerge"
  | "replan"
  | "note"
  | "reveal"
  | "erase"
  | "acknowledge"
  | "contact"
  | "report_in"
  | "progress"
  | "resolve"
  | "ask_return"
  | "refuse_return"
  | "relieve";

export interface Needed {
  move: Action;
  office: string;
  who: Role[];
}
/** What somebody has to do; without `clock` and `due` no time runs against them (a draft). */
export interface Wait extends Needed {
  clock?: ClockName;
  due?: number;
  missed?: boolean;
  counts?: "working" | "round_clock";
  /** As the whistle's own page has it; for the board there is `noWorkUntil`. */
  stands_still_until?: number;
  next?: { level: number; due: number; recipients?: string[] };
  first?: Needed;
}

export interface Place {
  address?: string;
  lon?: number;
  lat?: number;
}
export interface RowAssignment {
  office: string;
  lead: boolean;
  state: AssignmentState;
}
export interface Suspension {
  office: string;
  ground: Ground;
  intention: string;
  review_at: number;
  /** Who may approve it, as "ZHZX/command_centre". */
  signer: string;
  in_force: boolean;
}
export interface ExtensionAsked {
  office: string;
  by: string;
  reason: string;
}
export type Ground = "complex" | "policy" | "funds" | "court";

/** A row of the board: replaced as a whole, never changed in place. */
export interface Row {
  whistle: string;
  as_of: number;
  state: CaseState;
  kind: string;
  category: string | null;
  urgency: string;
  emergency: boolean;
  exercise?: true;
  unit: string;
  street: string;
  title: string;
  lead: string | null;
  level: number | null;
  raised_at: number;
  blown_at?: number;
  ended_at?: number;
  released?: true;
  reworks?: number;
  hops?: number;
  reopened?: number;
  extended?: true;
  merged_into?: string;
  merged?: string[];
  place?: Place;
  assignments: RowAssignment[];
  disputed_by?: string[];
  suspension?: Suspension;
  extension_asked?: ExtensionAsked;
  waits: Wait[];
  held: "DISPUTED" | "SUSPENDED" | "MERGED" | null;
  until?: number;
}

export interface Who {
  office: string;
  person: string;
  channel?: string;
}
/** One event of the journal as the feed has it; its own fields are those of PROTOCOL.md's table and are read with care. */
export interface FeedEvent {
  n: number;
  at: number;
  event: string;
  whistle?: string;
  exercise?: boolean;
  who: Who;
  [field: string]: unknown;
}

export interface BoardAnswer {
  position: string;
  now: number;
  clock_speed: number;
  exercise: boolean;
  rows: Row[];
  alarms: FeedEvent[];
  presence: string[] | null;
  stale_since: number | null;
  no_work_until: number | null;
}
export interface ChangesMessage {
  position: string;
  now: number;
  events: FeedEvent[];
  rows: Row[];
  gone: string[];
}
export interface ClockMessage {
  now: number;
  clock_speed: number;
  stale_since: number | null;
  no_work_until: number | null;
  presence: string[] | null;
}

/** What became of a command of the office for which nobody waits any more: it was not carried out after all. */
export interface OutcomeMessage {
  do: string;
  whistle?: string;
  account?: string;
  /** It had been accepted, and the journal went back behind it. */
  taken_back: boolean;
  message?: string;
  message_zh?: string;
}

/** A row of a list. */
export interface ShortRow {
  whistle: string;
  state: CaseState;
  kind: string;
  category: string | null;
  urgency: string;
  unit: string;
  street: string;
  title: string;
  lead: string | null;
  level: number | null;
  next_due?: number;
  raised_at: number;
  exercise?: true;
}
export interface ListAnswer {
  whistles: ShortRow[];
  more: boolean;
  /** When there are more: where they begin. */
  next?: string;
  names: Names;
}

export type ClockState = "running" | "met" | "stopped" | "paused";
export interface Clock {
  clock: ClockName;
  state: ClockState;
  starts: number;
  due: number;
  missed: boolean;
  next_level: number | null;
  levels: number[];
  ended?: number;
}
export interface Assignment extends RowAssignment {
  agreed_to_withdraw?: true;
  done_at?: number;
  clocks: Clock[];
}
export type Solved = "yes" | "partly" | "no";
export type Satisfaction = "very" | "satisfied" | "basic" | "average" | "dissatisfied";
export interface Evaluation {
  unit?: string;
  office: string;
  solved: Solved;
  satisfaction: Satisfaction;
  on_time?: boolean;
  text?: string;
}
/** A whole whistle, as the query of that name answers it. */
export interface View {
  whistle: string;
  record: string;
  as_of: number;
  state: CaseState;
  emergency: boolean;
  exercise?: true;
  released: boolean;
  kind: string;
  category: string | null;
  urgency: string;
  classified_by: "raiser" | "keywords" | "backstop";
  unit: string;
  street: string;
  to?: string;
  title?: string;
  detail?: string;
  occurred_at?: number;
  place?: Place;
  reporter?: { name?: string; phone?: string };
  erased?: boolean;
  unreadable?: boolean;
  rule: string | null;
  policy?: string;
  lead: string | null;
  level: number | null;
  next_due?: number;
  raised_at: number;
  blown_at?: number;
  ended_at?: number;
  reworks: number;
  bad_evaluations: number;
  history: number;
  hops?: number;
  reopened?: number;
  extended?: true;
  disputed_by?: string[];
  suspension?: Suspension;
  extension_asked?: ExtensionAsked;
  merged_into?: string;
  merged?: { whistle: string; unit: string; street: string }[];
  assignments: Assignment[];
  clocks: Clock[];
  evaluations: Evaluation[];
  told: { level: number; recipient: string }[];
}
export interface LevelAhead {
  office: string;
  clock: ClockName;
  level: number;
  due: number;
  recipients: string[];
  on_duty?: { office: string; who: string }[];
}
export interface WhistleAnswer {
  whistle: View;
  timeline: FeedEvent[];
  levels: LevelAhead[];
  likely_same?: ShortRow[];
  waits: Wait[];
  held: Row["held"];
  until?: number;
  names: Names;
  policy: string;
  moves: Action[];
  /** Those that are this person's in this state, and what stands against each. */
  not_now: NotNow[];
}
export interface NotNow {
  move: Action;
  refused: string;
  /** What would be right. */
  expected: string;
  expected_zh: string;
}

/** What the answer to an accepted command says. */
export interface Accepted {
  ok: true;
  whistle: string;
  state: CaseState;
  number: number;
  position: string;
  at: number;
  likely_same?: string[];
  reporter?: { name?: string; phone?: string };
  place?: Place;
}
/** The server keeps the command and sends it as soon as the dispatcher answers; the feed tells. */
export interface Kept {
  waiting: true;
  id: string;
}

/** What `explain` says would happen; its instants are RFC 3339 text in the jurisdiction's zone. */
export interface PreviewClock {
  clock: ClockName;
  due: string;
  /** Past the last published calendar: not certain yet. */
  provisional?: true;
  starts: string;
  limit: string;
  /** half_of_resolve and report_in: these end before its own limit would. */
  from: "kind" | "category" | "urgency" | "round_clock" | "whistle_clocks" | "half_of_resolve" | "report_in";
  counts: "working" | "round_clock";
  levels: { level: number; due: string; recipients: string[] }[];
}
export interface Preview {
  kind: string;
  category: string | null;
  urgency: string;
  classified_by: "raiser" | "keywords" | "backstop";
  rule: { id: string; version: string; reason: string } | null;
  near: { rule: string; condition: string; wanted: string }[];
  lead: string;
  assist: string[];
  review: boolean;
  review_clock?: PreviewClock;
  time: { counts: "working" | "round_clock"; by: string; resolve: string; resolve_from: string };
  clocks: PreviewClock[];
  assisting: { office: string; clocks: PreviewClock[] }[];
  backstop?: true;
  asked?: true;
  reason?: string;
  progress_every?: string;
  may: { ok: true } | { ok?: false; refused: string; message: string; message_zh: string; field?: string };
  likely_same: ShortRow[];
  names: Names;
}

export interface HistoryAnswer {
  hours: { from: number; raised: number; on_time: number; missed: number; levels: number[] }[];
  offices: { office: string; on_time: number; missed: number; levels: number[] }[];
}
export interface DutyAnswer {
  office: string;
  rotas: { levels: number[]; shifts: { from: number; to: number; who: string }[] }[];
}

export interface Account {
  name: string;
  person: string;
  office: string;
  roles: Role[];
  operator: boolean;
  disabled: boolean;
  must_change_password: boolean;
  sessions: number;
  last_seen?: number;
}

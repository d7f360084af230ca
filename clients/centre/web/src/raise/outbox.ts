// Whistles on their way: kept in this browser from the moment a person says "blow" until the jurisdiction has answered, so that neither
// a dead spot nor a reload loses one. Each keeps its record id and its Idempotency-Key, and so may be sent any number of times and is
// raised once. References to photographs follow as a note, under a key of their own, once the whistle has its number.
//
//   const outbox = new Outbox(localStorage, "shunyi", "li", ports);
//   outbox.add(form, body, photos);      // kept, then sent by itself
//   outbox.items.value                   // what people see: waiting, kept by the server, refused, sent
import { shallowRef, type ShallowRef } from "vue";
import { isPassing, pauseBefore, Problem, type Outcome } from "../api";
import type { FeedEvent } from "../types";
import type { Form, RaiseBody } from "./form";
import { outboxKey } from "./kept";

/** Why it was refused, in both languages: it is read again after a reload, in whichever is spoken then. */
export interface Refusal {
  error: string;
  field?: string;
  zh: string;
  en: string;
}

export interface Outgoing {
  readonly record: string;
  readonly key: string;
  readonly body: RaiseBody;
  /** As it was typed, to mend what was refused; dropped once it is raised. */
  readonly form: Form | null;
  /** By this machine's clock. */
  readonly made_at: number;
  /** Whether it was ever handed to the network: then it may have arrived, and cannot be taken back here. */
  readonly tried: boolean;
  /** The server has it and waits for the dispatcher. */
  readonly kept: boolean;
  readonly refusal: Refusal | null;
  readonly whistle: string | null;
  readonly photos: readonly string[];
  readonly note_key: string;
  /** What the note says: the same words however often, in whatever language, it is sent, since its key knows them. */
  readonly note_text: string;
  readonly noted: boolean;
  /** The whistle is there, but its photographs were refused. */
  readonly note_refusal: Refusal | null;
}

export type Stage = "waiting" | "kept" | "refused" | "attaching" | "unattached" | "sent";
export function stageOf(item: Outgoing): Stage {
  if (item.refusal) return "refused";
  if (item.whistle === null) return item.kept ? "kept" : "waiting";
  if (item.note_refusal) return "unattached";
  return item.photos.length > 0 && !item.noted ? "attaching" : "sent";
}
/** Whether there is still something to send. */
export function isUnderWay(item: Outgoing): boolean {
  return ["waiting", "kept", "attaching"].includes(stageOf(item));
}

export interface Ports {
  /** api.ts's commandOnce: a single try under this key; never throws. */
  send(path: string, body: object, key: string): Promise<Outcome>;
  newKey(): string;
  now(): number;
  /** Whether there is a network at all. */
  online(): boolean;
  /** What the note with the photographs says. */
  noteText(): string;
}

/** Noes that are about the moment or the session, not about the whistle: it stays where it is and goes on later. */
const later = new Set(["not_signed_in", "must_change_password", "csrf", "storage_low"]);
/** How often the server is asked for the number of what it keeps, or for room on its disk. */
const kept_ms = 20_000;
/** What has arrived is said for as long as nothing newer has, twice over; the list of cases has it anyway. */
const sent_shown = 2;

export class Outbox {
  readonly items: ShallowRef<readonly Outgoing[]>;
  /** False when the browser keeps nothing: what is sent then lives as long as the page. */
  readonly keeps = shallowRef(true);
  /** Why nothing gets through at the moment. */
  readonly trouble = shallowRef<Problem | null>(null);
  private readonly key: string;
  private running = false;
  private closed = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly storage: Storage,
    jurisdiction: string,
    account: string,
    private readonly ports: Ports,
  ) {
    this.key = outboxKey(jurisdiction, account);
    this.items = shallowRef(this.read());
  }

  /** Keeps the whistle and sends it; resolves when it is answered or cannot be for now. */
  add(form: Form, body: RaiseBody, photos: readonly string[]): Promise<void> {
    const fresh: Outgoing = {
      record: form.record,
      key: this.ports.newKey(),
      body,
      form,
      made_at: this.ports.now(),
      tried: false,
      kept: false,
      refusal: null,
      whistle: null,
      photos,
      note_key: this.ports.newKey(),
      note_text: this.ports.noteText(),
      noted: false,
      note_refusal: null,
    };
    this.write([...this.read().filter((one) => one.record !== fresh.record), fresh]);
    return this.run();
  }

  /** Takes one out that is over, was refused, or never left; gives its form back to be mended. */
  takeOut(record: string): Form | null {
    const item = this.read().find((one) => one.record === record);
    if (!item || !mayTakeOut(item)) return null;
    this.write(this.read().filter((one) => one.record !== record));
    return item.form;
  }

  /** Sends what is waiting, the oldest first, and sees to it that what does not get through is sent again. Harmless when it runs. */
  async run(): Promise<void> {
    if (this.running || this.closed) return;
    this.running = true;
    clearTimeout(this.timer);
    let pause = kept_ms;
    const asked = new Set<string>();
    while (!this.closed && this.ports.online()) {
      const next = this.read().find((one) => isUnderWay(one) && !asked.has(one.whistle ?? one.record));
      if (!next) break;
      asked.add(next.whistle ?? next.record);
      const held = await this.step(next);
      if (held === null) {
        this.failures = 0;
        this.trouble.value = null;
      } else {
        pause = held;
        break;
      }
    }
    this.running = false;
    if (!this.closed && this.read().some(isUnderWay)) this.timer = setTimeout(() => void this.run(), pause);
  }

  /** Stops sending: another account may sit here next. What waits stays kept. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Another tab of the same browser changed what is kept, and may be closed before it has sent it. */
  changedElsewhere(key: string | null): void {
    if (key !== this.key) return;
    this.items.value = this.read();
    void this.run();
  }

  /** The feed brought something: perhaps the whistle that the server kept for us. */
  heard(event: FeedEvent): void {
    if (event.event !== "whistle_raised" || !event.whistle) return;
    const whistle = event.whistle;
    const item = this.read().find((one) => one.record === event.record && one.body.unit === event.unit);
    if (!item || item.whistle) return;
    this.update(item.record, raisedAs(item, whistle));
    void this.run();
  }

  /** One try; null when it was answered, else after how many milliseconds the next makes sense. */
  private async step(item: Outgoing): Promise<number | null> {
    const raised = item.whistle !== null;
    if (!raised) this.update(item.record, { tried: true });
    const outcome = raised
      ? await this.ports.send(`/api/whistles/${item.whistle}/note`, { text: item.note_text, attachments: item.photos }, item.note_key)
      : await this.ports.send("/api/whistles", item.body, item.key);
    if (this.closed) return null;
    if (outcome instanceof Problem) {
      const passing = isPassing(outcome);
      if (passing || later.has(outcome.error)) {
        this.trouble.value = outcome;
        return passing ? (outcome.retryAfter ?? pauseBefore(++this.failures)) : kept_ms;
      }
      this.update(item.record, { [raised ? "note_refusal" : "refusal"]: refusalOf(outcome) });
    } else if (raised) this.update(item.record, { noted: true });
    else if ("waiting" in outcome) this.update(item.record, { kept: true });
    else this.update(item.record, raisedAs(item, outcome.whistle));
    return null;
  }

  /** Reads what is kept anew, so that tabs do not undo each other's changes. A whistle that has its number keeps it. */
  private update(record: string, change: Partial<Outgoing>): void {
    this.write(
      this.read().map((one) => {
        if (one.record !== record) return one;
        return one.whistle !== null && "refusal" in change && change.refusal ? one : { ...one, ...change };
      }),
    );
  }

  private write(items: readonly Outgoing[]): void {
    const over = items.filter((one) => stageOf(one) === "sent");
    const dropped = new Set(over.slice(0, Math.max(0, over.length - sent_shown)));
    const rest = items.filter((one) => !dropped.has(one));
    this.items.value = rest;
    try {
      if (rest.length === 0) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(rest));
      this.keeps.value = true;
    } catch {
      this.keeps.value = false;
    }
  }

  private read(): readonly Outgoing[] {
    if (this.items && !this.keeps.value) return this.items.value;
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isOutgoing) : [];
    } catch {
      return this.items?.value ?? [];
    }
  }
}

/** What never left may be taken back, what is over may be put away; what may have arrived may not. */
export function mayTakeOut(item: Outgoing): boolean {
  return !item.tried || ["refused", "unattached", "sent"].includes(stageOf(item));
}

/** Once it is raised, what was said about residents has no business in this browser any more. */
function raisedAs(item: Outgoing, whistle: string): Partial<Outgoing> {
  const { id, unit, title, draft } = item.body;
  return { whistle, form: null, refusal: null, body: { id, unit, title, ...(draft ? { draft } : {}) } };
}

function refusalOf(problem: Problem): Refusal {
  return { error: problem.error, ...(problem.field ? { field: problem.field } : {}), zh: problem.messageIn("zh"), en: problem.messageIn("en") };
}

function isOutgoing(one: unknown): one is Outgoing {
  if (typeof one !== "object" || one === null) return false;
  const item = one as Partial<Outgoing>;
  return typeof item.record === "string" && typeof item.key === "string" && typeof item.note_key === "string" && typeof item.note_text === "string" && typeof item.body === "object" && Array.isArray(item.photos);
}

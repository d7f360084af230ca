// Every request to the server. Questions fail with a Problem, within a time; commands do not: each is one intention with one key, kept
// and sent again under the same key until it is answered, so that a lost connection neither loses nor doubles it while the page is open.
//
//   const board = await get<BoardAnswer>("/api/board");
//   const outcome = await command("/api/whistles/W12/ack", {});
//   if (outcome instanceof Problem) show(outcome.message);
import { shallowReactive } from "vue";
import { lang, t, type Lang } from "./i18n";
import type { Accepted, Kept } from "./types";

interface ErrorBody {
  error?: string;
  refused?: string;
  message?: string;
  message_zh?: string;
  field?: string;
  value?: string;
  expected?: string;
}

/** A no: a refusal of the jurisdiction (`refused`), of the server, or a network that did not carry it (`status` 0). */
export class Problem extends Error {
  readonly ok = false;
  readonly error: string;
  readonly refused: string | undefined;
  readonly field: string | undefined;
  readonly value: string | undefined;
  readonly expected: string | undefined;

  constructor(
    readonly status: number,
    private readonly body: ErrorBody,
    /** Milliseconds after which the server would like to be asked again. */
    readonly retryAfter?: number,
  ) {
    super();
    this.name = "Problem";
    this.error = body.error ?? "unreadable";
    this.refused = body.refused;
    this.field = body.field;
    this.value = body.value;
    this.expected = body.expected;
  }

  /** The sentence for people, in the language that is spoken now. */
  override get message(): string {
    return this.messageIn(lang.value);
  }
  messageIn(language: Lang): string {
    // A field's name for programs, "状态(state)", is for those who write commands.
    const said = language === "zh" ? this.body.message_zh?.replace(/(?<=\p{Script=Han})\([a-z_]+\)/gu, "") : this.body.message;
    if (said) return said;
    if (this.error === "given_up") return t("problem.given_up");
    if (this.status === 0) return t("problem.network");
    return t("problem.unreadable", { status: this.status });
  }
}

export type Outcome = Accepted | Kept | Problem;

let csrf = "";
let whenSignedOut = (): void => {};
let whenForged = (): Promise<boolean> => Promise.resolve(false);

/** The session's token, which every request but GET carries. */
export function useCsrf(token: string): void {
  csrf = token;
}
/** Whom to call when the server no longer knows the session. */
export function onSignedOut(call: () => void): void {
  whenSignedOut = call;
}

/**
 * Whom to ask when the server takes a request for somebody else's: another tab may have signed in anew, which made another token. True:
 * it is still the same person, whose token is known now.
 */
export function onForged(ask: () => Promise<boolean>): void {
  whenForged = ask;
}

/** A line may swallow a request without a word; what is not answered by then is not answered. */
const answer_ms = 20_000;

/** Asks; throws a Problem when it is not answered with what was asked for, in time. */
export function get<T>(path: string, patience = answer_ms): Promise<T> {
  return request<T>("GET", path, { patience });
}
export function post<T>(path: string, body: unknown, patience = answer_ms): Promise<T> {
  return request<T>("POST", path, { body, patience });
}
export function remove(path: string): Promise<void> {
  return request<void>("DELETE", path, { patience: answer_ms });
}

interface Asked {
  body?: unknown;
  key?: string;
  patience: number;
}

async function request<T>(method: string, path: string, asked: Asked): Promise<T> {
  try {
    return await requestOnce<T>(method, path, asked);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.error !== "csrf" || !(await whenForged())) throw problem;
    return requestOnce<T>(method, path, asked);
  }
}

async function requestOnce<T>(method: string, path: string, { body, key, patience }: Asked): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Shao-CSRF"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    text = await response.text();
  } catch {
    throw new Problem(0, { error: "network" });
  }
  const answer = parsed(text);
  if (response.ok && (answer !== undefined || text === "")) return answer as T;
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  const problem = new Problem(response.status, (answer ?? {}) as ErrorBody, Number.isFinite(seconds) ? seconds * 1000 : undefined);
  if (problem.status === 401 && problem.error === "not_signed_in") whenSignedOut();
  throw problem;
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A command that was sent and is not answered yet. */
export interface Pending {
  readonly key: string;
  readonly path: string;
  readonly since: number;
  readonly tries: number;
  /** Stops sending it. It may have arrived all the same. */
  giveUp(): void;
}
/** Commands on their way, by their keys; those with more than one try are worth telling people about. */
export const pending = shallowReactive(new Map<string, Pending>());

/** Pauses between the tries: soon at first, then every 15 seconds, each a little different so that a thousand screens do not come at once. */
export function pauseBefore(tries: number, random = Math.random): number {
  return Math.min(15_000, 500 * 2 ** (tries - 1)) * (0.75 + 0.5 * random());
}

/** Whether the same command may well be taken the next time: nothing answered, or the server says so. A full disk is a person's to mend. */
export function isPassing(problem: Problem): boolean {
  if (problem.error === "storage_low") return false;
  return problem.status === 0 || problem.status >= 500 || problem.error === "too_fast";
}

/**
 * Gives a command and resolves when it is answered: accepted, kept by the server, or refused. Never throws. Pass `key` to repeat an
 * intention from before (a draft that was stored with its key); else each call is an intention of its own.
 */
export async function command(path: string, body: object, key: string = newKey()): Promise<Outcome> {
  let wake = (): void => {};
  let given = false;
  const giveUp = (): void => {
    given = true;
    wake();
  };
  const since = Date.now();
  const online = (): void => wake();
  window.addEventListener("online", online);
  try {
    for (let tries = 1; ; tries++) {
      pending.set(key, { key, path, since, tries, giveUp });
      const outcome = await commandOnce(path, body, key);
      if (!(outcome instanceof Problem) || !isPassing(outcome)) return outcome;
      if (!given) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, outcome.retryAfter ?? pauseBefore(tries));
        });
      }
      if (given) return new Problem(0, { error: "given_up" });
    }
  } finally {
    window.removeEventListener("online", online);
    pending.delete(key);
  }
}

/** A single try, for what is kept elsewhere and sent again from there under the same key. Never throws. */
export async function commandOnce(path: string, body: object, key: string): Promise<Outcome> {
  try {
    return await request<Accepted | Kept>("POST", path, { body, key, patience: answer_ms });
  } catch (problem) {
    if (problem instanceof Problem) return problem;
    throw problem;
  }
}

/** A key for one intention. Without TLS `crypto.randomUUID` is missing, so it is made from random bytes. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

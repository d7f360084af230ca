import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { command, get, onSignedOut, pauseBefore, pending, Problem, useCsrf } from "./api";
import { speak } from "./i18n";

type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | "no network";
let replies: Reply[] = [];
let sent: { path: string; method: string; headers: Record<string, string>; body: string | undefined }[] = [];
const accepted = { ok: true, whistle: "W1", state: "ACTIVE", number: 7, position: "3-aa-7", at: 1 };

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  useCsrf("token");
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, method: init.method ?? "GET", headers: init.headers as Record<string, string>, body: init.body as string | undefined });
    const reply = replies.shift() ?? { status: 200, body: accepted };
    if (reply === "no network") return Promise.reject(new TypeError("failed to fetch"));
    return Promise.resolve(new Response(reply.body === undefined ? "" : JSON.stringify(reply.body), { status: reply.status, headers: reply.headers ?? {} }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const keys = (): (string | undefined)[] => sent.map((one) => one.headers["Idempotency-Key"]);

describe("commands", () => {
  it("one intention keeps one key and one body through every try", async () => {
    replies = ["no network", { status: 503, body: { error: "no_leader" } }, { status: 500 }, { status: 429, body: { error: "too_fast" }, headers: { "Retry-After": "2" } }, { status: 200, body: accepted }];
    const outcome = command("/api/whistles/W1/note", { text: "x" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toEqual(accepted);
    expect(sent.length).toBe(5);
    expect(new Set(keys()).size).toBe(1);
    expect(new Set(sent.map((one) => one.body)).size).toBe(1);
    expect(sent[0]?.headers["X-Shao-CSRF"]).toBe("token");
  });

  it("two intentions have two keys, also when they say the same", async () => {
    await Promise.all([command("/api/whistles/W1/ack", {}), command("/api/whistles/W1/ack", {})]);
    expect(new Set(keys()).size).toBe(2);
  });

  it("a key that was kept is used again", async () => {
    await command("/api/whistles", {}, "draft-1");
    expect(keys()).toEqual(["draft-1"]);
  });

  it("a refusal is an answer: it is not tried again", async () => {
    replies = [{ status: 422, body: { error: "missing_field", refused: "missing_field", field: "reason", message: "why", message_zh: "缺理由" } }];
    const outcome = await command("/api/whistles/W1/refuse", {});
    expect(outcome).toBeInstanceOf(Problem);
    expect(outcome).toMatchObject({ ok: false, status: 422, refused: "missing_field", field: "reason" });
    expect(sent.length).toBe(1);
  });

  it("a full disk is told at once, not tried for ever", async () => {
    replies = [{ status: 503, body: { error: "storage_low", refused: "storage_low", message: "call the centre" } }];
    expect(await command("/api/whistles", {})).toMatchObject({ error: "storage_low" });
  });

  it("what the server keeps is told as waiting", async () => {
    replies = [{ status: 202, body: { waiting: true, id: "k" } }];
    expect(await command("/api/whistles/W1/ack", {})).toEqual({ waiting: true, id: "k" });
  });

  it("is listed while it is on its way, with its tries, and can be given up", async () => {
    replies = ["no network", "no network", "no network"];
    const outcome = command("/api/whistles/W1/ack", {});
    expect(pending.size).toBe(1);
    await vi.advanceTimersByTimeAsync(700);
    const [one] = pending.values();
    expect(one?.tries).toBe(2);
    one?.giveUp();
    expect(await outcome).toMatchObject({ error: "given_up" });
    expect(pending.size).toBe(0);
  });

  it("does not wait for its pause when the network comes back", async () => {
    replies = ["no network", "no network", "no network", "no network", "no network", { status: 200, body: accepted }];
    const outcome = command("/api/whistles/W1/ack", {});
    await vi.advanceTimersByTimeAsync(12_000);
    const before = sent.length;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.length).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(60_000);
    await outcome;
  });

  it("pauses grow and end at a quarter of a minute", () => {
    const middle = (): number => 0.5;
    expect([1, 2, 3, 4, 5, 6, 20].map((tries) => pauseBefore(tries, middle))).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });
});

describe("questions", () => {
  it("fail at once, in the language that is spoken", async () => {
    replies = [{ status: 404, body: { error: "unknown_whistle", message: "No such whistle", message_zh: "没有这件哨" } }];
    const problem = (await get("/api/whistles/W9").catch((one: unknown) => one)) as Problem;
    speak("zh");
    expect(problem.message).toBe("没有这件哨");
    speak("en");
    expect(problem.message).toBe("No such whistle");
  });

  it("an answer that is no JSON is a problem, not a crash", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { status: 502 })));
    await expect(get("/api/board")).rejects.toMatchObject({ status: 502, error: "unreadable" });
  });

  it("a line that swallows a question without a word is waited for no longer than that", async () => {
    vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error))));
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const control = new AbortController();
      setTimeout(() => control.abort(), ms);
      return control.signal;
    });
    const answer = get("/api/board", 5_000).catch((problem: unknown) => problem);
    await vi.advanceTimersByTimeAsync(5_001);
    expect(await answer).toMatchObject({ status: 0, error: "network" });
  });

  it("a session that is over is told once for all", async () => {
    const told = vi.fn();
    onSignedOut(told);
    replies = [
      { status: 401, body: { error: "not_signed_in" } },
      { status: 401, body: { error: "wrong_login" } },
    ];
    await expect(get("/api/board")).rejects.toBeInstanceOf(Problem);
    await expect(get("/api/board")).rejects.toBeInstanceOf(Problem);
    expect(told).toHaveBeenCalledTimes(1);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as board from "./board";
import { session } from "./session";
import type { BoardAnswer, FeedEvent, Row, Session } from "./types";

/** A stream whose messages the test sends. */
class FakeSource {
  static all: FakeSource[] = [];
  static readonly CLOSED = 2;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private readonly on = new Map<string, (message: { data: string }) => void>();
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(name: string, call: (message: { data: string }) => void): void {
    this.on.set(name, call);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  send(name: string, data: object = {}): void {
    this.on.get(name)?.({ data: JSON.stringify(data) });
  }
  fail(): void {
    this.readyState = FakeSource.CLOSED;
    this.onerror?.();
  }
}

const row = (whistle: string, as_of: number, more: Partial<Row> = {}): Row =>
  ({ whistle, as_of, state: "ACTIVE", title: whistle, assignments: [], waits: [], level: null, held: null, ...more }) as Row;
const event = (n: number, name = "acknowledged", whistle = "W1"): FeedEvent => ({ n, at: n, event: name, whistle, who: { office: "", person: "" } });
const answer = (number: number, rows: Row[], more: Partial<BoardAnswer> = {}): BoardAnswer => ({
  position: `3-aa-${number}`,
  now: 1_000_000,
  clock_speed: 1,
  exercise: false,
  rows,
  alarms: [],
  presence: null,
  stale_since: null,
  no_work_until: null,
  ...more,
});
const changes = (number: number, events: FeedEvent[], rows: Row[], gone: string[] = []): object => ({ position: `3-aa-${number}`, now: 1_000_000, events, rows, gone });

let answers: BoardAnswer[] = [];
let sessionStatus = 200;
const asked: string[] = [];
const stream = (): FakeSource => FakeSource.all.at(-1) as FakeSource;
const frame = (): Promise<unknown> => vi.advanceTimersByTimeAsync(150);

beforeEach(async () => {
  vi.useFakeTimers();
  FakeSource.all = [];
  asked.length = 0;
  sessionStatus = 200;
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const ok = path === "/api/session" ? sessionStatus === 200 : answers.length > 0;
    const body = path === "/api/session" ? (ok ? {} : { error: "not_signed_in" }) : ok ? answers.shift() : { error: "no_leader" };
    return Promise.resolve(new Response(JSON.stringify(body), { status: ok ? 200 : path === "/api/session" ? sessionStatus : 503 }));
  });
  answers = [answer(10, [row("W1", 5), row("W2", 9)])];
  board.startBoard();
  await vi.advanceTimersByTimeAsync(1);
  stream().open();
});
afterEach(() => {
  board.stopBoard();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the board", () => {
  it("follows from the position of the copy it has taken", () => {
    expect(asked).toEqual(["/api/board"]);
    expect(stream().url).toBe("/api/stream?from=3-aa-10");
    expect([...board.rows.keys()]).toEqual(["W1", "W2"]);
    expect(board.connected.value).toBe(true);
    expect(board.staleSince.value).toBeNull();
  });

  it("replaces a row by a newer one and never by an older one", async () => {
    stream().send("changes", changes(11, [], [row("W1", 11, { title: "new" }), row("W2", 8, { title: "old" })]));
    await frame();
    expect(board.rows.get("W1")?.title).toBe("new");
    expect(board.rows.get("W2")?.title).toBe("W2");
    stream().send("changes", changes(12, [], [row("W1", 11, { title: "same number" })]));
    await frame();
    expect(board.rows.get("W1")?.title).toBe("same number");
  });

  it("drops what is gone", async () => {
    stream().send("changes", changes(11, [], [], ["W2"]));
    await frame();
    expect([...board.rows.keys()]).toEqual(["W1"]);
  });

  it("tells each event once and in order, after its row is in place", async () => {
    const told: [number, string | undefined][] = [];
    const end = board.onEvent((one, touched) => told.push([one.n, touched?.title]));
    stream().send("changes", changes(12, [event(11), event(12)], [row("W1", 12, { title: "touched" })]));
    stream().send("changes", changes(12, [event(11), event(12)], [row("W1", 12, { title: "touched" })]));
    stream().send("changes", changes(13, [event(13, "noted", "W9")], []));
    await frame();
    end();
    stream().send("changes", changes(14, [event(14)], []));
    await frame();
    expect(told).toEqual([
      [11, "touched"],
      [12, "touched"],
      [13, undefined],
    ]);
  });

  it("applies all that came within a frame together", async () => {
    const seen: number[] = [];
    board.onEvent(() => seen.push(board.rows.size));
    stream().send("changes", changes(11, [event(11, "whistle_raised", "W3")], [row("W3", 11)]));
    stream().send("changes", changes(12, [event(12, "whistle_raised", "W4")], [row("W4", 12)]));
    expect(board.rows.size).toBe(2);
    await frame();
    expect(seen).toEqual([4, 4]);
  });

  it("keeps the levels that fired as alarms, newest first", async () => {
    stream().send("changes", changes(12, [event(11, "level_fired"), event(12, "level_raised")], []));
    await frame();
    expect(board.alarms.value.map((one) => one.n)).toEqual([12, 11]);
  });

  it("says since when it is stale while the line is down, and goes on from where it was", async () => {
    stream().send("changes", changes(15, [event(15)], []));
    await frame();
    const first = stream();
    first.fail();
    expect(board.connected.value).toBe(false);
    expect(board.staleSince.value).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1500);
    expect(asked.at(-1)).toBe("/api/session");
    expect(stream()).not.toBe(first);
    expect(stream().url).toBe("/api/stream?from=3-aa-15");
    stream().open();
    expect(board.staleSince.value).toBeNull();
    const told: number[] = [];
    board.onEvent((one) => told.push(one.n));
    stream().send("changes", changes(16, [event(15), event(16)], []));
    await frame();
    expect(told).toEqual([16]);
  });

  it("takes a line that fell silent for dead", async () => {
    const first = stream();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(first.readyState).toBe(FakeSource.CLOSED);
    expect(FakeSource.all.length).toBe(2);
  });

  it("stays on a line that says the time", async () => {
    for (let i = 0; i < 10; i++) {
      await vi.advanceTimersByTimeAsync(5000);
      stream().send("clock", { now: 2_000_000, clock_speed: 1, stale_since: null, presence: ["ZJW"] });
    }
    expect(FakeSource.all.length).toBe(1);
    expect(board.presence.value?.has("ZJW")).toBe(true);
  });

  it("shows the server's own silence as staleness", () => {
    stream().send("clock", { now: 2_000_000, clock_speed: 1, stale_since: 1234, presence: null });
    expect(board.staleSince.value).toBe(1234);
  });

  it("starts over at a reset, and keeps no row that the new copy does not have", async () => {
    answers = [answer(3, [row("W1", 2, { title: "rewound" })])];
    const first = stream();
    first.send("reset");
    await vi.advanceTimersByTimeAsync(1);
    expect([...board.rows.values()].map((one) => one.title)).toEqual(["rewound"]);
    expect(stream().url).toBe("/api/stream?from=3-aa-3");
    first.send("changes", changes(99, [], [row("W99", 99)]));
    await frame();
    expect(board.rows.has("W99")).toBe(false);
    const told: number[] = [];
    board.onEvent((one) => told.push(one.n));
    stream().send("changes", changes(4, [event(4)], []));
    await frame();
    expect(told).toEqual([4]);
  });

  it("tells of the levels that fired between two copies, the oldest first, and says meanwhile that it may be old", async () => {
    const told: number[] = [];
    board.onEvent((one) => told.push(one.n));
    const fired = (n: number): FeedEvent => ({ ...event(n, "level_fired"), level: 3 });
    answers = [answer(20, [row("W1", 20)], { alarms: [fired(18), fired(15), fired(9)] })];
    stream().send("reset");
    expect(board.staleSince.value).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    stream().open();
    expect(told).toEqual([15, 18]);
    expect(board.staleSince.value).toBeNull();
  });

  it("hears of a command of its office that was not carried out after all", () => {
    stream().send("outcome", { do: "ack", whistle: "W1", account: "Li (li)", taken_back: false, message_zh: "状态不符" });
    expect(board.undone.value).toMatchObject({ do: "ack", whistle: "W1" });
  });

  it("tries again when the board cannot be had", async () => {
    answers = [];
    stream().send("reset");
    await vi.advanceTimersByTimeAsync(1);
    expect(board.failure.value?.error).toBe("no_leader");
    answers = [answer(20, [row("W7", 20)])];
    await vi.advanceTimersByTimeAsync(3000);
    expect(board.failure.value).toBeNull();
    expect([...board.rows.keys()]).toEqual(["W7"]);
  });

  it("knows at once that the device has no network, and tries at once when it has one again", async () => {
    window.dispatchEvent(new Event("offline"));
    expect(board.staleSince.value).not.toBeNull();
    const streams = FakeSource.all.length;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(700);
    expect(FakeSource.all.length).toBe(streams + 1);
    stream().open();
    expect(board.staleSince.value).toBeNull();
    // A line that lived through it is left alone.
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(700);
    expect(FakeSource.all.length).toBe(streams + 1);
  });

  it("asks who it is when the account was changed, and goes on from where it was; without the board when that was taken away", async () => {
    stream().send("changes", changes(11, [event(11)], []));
    await frame();
    let who: object = { account: "li", sees_board: true };
    const before = globalThis.fetch;
    vi.stubGlobal("fetch", (path: string) => (path === "/api/session" ? Promise.resolve(new Response(JSON.stringify(who))) : before(path)));
    session.value = { account: "li", sees_board: true, roles: ["dept_officer"] } as Session;
    who = { ...who, roles: ["dept_head"] };
    const streams = FakeSource.all.length;
    stream().send("session");
    await vi.advanceTimersByTimeAsync(3000);
    expect(session.value?.roles).toEqual(["dept_head"]);
    expect(FakeSource.all.length).toBe(streams + 1);
    expect(stream().url).toContain("3-aa-11");
    who = { account: "li", sees_board: false, roles: [] };
    stream().send("session");
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeSource.all.length).toBe(streams + 1);
    session.value = null;
  });

  it("forgets everything when the session is over", () => {
    stream().send("signed_out");
    expect(board.rows.size).toBe(0);
    expect(stream().readyState).toBe(FakeSource.CLOSED);
  });

  it("counts the leader's time, also when a drill runs fast", async () => {
    stream().send("clock", { now: 5_000_000, clock_speed: 60, stale_since: null, presence: null });
    await vi.advanceTimersByTimeAsync(2000);
    expect(board.now()).toBeGreaterThanOrEqual(5_000_000 + 119_000);
    expect(board.second.value).toBeGreaterThanOrEqual(5_000_000 + 59_000);
  });
});

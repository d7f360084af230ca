// The board: everything open in the office's scope, live. A copy at first (GET /api/board), then the changes after it (the stream),
// each once and in order. Rows are replaced as a whole and nothing inside them is reactive: with 10,000 of them a deep proxy or a
// watcher for each would cost more than all the drawing.
//
//   for (const row of rows.values()) ...          // in a computed: runs again when rows changed
//   onEvent((event, row) => ring(event));         // after the rows it touched are in place; ends with the component
//
// Messages are gathered and applied at most once a frame, so that a storm of changes costs one drawing. A hidden page has no frames:
// there a timer does it, because sounds and notifications are wanted then most of all.
import { computed, getCurrentScope, onScopeDispose, shallowReactive, shallowRef } from "vue";
import { get, Problem } from "./api";
import { clockSpeed, now, setClock, startTicking, stopTicking } from "./leader_time";
import { confirmSession, session, wasSignedOut } from "./session";
import type { BoardAnswer, ChangesMessage, ClockMessage, FeedEvent, OutcomeMessage, Row } from "./types";

export { clockSpeed, now, second } from "./leader_time";

export const most_alarms = 200;
const silence_ms = 17_000; // the server says the time every 5 s: after three of those missed, the line is dead
const slowest_retry_ms = 15_000;
const board_ms = 60_000; // ten thousand rows over a poor line

/** What is open, and what ended in the last hour, by number. */
export const rows = shallowReactive(new Map<string, Row>());
/** Levels that fired or were raised, newest first. */
export const alarms = shallowRef<FeedEvent[]>([]);
/** Offices that are connected; null for those who are not told. */
export const presence = shallowRef<ReadonlySet<string> | null>(null);
/** Whether the stream is open. */
export const connected = shallowRef(false);
/** Whether the first copy has come. */
export const loaded = shallowRef(false);
/** How many copies have come: with each, what was told meanwhile may have been missed. */
export const copies = shallowRef(0);
/** The last command of the office of which was heard that it was not carried out after all. */
export const undone = shallowRef<OutcomeMessage | null>(null);
/** Until when every clock that counts working time stands still; null in working time. */
export const noWorkUntil = shallowRef<number | null>(null);
/** The whole jurisdiction practises. */
export const exercise = shallowRef(false);
/** Why the board could not be loaded, while that is so. */
export const failure = shallowRef<Problem | null>(null);

const serverStale = shallowRef<number | null>(null);
const lostSince = shallowRef<number | null>(null);
/** Since when (the leader's time, ms) what is shown may be out of date: the server has no feed, or we have no server. */
export const staleSince = computed(() => {
  const both = [serverStale.value, lostSince.value].filter((one) => one !== null);
  return both.length ? Math.min(...both) : null;
});

export type Listener = (event: FeedEvent, row: Row | undefined) => void;
const listeners = new Set<Listener>();

/** Calls `listen` for each event, once and in order. Ends with the component that called, or by the function returned. */
export function onEvent(listen: Listener): () => void {
  listeners.add(listen);
  const end = (): void => void listeners.delete(listen);
  if (getCurrentScope()) onScopeDispose(end);
  return end;
}

let source: EventSource | null = null;
let position = "";
let lastNumber = 0;
let term = 0; // counts connections: what a former one still brings is dropped
let retry: ReturnType<typeof setTimeout> | undefined;
let watchdog: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let waiting: ChangesMessage[] = [];
let scheduled = false;

/** Loads the board and follows it. Called after signing in; again is harmless. */
export function startBoard(): void {
  if (source || retry) return;
  startTicking();
  addEventListener("offline", offline);
  addEventListener("online", online);
  void load(++term);
}

/** Stops following and forgets everything: after signing out. */
export function stopBoard(): void {
  term++;
  removeEventListener("offline", offline);
  removeEventListener("online", online);
  stopTicking();
  disconnect();
  clearTimeout(retry);
  retry = undefined;
  failures = 0;
  lostSince.value = null;
  serverStale.value = null;
  failure.value = null;
  forget();
}

function forget(): void {
  waiting = [];
  position = "";
  lastNumber = 0;
  loaded.value = false;
  rows.clear();
  alarms.value = [];
  presence.value = null;
}

async function load(mine: number): Promise<void> {
  try {
    const board = await get<BoardAnswer>("/api/board", board_ms);
    if (mine !== term) return;
    failure.value = null;
    take(board);
    connect(mine);
  } catch (problem) {
    if (mine !== term) return;
    failure.value = problem instanceof Problem ? problem : null;
    lose();
    later(() => void load(mine));
  }
}

function take(board: BoardAnswer): void {
  const known = loaded.value ? lastNumber : Infinity;
  waiting = [];
  position = board.position;
  lastNumber = numberOf(position);
  setClock(board.now, board.clock_speed);
  const present = new Set(board.rows.map((row) => row.whistle));
  for (const whistle of rows.keys()) if (!present.has(whistle)) rows.delete(whistle);
  for (const row of board.rows) rows.set(row.whistle, row);
  alarms.value = board.alarms;
  presence.value = board.presence && new Set(board.presence);
  exercise.value = board.exercise;
  serverStale.value = board.stale_since;
  noWorkUntil.value = board.no_work_until;
  loaded.value = true;
  copies.value++;
  // Levels that fired between two copies are heard of here alone; the newest come first.
  tell(board.alarms.filter((event) => event.n > known).reverse());
}

/** The number in "epoch-nonce-number"; 0 of "begin". */
function numberOf(at: string): number {
  return Number(at.split("-")[2] ?? 0) || 0;
}

function connect(mine: number): void {
  const stream = new EventSource(`/api/stream?from=${encodeURIComponent(position)}`);
  source = stream;
  const on = (name: string, take: (data: string) => void): void =>
    stream.addEventListener(name, (message) => {
      if (mine !== term || stream !== source) return;
      heard();
      take((message as MessageEvent<string>).data);
    });
  stream.onopen = () => {
    if (mine === term && stream === source) heard();
  };
  stream.onerror = () => {
    if (mine !== term || stream !== source) return;
    lose();
    // The browser itself tries again unless the server answered something else than a stream.
    if (stream.readyState === EventSource.CLOSED) again(mine);
  };
  on("changes", (data) => queue(JSON.parse(data) as ChangesMessage));
  on("clock", (data) => takeClock(JSON.parse(data) as ClockMessage));
  on("outcome", (data) => (undone.value = JSON.parse(data) as OutcomeMessage));
  on("reset", () => {
    disconnect();
    lose();
    void load(++term);
  });
  on("session", () => again(mine));
  on("signed_out", () => {
    stopBoard();
    wasSignedOut();
  });
  watch(mine);
}

function heard(): void {
  failures = 0;
  connected.value = true;
  lostSince.value = null;
  watch(term);
}

function lose(): void {
  connected.value = false;
  lostSince.value ??= now();
}

/** A line that was cut without a word shows by its silence alone. */
function watch(mine: number): void {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    if (mine !== term) return;
    lose();
    again(mine);
  }, silence_ms);
}

/** Opens the stream anew, from the last position; first asking whether there still is a session, which a stream cannot say. */
function again(mine: number): void {
  disconnect();
  later(() => {
    confirmSession().then(
      (same) => same && mine === term && session.value?.sees_board !== false && connect(mine),
      (problem: unknown) => {
        if (mine !== term) return;
        if (problem instanceof Problem && problem.status === 401) return;
        again(mine);
      },
    );
  });
}

/** A device that knows that it has no network need not wait for the silence, nor when it has one again for the next try. */
function offline(): void {
  if (source || retry) lose();
}
function online(): void {
  if (connected.value || !(source || retry)) return;
  failures = 0;
  clearTimeout(retry);
  retry = undefined;
  if (position === "") void load(++term);
  else again(term);
}

function later(call: () => void): void {
  clearTimeout(retry);
  const pause = Math.min(slowest_retry_ms, 500 * 2 ** failures++) * (0.75 + Math.random() / 2);
  retry = setTimeout(() => {
    retry = undefined;
    call();
  }, pause);
}

function disconnect(): void {
  clearTimeout(watchdog);
  source?.close();
  source = null;
  connected.value = false;
}

function takeClock(clock: ClockMessage): void {
  setClock(clock.now, clock.clock_speed);
  serverStale.value = clock.stale_since;
  noWorkUntil.value = clock.no_work_until;
  presence.value = clock.presence && new Set(clock.presence);
}

// ---- changes, once a frame -------------------------------------------------------------------------------------------------------

function queue(changes: ChangesMessage): void {
  waiting.push(changes);
  if (scheduled) return;
  scheduled = true;
  let done = false;
  const run = (): void => {
    if (done) return;
    done = true;
    scheduled = false;
    apply();
  };
  if (!document.hidden) requestAnimationFrame(run);
  setTimeout(run, 120);
}

function apply(): void {
  const batch = waiting;
  waiting = [];
  const fresh: FeedEvent[] = [];
  for (const changes of batch) {
    position = changes.position;
    for (const row of changes.rows) {
      const held = rows.get(row.whistle);
      if (!held || row.as_of >= held.as_of) rows.set(row.whistle, row);
    }
    for (const whistle of changes.gone) rows.delete(whistle);
    for (const event of changes.events) {
      if (event.n <= lastNumber) continue;
      lastNumber = event.n;
      fresh.push(event);
    }
    setClock(changes.now, clockSpeed.value);
  }
  const raised = fresh.filter((event) => event.event === "level_fired" || event.event === "level_raised").reverse();
  if (raised.length) alarms.value = [...raised, ...alarms.value].slice(0, most_alarms);
  tell(fresh);
}

function tell(events: readonly FeedEvent[]): void {
  for (const event of events) for (const listen of [...listeners]) listen(event, event.whistle ? rows.get(event.whistle) : undefined);
}

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, type Outcome } from "../api";
import type { Accepted, FeedEvent } from "../types";
import { blankForm, type RaiseBody } from "./form";
import { mayTakeOut, Outbox, stageOf, type Ports } from "./outbox";

interface Sent {
  path: string;
  body: object;
  key: string;
}
let sent: Sent[];
let answers: (Outcome | Promise<Outcome>)[];
let online: boolean;
let keys: number;
let spoken: string;
const accepted = (whistle: string): Accepted => ({ ok: true, whistle, state: "DISPATCHED", number: 1, position: "1-a-1", at: 0 });
const network = (): Problem => new Problem(0, { error: "network" });
const refused = (error: string): Problem => new Problem(422, { error, refused: error, field: "kind", message: "no", message_zh: "不行" });

const ports: Ports = {
  send: (path, body, key) => {
    sent.push({ path, body, key });
    return Promise.resolve(answers.shift() ?? network());
  },
  newKey: () => `key-${++keys}`,
  now: () => 1000,
  online: () => online,
  noteText: () => spoken,
};
const open = (): Outbox => new Outbox(localStorage, "shunyi", "li", ports);
const form = { ...blankForm("r-1"), text: "停水", phone: "13812341234" };
const body: RaiseBody = { id: "r-1", unit: "C1", title: "停水", reporter: { phone: "13812341234" } };
const stages = (outbox: Outbox): string[] => outbox.items.value.map(stageOf);

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  [sent, answers, online, keys, spoken] = [[], [], true, 0, "照片"];
});
afterEach(() => vi.useRealTimers());

describe("a whistle in the outbox", () => {
  it("is sent at once and then says its number", async () => {
    answers = [accepted("W12")];
    const outbox = open();
    await outbox.add(form, body, []);
    expect(sent).toEqual([{ path: "/api/whistles", body, key: "key-1" }]);
    expect(stages(outbox)).toEqual(["sent"]);
    expect(outbox.items.value[0]?.whistle).toBe("W12");
  });

  it("waits while there is no network, and goes under the same key and record id after a reload", async () => {
    online = false;
    await open().add(form, body, []);
    expect(sent).toEqual([]);
    online = true;
    answers = [network()];
    const reloaded = open();
    expect(stages(reloaded)).toEqual(["waiting"]);
    await reloaded.run();
    answers = [accepted("W12")];
    await open().run();
    expect(sent.map((one) => [one.key, (one.body as RaiseBody).id])).toEqual([
      ["key-1", "r-1"],
      ["key-1", "r-1"],
    ]);
    expect(stages(open())).toEqual(["sent"]);
  });

  it("is tried again by itself", async () => {
    answers = [network(), new Problem(503, { error: "no_leader" }), accepted("W12")];
    const outbox = open();
    await outbox.add(form, body, []);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stages(outbox)).toEqual(["sent"]);
    expect(new Set(sent.map((one) => one.key)).size).toBe(1);
  });

  it("is never sent a second time once it has its number", async () => {
    answers = [accepted("W12")];
    const outbox = open();
    await outbox.add(form, body, []);
    await outbox.run();
    await open().run();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(1);
  });

  it("is not sent twice when it is run twice at the same time", async () => {
    let answer = (_: Outcome): void => {};
    answers = [new Promise<Outcome>((resolve) => (answer = resolve))];
    const outbox = open();
    const first = outbox.add(form, body, []);
    await outbox.run();
    answer(accepted("W12"));
    await first;
    expect(sent).toHaveLength(1);
  });

  it("keeps nothing of the resident once it is raised", async () => {
    answers = [accepted("W12")];
    await open().add(form, body, []);
    expect(JSON.stringify(localStorage)).not.toContain("13812341234");
  });

  it("stays when the session has ended, or the disk is full, and goes on later", async () => {
    answers = [new Problem(401, { error: "not_signed_in" }), new Problem(503, { error: "storage_low" }), accepted("W12")];
    const outbox = open();
    await outbox.add(form, body, []);
    expect(stages(outbox)).toEqual(["waiting"]);
    expect(outbox.trouble.value?.error).toBe("not_signed_in");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stages(outbox)).toEqual(["sent"]);
    expect(outbox.trouble.value).toBeNull();
  });

  it("that was refused says why in both languages and comes back as the form it was, with its record id", async () => {
    answers = [refused("kind_not_for_raiser")];
    const outbox = open();
    await outbox.add(form, body, []);
    expect(stages(outbox)).toEqual(["refused"]);
    expect(open().items.value[0]?.refusal).toEqual({ error: "kind_not_for_raiser", field: "kind", zh: "不行", en: "no" });
    expect(outbox.takeOut("r-1")).toEqual(form);
    expect(outbox.items.value).toEqual([]);
    answers = [accepted("W13")];
    await outbox.add(form, { ...body, kind: "DEMAND" }, []);
    expect(sent.at(-1)).toMatchObject({ key: "key-3", body: { id: "r-1" } });
  });

  it("may be taken back only as long as it cannot have arrived", async () => {
    online = false;
    const outbox = open();
    await outbox.add(form, body, []);
    expect(mayTakeOut(outbox.items.value[0]!)).toBe(true);
    online = true;
    await outbox.run();
    expect(mayTakeOut(outbox.items.value[0]!)).toBe(false);
    expect(outbox.takeOut("r-1")).toBeNull();
    expect(stages(outbox)).toEqual(["waiting"]);
  });

  it("that the server keeps is known by its record when the feed brings it", async () => {
    answers = [{ waiting: true, id: "key-1" }];
    const outbox = open();
    await outbox.add(form, body, []);
    expect(stages(outbox)).toEqual(["kept"]);
    const event: FeedEvent = { n: 1, at: 0, event: "whistle_raised", whistle: "W12", record: "r-1", unit: "C2", who: { office: "C1", person: "" } };
    outbox.heard(event);
    expect(stages(outbox)).toEqual(["kept"]);
    outbox.heard({ ...event, unit: "C1" });
    expect(stages(outbox)).toEqual(["sent"]);
  });

  it("lets those after it go when it was refused, and keeps the order of raising", async () => {
    online = false;
    const outbox = open();
    await outbox.add(form, body, []);
    await outbox.add({ ...form, record: "r-2" }, { ...body, id: "r-2" }, []);
    online = true;
    answers = [refused("unknown_kind"), accepted("W12")];
    await outbox.run();
    expect(sent.map((one) => (one.body as RaiseBody).id)).toEqual(["r-1", "r-2"]);
    expect(stages(outbox)).toEqual(["refused", "sent"]);
  });
});

describe("photographs", () => {
  it("follow as a note once the whistle has its number, under one key however often it is sent", async () => {
    answers = [accepted("W12"), network()];
    const outbox = open();
    await outbox.add(form, body, ["photo/1.jpg"]);
    expect(stages(outbox)).toEqual(["attaching"]);
    answers = [accepted("W12")];
    spoken = "Photographs"; // The language was changed meanwhile.
    await open().run();
    expect(sent.slice(1)).toEqual([
      { path: "/api/whistles/W12/note", body: { text: "照片", attachments: ["photo/1.jpg"] }, key: "key-2" },
      { path: "/api/whistles/W12/note", body: { text: "照片", attachments: ["photo/1.jpg"] }, key: "key-2" },
    ]);
    expect(stages(open())).toEqual(["sent"]);
  });
  it("that are refused do not hide that the whistle was raised", async () => {
    answers = [accepted("W12"), refused("malformed")];
    const outbox = open();
    await outbox.add(form, body, ["photo/1.jpg"]);
    expect(stages(outbox)).toEqual(["unattached"]);
    expect(outbox.items.value[0]?.whistle).toBe("W12");
  });
});

it("what another account left waiting is not sent in this one's name", async () => {
  online = false;
  const outbox = open();
  await outbox.add(form, body, []);
  outbox.close();
  online = true;
  await outbox.run();
  await new Outbox(localStorage, "shunyi", "wang", ports).run();
  expect(sent).toEqual([]);
});

it("a browser that keeps nothing sends all the same, and says so", async () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("QuotaExceededError"); }, removeItem: () => {} } as unknown as Storage;
  answers = [network(), accepted("W12")];
  const outbox = new Outbox(full, "shunyi", "li", ports);
  await outbox.add(form, body, []);
  expect(outbox.keeps.value).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stages(outbox)).toEqual(["sent"]);
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, nextTick, type App } from "vue";
import { rows } from "../board";
import { directory } from "../directory";
import { speak } from "../i18n";
import type { Directory, Row } from "../types";
import MoveDialog from "./MoveDialog.vue";
import { openMove, type MoveResult } from "./moves";
import { toasts } from "./toast";

type Reply = { status: number; body: object };
const accepted = (whistle: string): Reply => ({ status: 200, body: { ok: true, whistle, state: "ACTIVE", number: 1, position: "1-a-1", at: 1 } });
const refused = (field: string): Reply => ({ status: 422, body: { error: "malformed", refused: "malformed", field, message: "no", message_zh: `${field} 不对` } });
let sent: { path: string; key: string; body: Record<string, unknown> }[] = [];
let reply: (path: string) => Reply;
let app: App;
const row = (whistle: string): Row =>
  ({ whistle, as_of: 1, state: "ACTIVE", kind: "DEMAND", category: "PROPERTY", urgency: "U3", emergency: false, unit: "C1", street: "S1", title: "电梯停运", lead: "ZJW", level: 1, assignments: [{ office: "ZJW", lead: true, state: "WORKING" }], waits: [], held: null }) as unknown as Row;

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve().then(nextTick);
  await new Promise((resolve) => setTimeout(resolve, 0));
};
const area = (): HTMLTextAreaElement => document.querySelector("dialog textarea") as HTMLTextAreaElement;
const write = async (text: string): Promise<void> => {
  area().value = text;
  area().dispatchEvent(new Event("input"));
  await settle();
};
const submit = async (): Promise<void> => {
  document.querySelector("#move-form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await settle();
};
const cancel = async (): Promise<void> => {
  document.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }));
  await settle();
};
const trouble = (): string => document.querySelector("dialog .trouble")?.textContent ?? "";

beforeEach(() => {
  speak("zh");
  sent = [];
  toasts.value = [];
  reply = (path) => accepted(/W\d+/.exec(path)?.[0] ?? "");
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, key: (init.headers as Record<string, string>)["Idempotency-Key"] ?? "", body: JSON.parse(String(init.body)) as Record<string, unknown> });
    const { status, body } = reply(path);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  directory.value = { timezone: "Asia/Shanghai", top_level: 4, offices: [], kinds: [], categories: [], urgencies: [], levels: [] } as unknown as Directory;
  for (const whistle of ["W1", "W2", "W3"]) rows.set(whistle, row(whistle));
  document.body.innerHTML = '<button id="before">x</button><div id="app"></div>';
  app = createApp(MoveDialog);
  app.mount("#app");
});
afterEach(() => {
  app.unmount();
  rows.clear();
  vi.unstubAllGlobals();
});

describe("the dialog of a move", () => {
  it("sends nothing without the reason, says so at the field, and sends once it is there", async () => {
    const over = openMove("convene", ["W1"]);
    await settle();
    await submit();
    expect(sent).toEqual([]);
    expect(trouble()).toContain("请填写理由");
    await write("各单位意见不一");
    expect(trouble()).toBe("");
    await submit();
    expect(sent.map(({ path, body }) => [path, body])).toEqual([["/api/whistles/W1/convene", { reason: "各单位意见不一" }]]);
    expect((await over).map((one: MoveResult) => one.whistle)).toEqual(["W1"]);
    expect(document.querySelector("dialog")).toBeNull();
    expect(toasts.value.map((one) => one.text)).toEqual(["召集联席会议：W1 已完成"]);
  });

  it("shows a refusal at its field; the same again keeps its key, a change has another", async () => {
    reply = () => refused("reason");
    void openMove("convene", ["W1"]);
    await settle();
    await write("一");
    await submit();
    expect(trouble()).toContain("reason 不对");
    await submit();
    await write("二");
    await submit();
    const [first, again, changed] = sent.map((one) => one.key);
    expect(again).toBe(first);
    expect(changed).not.toBe(first);
  });

  it("tries of several only those again that were refused, each under its own key", async () => {
    reply = (path) => (path.includes("W2") ? refused("whistle") : accepted(/W\d+/.exec(path)?.[0] ?? ""));
    const over = openMove("note", ["W1", "W2", "W3"]);
    await settle();
    await write("已电话回访");
    await submit();
    expect(new Set(sent.map((one) => one.key)).size).toBe(3);
    expect(document.querySelector("dialog .refusals")?.textContent).toContain("W2");
    reply = () => accepted("W2");
    await submit();
    expect(sent.slice(3).map((one) => one.path)).toEqual(["/api/whistles/W2/note"]);
    expect((await over).map((one) => one.whistle)).toEqual(["W1", "W3", "W2"]);
  });

  it("keeps what was written when it is closed by mistake, and forgets it once it was sent", async () => {
    const first = openMove("note", ["W1"]);
    await settle();
    await write("写了很久");
    await cancel();
    expect(await first).toEqual([]);
    void openMove("note", ["W1"]);
    await settle();
    expect(area().value).toBe("写了很久");
    await submit();
    void openMove("note", ["W1"]);
    await settle();
    expect(area().value).toBe("");
  });

  it("asks nothing where nothing is to be asked", async () => {
    const results = await openMove("acknowledge", ["W1", "W2"]);
    expect(document.querySelector("dialog")).toBeNull();
    expect(sent.map((one) => one.path).sort()).toEqual(["/api/whistles/W1/ack", "/api/whistles/W2/ack"]);
    expect(results.length).toBe(2);
  });

  it("gives the focus back to where it was", async () => {
    document.querySelector<HTMLElement>("#before")?.focus();
    void openMove("note", ["W1"]);
    await settle();
    expect(document.activeElement).toBe(area());
    await cancel();
    expect(document.activeElement?.id).toBe("before");
  });
});

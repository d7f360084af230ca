import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { command, pending, Problem } from "./api";
import { endedBy, findSession, session, signIn, signOut, wasSignedOut } from "./session";
import type { Session } from "./types";

/** Who the browser's cookie belongs to, and whether the server can be reached. */
let cookie: { account: string; csrf: string } | null;
let reachable: boolean;
let sent: { method: string; path: string; csrf: string | undefined }[];

const answer = (status: number, body?: object) => Promise.resolve(new Response(body ? JSON.stringify(body) : "", { status }));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  cookie = null;
  reachable = true;
  sent = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const csrf = (init.headers as Record<string, string>)["X-Shao-CSRF"];
    const method = init.method ?? "GET";
    sent.push({ method, path, csrf });
    if (!reachable) return Promise.reject(new TypeError("failed to fetch"));
    if (method === "POST" && path === "/api/session") return answer(200, (cookie = { account: JSON.parse(init.body as string).account, csrf: `token ${sent.length}` }));
    if (!cookie) return answer(401, { error: "not_signed_in" });
    if (method === "GET") return answer(200, cookie);
    if (csrf !== cookie.csrf) return answer(403, { error: "csrf" });
    if (method === "DELETE") cookie = null;
    return method === "DELETE" ? answer(204) : answer(200, { ok: true });
  });
});
afterEach(() => {
  session.value = null;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a session", () => {
  it("goes on when another tab of the same person signed in anew", async () => {
    await signIn("li", "secret");
    cookie = { account: "li", csrf: "of the other tab" };
    expect(await command("/api/whistles/W1/ack", {}, "key-0001")).toEqual({ ok: true });
    expect(session.value?.csrf).toBe("of the other tab");
  });

  it("ends here when another person signed in in another tab", async () => {
    await signIn("li", "secret");
    cookie = { account: "wang", csrf: "wang's" };
    expect(await command("/api/whistles/W1/ack", {}, "key-0001")).toBeInstanceOf(Problem);
    expect(session.value).toBeNull();
  });

  it("that ends without its person says why, until somebody signs in; who leaves knows it", async () => {
    await signIn("li", "secret");
    wasSignedOut();
    expect(endedBy.value).toBe("over");
    await signIn("li", "secret");
    expect(endedBy.value).toBeNull();
    cookie = { account: "wang", csrf: "wang's" };
    await command("/api/whistles/W1/ack", {}, "key-0002");
    expect(endedBy.value).toBe("another");
    await signIn("li", "secret");
    await signOut();
    expect(endedBy.value).toBeNull();
  });

  it("that was left takes what was not delivered with it: it is not sent in the name of the next", async () => {
    await signIn("li", "secret");
    reachable = false;
    const outcome = command("/api/whistles/W1/ack", {}, "key-0001");
    await vi.advanceTimersByTimeAsync(100);
    expect(pending.size).toBe(1);
    reachable = true;
    await signOut();
    await signIn("wang", "secret");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toMatchObject({ error: "given_up" });
    expect(sent.filter(({ path }) => path.endsWith("/ack")).length).toBe(1);
  });

  it("that could not be ended at the server is ended before anybody is let in again", async () => {
    await signIn("li", "secret");
    reachable = false;
    await signOut();
    expect(session.value).toBeNull();
    reachable = true;
    session.value = undefined as unknown as Session;
    await findSession();
    expect(session.value).toBeNull();
    expect(cookie).toBeNull();
    // Who signs in afterwards stays.
    await signIn("wang", "secret");
    await findSession();
    expect(session.value).toMatchObject({ account: "wang" });
  });
});

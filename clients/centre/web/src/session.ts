// Who sits at the screen: signing in and out, and what follows from the person's roles. What a person may do the server decides; this
// only chooses what to show.
import { shallowRef } from "vue";
import { get, onForged, onSignedOut, pending, post, Problem, remove, useCsrf } from "./api";
import { officeOf } from "./directory";
import type { Role, Session, Wait } from "./types";

/** The session; null when nobody is signed in, undefined while that is not known yet. */
export const session = shallowRef<Session | null | undefined>(undefined);

/** Why the page's last session ended, when not by its person here: what the login page says. */
export const endedBy = shallowRef<"over" | "another" | null>(null);

function end(why: "over" | "another"): void {
  if (session.value) endedBy.value = why;
  take(null);
}

function take(answer: Session | null): void {
  // What one person began is not sent in the name of the next.
  if (session.value && session.value.account !== answer?.account) for (const one of [...pending.values()]) one.giveUp();
  session.value = answer;
  useCsrf(answer?.csrf ?? "");
}

onSignedOut(() => end("over"));
onForged(confirmSession);

/** Looks whether the browser still has a session; at the start. Throws a Problem when the server cannot be asked. */
export async function findSession(): Promise<void> {
  try {
    const found = await get<Session>("/api/session");
    if (!owesSignOut()) return take(found);
    useCsrf(found.csrf);
    await remove("/api/session");
    take(null);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    take(null);
  }
  oweSignOut(false);
}

/** Whether the browser's session is still this person's, which another tab may have changed; else they are signed out here. Throws a Problem. */
export async function confirmSession(): Promise<boolean> {
  const found = await get<Session>("/api/session");
  const same = found.account === session.value?.account;
  if (same) take(found);
  else end("another");
  return same;
}

/** Throws a Problem: wrong_login, locked_out with `retryAfter`... */
export async function signIn(account: string, password: string): Promise<void> {
  take(await post<Session>("/api/session", { account, password }));
  endedBy.value = null;
  oweSignOut(false);
}

/**
 * Ends the session here at once whatever the server says: a person who signs out at a shared desk must not stay signed in on the screen.
 * A server that could not be told is told before anybody is let in again from this browser.
 */
export async function signOut(): Promise<void> {
  oweSignOut(true);
  const told = remove("/api/session");
  take(null);
  endedBy.value = null;
  try {
    await told;
    oweSignOut(false);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) oweSignOut(false);
  }
}

const owed_key = "shao.sign_out_owed";
function owesSignOut(): boolean {
  try {
    return localStorage.getItem(owed_key) !== null;
  } catch {
    return false;
  }
}
function oweSignOut(owed: boolean): void {
  try {
    if (owed) localStorage.setItem(owed_key, "1");
    else localStorage.removeItem(owed_key);
  } catch {
    // A browser that keeps nothing forgets the cookie as well, or soon.
  }
}

/** The server ended the session (its stream said so). */
export function wasSignedOut(): void {
  end("over");
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  take(await post<Session>("/api/session/password", { old, new: fresh }));
}

/** Whether the person has any of these roles. */
export function has(...roles: Role[]): boolean {
  return roles.some((role) => session.value?.roles.includes(role));
}

// A department that whistles stands where a street does, a street or community that is sent a whistle where a department does
// (docs/transitions.md): what the other side's roles count for here.
const likeStreet: Partial<Record<Role, Role[]>> = {
  dept_liaison: ["street"],
  dept_officer: ["street"],
  dept_deputy_head: ["street_leader"],
  dept_head: ["street_leader", "street_top_leader"],
};
const likeDepartment: Partial<Record<Role, Role[]>> = {
  community: ["dept_liaison", "dept_officer"],
  street: ["dept_liaison", "dept_officer"],
  street_leader: ["dept_deputy_head"],
  street_top_leader: ["dept_head"],
};

/** Whether this move is for the person at the screen to make. */
export function isMine(wait: Pick<Wait, "office" | "who">): boolean {
  if (wait.office !== session.value?.office) return false;
  if (has(...wait.who)) return true;
  const office = officeOf(wait.office);
  if (!office || office.centre) return false;
  const like = office.type === "department" ? likeStreet : likeDepartment;
  return session.value.roles.some((role) => like[role]?.some((one) => wait.who.includes(one)));
}

/** Whether the person sees everything: the command centre's own. */
export function atCentre(): boolean {
  return has("command_centre", "dispatcher");
}

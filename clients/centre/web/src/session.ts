// Who sits at the screen: signing in and out, and what follows from the person's roles. What a person may do the server decides; this
// only chooses what to show.
import { shallowRef } from "vue";
import { get, onSignedOut, post, Problem, remove, useCsrf } from "./api";
import { officeOf } from "./directory";
import type { Role, Session, Wait } from "./types";

/** The session; null when nobody is signed in, undefined while that is not known yet. */
export const session = shallowRef<Session | null | undefined>(undefined);

function take(answer: Session | null): void {
  session.value = answer;
  useCsrf(answer?.csrf ?? "");
}

onSignedOut(() => take(null));

/** Looks whether the browser still has a session; at the start. Throws a Problem when the server cannot be asked. */
export async function findSession(): Promise<void> {
  try {
    take(await get<Session>("/api/session"));
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    take(null);
  }
}

/** Throws a Problem: wrong_login, locked_out with `retryAfter`... */
export async function signIn(account: string, password: string): Promise<void> {
  take(await post<Session>("/api/session", { account, password }));
}

/** Ends the session here whatever the server says: a person who signs out at a shared desk must not stay signed in on the screen. */
export async function signOut(): Promise<void> {
  try {
    await remove("/api/session");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  } finally {
    take(null);
  }
}

/** The server ended the session (its stream said so). */
export function wasSignedOut(): void {
  take(null);
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

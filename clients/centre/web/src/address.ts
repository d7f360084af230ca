// Where we are, in the address: the page in the path, every view and filter in the query, so that what one sees can be sent to a
// colleague and the browser's back button does what one expects. Five pages need no router.
//
//   const address = useAddress();
//   address.value.query.street                 // "110113001" or undefined
//   go("/whistle/W12");                        // a step that "back" undoes
//   setQuery({ street: "110113001", q: null }) // filters: no step of their own; null or "" takes one out
import { shallowRef, type ShallowRef } from "vue";

export type Face = "home" | "wall" | "raise" | "desk" | "whistle" | "accounts" | "unknown";
export type Query = Readonly<Record<string, string>>;
export interface Address {
  path: string;
  face: Face;
  /** Of /whistle/W12: "W12". */
  whistle: string | null;
  query: Query;
}

const address = shallowRef<Address>(read());

function read(): Address {
  const path = location.pathname.replace(/\/+$/, "") || "/";
  const [, first = "", second = "", ...rest] = path.split("/");
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const known = { "": "home", wall: "wall", raise: "raise", desk: "desk", accounts: "accounts" } as const;
  let face: Face = rest.length === 0 && second === "" && Object.hasOwn(known, first) ? known[first as keyof typeof known] : "unknown";
  let whistle: string | null = null;
  if (first === "whistle" && /^W\d+$/.test(second) && rest.length === 0) {
    face = "whistle";
    whistle = second;
  }
  return { path, face, whistle, query };
}

window.addEventListener("popstate", () => {
  address.value = read();
});

/** The address, reactive: a new object at each step. */
export function useAddress(): Readonly<ShallowRef<Address>> {
  return address;
}

/** The link to a page, for `href`. Display settings of the screen (`size`) go along from page to page. */
export function linkTo(path: string, query: Record<string, string | null | undefined> = {}): string {
  const size = address.value.query.size;
  const text = queryText({ ...(size ? { size } : {}), ...query });
  return path + text;
}

/** Goes to a page; "back" returns, unless it takes the place of this one. */
export function go(path: string, query: Record<string, string | null | undefined> = {}, how: { replace?: boolean } = {}): void {
  if (how.replace) history.replaceState(history.state, "", linkTo(path, query));
  else history.pushState({ within: true }, "", linkTo(path, query));
  address.value = read();
}

/** Goes back to where we came from, or to `otherwise` when this page was opened by itself. */
export function goBack(otherwise: string): void {
  if ((history.state as { within?: boolean } | null)?.within) history.back();
  else go(otherwise);
}

/** Changes parts of the query in place. */
export function setQuery(changes: Record<string, string | null | undefined>): void {
  const text = queryText({ ...address.value.query, ...changes });
  if (location.search === text) return;
  history.replaceState(history.state, "", location.pathname + text);
  address.value = read();
}

function queryText(query: Record<string, string | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== "") params.set(name, value);
  const text = params.toString();
  return text && `?${text}`;
}

/** For links: a plain click goes within the page, every other (new tab, new window) is the browser's. */
export function followLink(click: MouseEvent): void {
  const link = (click.currentTarget as HTMLElement | null)?.closest("a");
  if (!link || click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
  click.preventDefault();
  const url = new URL(link.href);
  go(url.pathname, Object.fromEntries(url.searchParams));
}

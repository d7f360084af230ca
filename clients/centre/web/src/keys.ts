// Shortcuts. Each page says which keys it answers and what they do; the help that `?` opens is made from just that. Keys are left
// alone while somebody types in a field, and those of the page while a dialog is open.
//
//   useKeys({ j: { run: next, help: "wall.key.next" }, k: previous, Enter: open }, { scope: "page" });
import { onScopeDispose, shallowReactive } from "vue";
import type { TextKey } from "./i18n";

export type KeyScope = "page" | "dialog";
export type KeyAction = (event: KeyboardEvent) => void;
/** What a key does; only those with a `help` text stand in the list that `?` shows. */
export type KeyBinding = KeyAction | { run: KeyAction; help: TextKey };
export interface KeyMap {
  [key: string]: KeyBinding;
}
interface Registered {
  keys: KeyMap;
  scope: KeyScope;
  when: () => boolean;
}

const registered = shallowReactive<Registered[]>([]);
let dialogs = 0;

/** A dialog that opens takes the keyboard until the function returned is called. */
export function takeKeyboard(): () => void {
  dialogs++;
  let over = false;
  return () => {
    if (!over) dialogs--;
    over = true;
  };
}

/** Answers keys while the component lives and `when` says so. The last who registered comes first. */
export function useKeys(keys: KeyMap, options: { scope?: KeyScope; when?: () => boolean } = {}): void {
  const mine: Registered = { keys, scope: options.scope ?? "page", when: options.when ?? (() => true) };
  registered.unshift(mine);
  onScopeDispose(() => {
    const at = registered.indexOf(mine);
    if (at >= 0) registered.splice(at, 1);
  });
}

/** What is in force on this page, for the help. */
export function activeKeys(): { key: string; help: TextKey }[] {
  const list: { key: string; help: TextKey }[] = [];
  for (const one of registered) {
    if (one.scope !== "page" || !one.when()) continue;
    for (const [key, binding] of Object.entries(one.keys))
      if (typeof binding !== "function" && !list.some((other) => other.key === key)) list.push({ key, help: binding.help });
  }
  return list;
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
}

/** Enter and the space bar belong to the button or link that has the focus. */
function actsItself(event: KeyboardEvent): boolean {
  return (event.key === "Enter" || event.key === " ") && event.target instanceof Element && !!event.target.closest("button, a[href], summary, input, [role=button]");
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || actsItself(event)) return;
  const scope: KeyScope = dialogs > 0 ? "dialog" : "page";
  for (const one of registered) {
    if (one.scope !== scope || !Object.hasOwn(one.keys, event.key) || !one.when()) continue;
    const binding = one.keys[event.key];
    if (!binding) continue;
    event.preventDefault();
    if (typeof binding === "function") binding(event);
    else binding.run(event);
    return;
  }
}

window.addEventListener("keydown", handleKey);

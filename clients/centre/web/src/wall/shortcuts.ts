// The wall's keys. `g` waits for a second key, which says where to go; both stand in the list that `?` shows.

import { onScopeDispose, ref } from "vue";
import { go } from "../address";
import { useKeys, type KeyMap } from "../keys";
import { rows } from "../board";
import { openMove } from "../ui/moves";
import { allowed, type BoardAction, type Verdict } from "./actions";
import type { WallContext } from "./context";
import { useDoer } from "./doer";
import { everything, isEverything } from "./filter";

export interface Places {
  search: () => void;
  map: () => void;
  pane: (name: "presence" | "charts") => void;
  fullScreen: () => void;
  look: () => void;
  /** Acts on what is picked; false when nothing is, or the move is none of theirs. */
  act: (action: BoardAction) => boolean;
}

const patience = 1500;

export function useShortcuts({ live, filter, choose, storm, cursor, alarms, decide }: WallContext, to: Places): void {
  const doer = useDoer();

  /** On what is picked, else on the whistle under the cursor; the first of these moves that is possible. */
  const act = (...actions: BoardAction[]) => {
    for (const action of actions) if (to.act(action)) return;
    const row = cursor.whistle.value === null ? undefined : rows.get(cursor.whistle.value);
    const action = row && actions.find((one) => allowed(one, row, doer.value));
    if (row && action && cursor.picked.value.size === 0) void openMove(action, [row.whistle]);
  };
  /** What was asked for of the whistle under the cursor is shown first; what is picked is answered at once. */
  const answer = (...asked: Verdict[]) => {
    const row = cursor.whistle.value === null ? undefined : rows.get(cursor.whistle.value);
    const verdict = row && asked.find((one) => allowed(one, row, doer.value));
    if (cursor.picked.value.size > 0) act(...asked);
    else if (row && verdict) decide(row.whistle, verdict);
  };
  const open = () => {
    const at = cursor.at.value;
    if (at === null) return;
    if (at.key.startsWith("g:")) return storm.expand(at.key.slice(2));
    alarms.look(at.key);
    go(`/whistle/${at.key}`);
  };
  const clear = () => {
    if (cursor.picked.value.size > 0) cursor.unpick();
    else if (!isEverything(filter.value)) choose(everything);
  };

  const going = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const goTo: Record<string, () => void> = {
    e: () => cursor.enter(0),
    d: () => cursor.enter(1),
    m: to.map,
    o: () => to.pane("presence"),
    c: () => to.pane("charts"),
    w: () => choose({ ...everything, tile: "mine" }),
    s: () => choose({ ...everything, tile: "silent" }),
  };
  const after = (act: () => void) => () => {
    going.value = false;
    act();
  };
  const second: KeyMap = { Escape: after(() => {}), g: after(() => {}) };
  for (const [key, act] of Object.entries(goTo)) second[key] = after(act);

  useKeys({
    j: { run: () => cursor.move(1), help: "wall.key.next" },
    k: { run: () => cursor.move(-1), help: "wall.key.previous" },
    ArrowDown: () => cursor.move(1),
    ArrowUp: () => cursor.move(-1),
    Enter: { run: open, help: "wall.key.open" },
    x: { run: () => cursor.whistle.value !== null && cursor.pick(cursor.whistle.value), help: "wall.key.select" },
    "/": { run: to.search, help: "wall.key.search" },
    Escape: { run: clear, help: "wall.key.clear" },
    v: { run: to.look, help: "wall.key.look" },
    a: { run: () => answer("assign"), help: "wall.key.assign" },
    r: { run: () => answer("uphold"), help: "wall.key.rule" },
    s: { run: () => answer("suspend", "extend"), help: "wall.key.suspend" },
    e: { run: () => act("escalate"), help: "wall.key.escalate" },
    n: { run: () => act("note"), help: "wall.key.note" },
    u: { run: () => act("merge"), help: "wall.key.merge" },
    m: { run: () => (alarms.muted.value ? alarms.unmute() : alarms.mute(15)), help: "wall.key.mute" },
    p: { run: () => (live.paused.value ? live.resume() : live.pause()), help: "wall.key.pause" },
    z: { run: storm.toggle, help: "wall.key.storm" },
    f: { run: to.fullScreen, help: "wall.key.full" },
    g: () => {
      going.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => (going.value = false), patience);
    },
    "g e": { run: goTo.e!, help: "wall.key.go_escalated" },
    "g d": { run: goTo.d!, help: "wall.key.go_due" },
    "g m": { run: goTo.m!, help: "wall.key.go_map" },
    "g o": { run: goTo.o!, help: "wall.key.go_presence" },
    "g c": { run: goTo.c!, help: "wall.key.go_charts" },
    "g w": { run: goTo.w!, help: "wall.key.go_mine" },
    "g s": { run: goTo.s!, help: "wall.key.go_silent" },
  });
  useKeys(second, { when: () => going.value });
  onScopeDispose(() => clearTimeout(timer));
}

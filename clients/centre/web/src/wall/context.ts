// What the panes of the wall share: made once by Wall.vue, taken by whoever is inside.

import { inject, provide, type ComputedRef, type InjectionKey, type Ref } from "vue";
import type { Verdict } from "./actions";
import type { Alarms } from "./alarms";
import type { Cursors } from "./cursor";
import type { Filter } from "./filter";
import type { Live } from "./live";
import type { Room } from "./room";
import type { Storming } from "./storming";

export interface WallContext {
  live: Live;
  filter: ComputedRef<Filter>;
  room: Ref<Room>;
  choose: (changes: Partial<Filter>) => void;
  storm: Storming;
  cursor: Cursors;
  alarms: Alarms;
  /** Opens what somebody asked for, with the moves that answer it. */
  decide: (whistle: string, verdict: Verdict) => void;
}

const key: InjectionKey<WallContext> = Symbol("wall");

export function provideWall(context: WallContext): void {
  provide(key, context);
}

export function useWall(): WallContext {
  const context = inject(key);
  if (!context) throw new Error("used outside of the wall");
  return context;
}

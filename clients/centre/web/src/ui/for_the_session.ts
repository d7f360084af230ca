// What somebody once wanted and what then goes on, whatever page is open, until they sign out: sounds, announcements.
//
//   export const useAlarms = forTheSession(openAlarms);   // opened when it is first used, the same one from then on
import { effectScope, watch, type EffectScope } from "vue";
import { session } from "../session";

export function forTheSession<T>(open: () => T): () => T {
  let running: { scope: EffectScope; opened: T } | null = null;
  return () => {
    if (running) return running.opened;
    const scope = effectScope(true);
    return scope.run(() => {
      watch(
        () => session.value?.account,
        () => {
          scope.stop();
          running = null;
        },
        { flush: "sync" },
      );
      running = { scope, opened: open() };
      return running.opened;
    }) as T;
  };
}

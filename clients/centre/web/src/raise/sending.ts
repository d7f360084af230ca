// The outbox of whoever is signed in at this browser. It goes on sending whatever page is open, from the moment that somebody opened the
// whistle desk or that the shell found something kept.
import { effectScope, shallowRef, watch } from "vue";
import { commandOnce, newKey } from "../api";
import { onEvent } from "../board";
import { t } from "../i18n";
import { session } from "../session";
import { Outbox } from "./outbox";

/** The outbox of the account that is signed in; null when nobody is. */
export const outbox = shallowRef<Outbox | null>(null);
let started = false;

/** Starts it for the life of the page; again is harmless. */
export function startSending(): void {
  if (started) return;
  started = true;
  effectScope(true).run(() => {
    watch(
      () => session.value && `${session.value.jurisdiction} ${session.value.account}`,
      () => {
        outbox.value?.close();
        const now = session.value;
        outbox.value = now
          ? new Outbox(localStorage, now.jurisdiction, now.account, {
              send: commandOnce,
              newKey,
              now: Date.now,
              online: () => navigator.onLine,
              noteText: () => t("raise.photos.note"),
            })
          : null;
        void outbox.value?.run();
      },
      { immediate: true },
    );
    window.addEventListener("online", () => void outbox.value?.run());
    window.addEventListener("storage", (change) => outbox.value?.changedElsewhere(change.key));
    onEvent((event) => outbox.value?.heard(event));
  });
}

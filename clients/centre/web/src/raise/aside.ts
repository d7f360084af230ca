// The form that a tap put out of the way, thrown away or replaced by one from the outbox: wet fingers tap beside what they mean, so it can
// be restored. In the page's memory alone, for it holds what was typed about residents.
import { shallowRef } from "vue";
import { forTheSession } from "../ui/for_the_session";
import { isBlank, type Form } from "./form";

export function openAside() {
  const held = shallowRef<{ form: Form; thrown: boolean } | null>(null);
  const put = (form: Form, thrown: boolean): void => {
    if (!isBlank(form)) held.value = { form, thrown };
  };
  return {
    /** What can be restored. */
    held,
    throwAway: (form: Form): void => put(form, true),
    replace: (form: Form): void => put(form, false),
    /** Gives it back in exchange for what is in its place. */
    restore(present: Form): Form {
      const back = held.value?.form ?? present;
      held.value = null;
      put(present, false);
      return back;
    },
    /** A whistle is on its way: what was thrown away before it is done with, what was replaced still waits to be sent. */
    sent(): void {
      if (held.value?.thrown) held.value = null;
    },
  };
}
export const useAside = forTheSession(openAside);

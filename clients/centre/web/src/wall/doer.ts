// Who acts from the board, as the pure modules want it.

import { computed, type ComputedRef } from "vue";
import { directory } from "../directory";
import { session } from "../session";
import type { Doer } from "./actions";

const doer = computed<Doer>(() => ({
  office: session.value?.office ?? "",
  roles: session.value?.roles ?? [],
  topLevel: directory.value?.top_level ?? 4,
}));

export function useDoer(): ComputedRef<Doer> {
  return doer;
}

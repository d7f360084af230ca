// A whistle that was refused or withdrawn, written anew: its words and place in the form, as one's draft, to be changed and sent as
// another matter. What is masked is not taken along; what another draft holds is not written over.
import { session } from "../session";
import type { View } from "../types";
import { openDrafts } from "./drafts";
import { blankForm, isBlank, type Form } from "./form";

export function formOf(view: Pick<View, "title" | "detail" | "category" | "place">): Form {
  const address = view.place?.address ?? "";
  return { ...blankForm(), text: view.detail ?? view.title ?? "", category: view.category, address: address.includes("*") ? "" : address };
}

/** False: there is a draft already, which has to be sent or thrown away first. */
export function draftAgain(view: Pick<View, "title" | "detail" | "category" | "place">): boolean {
  const drafts = openDrafts(localStorage, session.value?.jurisdiction ?? "", session.value?.account ?? "");
  if (!isBlank(drafts.load())) return false;
  return drafts.save(formOf(view));
}

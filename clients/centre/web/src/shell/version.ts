// Whether the server's pages are still those that this tab runs. A server that was updated no longer has the files of the pages before:
// a tab that stayed open goes on with what it holds, and finds nothing where it would load a part that it had not needed so far.
//
//   if ((await lookForNewPages()) === "other") ...    // `outdated` is true from now on, and the banner says so
import { shallowRef } from "vue";
import { pending } from "../api";

/** The server has other pages than this tab. */
export const outdated = shallowRef(false);

const patience_ms = 10_000;
const reloaded_key = "shao.reloaded_from";

/** The file that everything else of a page is loaded from; its name changes with its content. */
function entryOf(page: Document): string | null {
  return page.querySelector('script[type="module"][src]')?.getAttribute("src") ?? null;
}

export async function lookForNewPages(): Promise<"same" | "other" | "unreachable"> {
  try {
    const answer = await fetch("/", { cache: "no-cache", signal: AbortSignal.timeout(patience_ms) });
    if (!answer.ok) return "unreachable";
    const served = entryOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (served === null) return "unreachable";
    outdated.value = served !== entryOf(document);
    return outdated.value ? "other" : "same";
  } catch {
    return "unreachable";
  }
}

/**
 * Loads the page anew by itself, its address and drafts being kept; at most once from the same pages, so that a server that is half
 * updated is not asked for ever, and not while a command is on its way. False: it did not.
 */
export function reloadByItself(): boolean {
  const from = entryOf(document) ?? "";
  try {
    if (pending.size > 0 || sessionStorage.getItem(reloaded_key) === from) return false;
    sessionStorage.setItem(reloaded_key, from);
  } catch {
    return false;
  }
  location.reload();
  return true;
}

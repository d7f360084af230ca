// A part of the application that is loaded when it is first wanted.
//
//   const Charts = piece(() => import("./charts/Charts.vue"));
//
// Without a network it is tried again until it comes. When the server has other pages by now, the part is gone for good: the page is
// loaded anew, or says that it must be.
import { defineAsyncComponent, type Component } from "vue";
import { lookForNewPages, reloadByItself } from "../shell/version";
import PieceComing from "./PieceComing.vue";
import PieceMissing from "./PieceMissing.vue";

const again_ms = 2_000;
/** Some browsers remember that a file could not be had and do not ask for it again. */
const enough = 3;

export function piece(load: () => Promise<Component>): Component {
  return defineAsyncComponent({
    loader: load,
    loadingComponent: PieceComing,
    delay: 1_000,
    errorComponent: PieceMissing,
    onError: (_, retry, fail, attempts) => void mend(retry, fail, attempts),
  });
}

export async function mend(retry: () => void, fail: () => void, attempts: number): Promise<void> {
  const pages = await lookForNewPages();
  const reachable = pages !== "unreachable";
  if (pages === "other" || (reachable && attempts >= enough)) {
    if (!reloadByItself()) fail();
  } else {
    setTimeout(retry, again_ms);
  }
}

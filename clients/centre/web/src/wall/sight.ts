// Brings the cursor's line into sight and gives it the focus when the keyboard moved it: a list draws only what is in sight, so the line
// may have to be drawn first.

import { nextTick, watch, type Ref } from "vue";
import { useWall } from "./context";

export function useSight(list: number, root: Ref<HTMLElement | null>, indexOf: (key: string) => number, scrollTo: (index: number) => void) {
  const { cursor } = useWall();
  watch(cursor.moved, async () => {
    const at = cursor.at.value;
    if (at === null || at.list !== list) return;
    const index = indexOf(at.key);
    if (index < 0) return;
    scrollTo(index);
    for (let tries = 0; tries < 5; tries += 1) {
      await nextTick();
      const line = root.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(at.key)}"] .open`);
      if (line) return line.focus({ preventScroll: true });
      await new Promise(requestAnimationFrame);
    }
  });
}

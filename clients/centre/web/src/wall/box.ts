// How large the box is that something is drawn into, in pixels. The text of a chart is never scaled with it, so the drawing follows the
// box; and the map asks here rather than of a size container, which would be laid out anew with everything around it.

import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

export function useBox(element: Ref<Element | null>): { width: Ref<number>; height: Ref<number>; rem: Ref<number> } {
  const width = ref(0);
  const height = ref(0);
  const rem = ref(16);
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    rem.value = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    width.value = Math.floor(entry.contentRect.width);
    height.value = Math.floor(entry.contentRect.height);
  });
  onMounted(() => element.value && observer.observe(element.value));
  onBeforeUnmount(() => observer.disconnect());
  return { width, height, rem };
}

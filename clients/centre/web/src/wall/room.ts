// How much room the wall has, in the page's own unit: which panes stand beside each other, and how high a line of a list is. Style
// sheets do the same by container; here is only what the drawing itself has to know.

import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

/** Phones: one pane at a time. */
export const narrowBelow = 60;
/** All panes stand beside each other from here on. */
export const wideFrom = 100;

export type Room = "narrow" | "middle" | "wide";

export function roomOf(width: number): Room {
  if (width < narrowBelow) return "narrow";
  return width < wideFrom ? "middle" : "wide";
}

export type PaneName = "escalated" | "due" | "map" | "charts" | "flow" | "levels" | "presence";

/** What the tabs choose among: on a phone everything, on a desk what shares the last place, on a wide screen nothing. */
export const tabs: Record<Room, readonly PaneName[]> = {
  narrow: ["escalated", "due", "map", "charts", "presence"],
  middle: ["flow", "levels", "presence"],
  wide: [],
};

/** The pane that the address asks for; where there is no such choice, the first of what there is. */
export function paneOf(text: string | undefined, among: readonly PaneName[]): PaneName {
  return among.find((one) => one === text) ?? among[0]!;
}

export function useRoom(element: Ref<Element | null>): Ref<Room> {
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  // As the window is, until the wall itself can be measured: a phone need not load the charts for a first drawing that nobody sees.
  const room = ref<Room>(roomOf(innerWidth / rem()));
  const look = () => {
    if (element.value) room.value = roomOf(element.value.clientWidth / rem());
  };
  const observer = new ResizeObserver(look);
  onMounted(() => {
    look();
    if (element.value) observer.observe(element.value);
  });
  onBeforeUnmount(() => observer.disconnect());
  return room;
}

// Dark or light: what the person chose, else what suits the page (the wall and what is opened from it is dark, desks follow the system). The size is the
// address's: ?size=wall makes everything readable at four metres.
import { computed, ref, watchEffect } from "vue";
import { useAddress } from "./address";
import { atCentre } from "./session";

export type ThemeChoice = "default" | "dark" | "light";
const stored = "shao.theme";

function remembered(): ThemeChoice {
  const found = localStorage.getItem(stored);
  return found === "dark" || found === "light" ? found : "default";
}

/** What the person chose. */
export const themeChoice = ref<ThemeChoice>(remembered());
const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = ref(system.matches);
system.addEventListener("change", (event) => {
  systemDark.value = event.matches;
});

/** The theme in force: canvases and charts, which no style sheet reaches, draw by it. */
export const theme = computed<"dark" | "light">(() => {
  if (themeChoice.value !== "default") return themeChoice.value;
  const { face } = useAddress().value;
  if (face === "wall" || (face === "whistle" && atCentre())) return "dark";
  return systemDark.value ? "dark" : "light";
});

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.value = choice;
  if (choice === "default") localStorage.removeItem(stored);
  else localStorage.setItem(stored, choice);
}

/** Keeps the document in step; once, at the start. */
export function applyTheme(): void {
  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.dataset.size = useAddress().value.query.size === "wall" ? "wall" : "desk";
  });
}

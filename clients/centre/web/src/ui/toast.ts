// Short messages about what was done. Good news goes by itself, bad news stays until it is closed; where there is no room for all, it is
// the last to go.
//
//   toast(t("move.done", { n: 3 }));
//   toast(problem.message, "bad");
import { shallowRef } from "vue";

export interface ToastMessage {
  id: number;
  text: string;
  tone: "good" | "info" | "bad";
}
export const toasts = shallowRef<ToastMessage[]>([]);
const shown_ms = 5_000;
const most = 5;
let last = 0;

export function toast(text: string, tone: ToastMessage["tone"] = "good"): void {
  const id = ++last;
  const all = [...toasts.value, { id, text, tone }];
  if (all.length > most) all.splice(Math.max(0, all.findIndex((one) => one.tone !== "bad")), 1);
  toasts.value = all;
  if (tone !== "bad") setTimeout(() => dismissToast(id), shown_ms);
}
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

// Short messages about what was done. Good news goes by itself, bad news stays until it is closed.
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
let last = 0;

export function toast(text: string, tone: ToastMessage["tone"] = "good"): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text, tone }].slice(-5);
  if (tone !== "bad") setTimeout(() => dismissToast(id), shown_ms);
}
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

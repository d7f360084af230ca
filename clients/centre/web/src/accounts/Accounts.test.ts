import { afterEach, expect, it, vi } from "vitest";
import { createApp, nextTick } from "vue";
import { speak } from "../i18n";
import { setClock } from "../leader_time";
import Accounts from "./Accounts.vue";

afterEach(() => vi.unstubAllGlobals());

it("says when an account was last used by the date of the day, though a drill's clock is elsewhere", async () => {
  speak("zh");
  setClock(Date.parse("2026-02-11T09:00:00+08:00"), 60);
  const account = { name: "worker", person: "王", office: "S1", roles: ["street"], operator: false, disabled: false, must_change_password: false, sessions: 1, last_seen: Date.now() - 5 * 60_000 };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ accounts: [account] }))));
  document.body.innerHTML = '<div id="app"></div>';
  const app = createApp(Accounts);
  app.mount("#app");
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0)).then(nextTick);
  expect(document.querySelector("tbody")?.textContent).toContain("5 分前");
  app.unmount();
});

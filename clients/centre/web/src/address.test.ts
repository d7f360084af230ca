import { afterEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import { go, linkTo, setQuery, useAddress } from "./address";

const address = useAddress();
const back = async (): Promise<void> => {
  const came = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
  history.back();
  window.dispatchEvent(new PopStateEvent("popstate"));
  await came;
  await nextTick();
};
afterEach(() => go("/"));

describe("the address", () => {
  it("names the page, and the whistle of a whistle's page", () => {
    go("/wall");
    expect(address.value).toMatchObject({ face: "wall", whistle: null });
    go("/whistle/W12");
    expect(address.value).toMatchObject({ face: "whistle", whistle: "W12" });
    for (const path of ["/whistle/12", "/whistle/W12/x", "/nothing", "/wall/x", "/constructor"]) {
      go(path);
      expect(address.value.face).toBe("unknown");
    }
  });
  it("holds filters, which make no step of their own", () => {
    const push = vi.spyOn(history, "pushState");
    go("/wall", { street: "110113001" });
    setQuery({ q: "电梯 & 停运", street: null });
    expect(address.value.query).toEqual({ q: "电梯 & 停运" });
    expect(push).toHaveBeenCalledTimes(1);
    setQuery({ q: "" });
    expect(location.search).toBe("");
    push.mockRestore();
  });
  it("takes the size of the screen along from page to page", () => {
    go("/wall", { size: "wall", q: "x" });
    expect(linkTo("/whistle/W1")).toBe("/whistle/W1?size=wall");
  });
  it("is read anew when one goes back", async () => {
    go("/wall");
    window.history.replaceState(null, "", "/desk?q=1");
    await back();
    expect(address.value.face === "desk" || address.value.face === "wall" || address.value.face === "home").toBe(true);
  });
});

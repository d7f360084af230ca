// Without a mouse: in, about the lists, through the forms, and out again; where the focus is can be seen, and dialogs keep and return it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { password } from "./support/people.mjs";
import { eventually, stage } from "./support/visitor.mjs";

const { scene, it } = stage(["centre", "officer", "worker"]);
const street = "110113001";

const muck = (title) => it.stack.raise(street, { kind: "ENFORCE_NOW", category: "MUCK", title });
/** What has the focus: its address, its name, and whether one can see that it has it. */
const focus = (visitor) =>
  visitor.page.evaluate(() => {
    const at = document.activeElement;
    const of = (element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    let seen = false;
    for (let one = at; one && !seen && one !== document.body; one = one.parentElement) seen = of(one);
    return { href: at?.getAttribute("href"), label: at?.getAttribute("aria-label") ?? at?.textContent?.trim(), tag: at?.tagName, dialog: !!at?.closest("dialog"), seen };
  });
async function keys(visitor, ...all) {
  for (const key of all) await visitor.page.keyboard.press(key);
}
async function has_focus(visitor, check) {
  await eventually(async () => {
    const at = await focus(visitor);
    check(at);
    assert.ok(at.seen, `the focus on ${JSON.stringify(at)} can be seen`);
  });
}
/** Tab until something is reached. */
async function tab_to(visitor, is, most = 60) {
  for (let i = 0; i < most; i += 1) {
    await visitor.page.keyboard.press("Tab");
    if (is(await focus(visitor))) return;
  }
  assert.fail("the tab key does not lead there");
}

test("the command centre without a mouse", scene(async ({ open, step }) => {
  const centre = await open({ lang: "zh" });
  const { page, t } = centre;
  const [first, second] = [await muck("甲"), await muck("乙")];
  await page.goto(it.stack.address);
  await step("in", async () => {
    await centre.field("login.account").waitFor();
    await page.keyboard.type("centre");
    await keys(centre, "Tab");
    await page.keyboard.type(password);
    await keys(centre, "Enter");
    await centre.region("wall.due").getByRole("link").nth(1).waitFor();
  });
  await step("past the top bar", async () => {
    await page.reload();
    await centre.region("wall.due").getByRole("link").nth(1).waitFor();
    await keys(centre, "Tab");
    await has_focus(centre, (at) => assert.equal(at.label, t("app.skip")));
    await keys(centre, "Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  });
  await step("j and k", async () => {
    await keys(centre, "j");
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${first}`));
    await keys(centre, "j");
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${second}`));
    await keys(centre, "k");
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${first}`));
  });
  await step("?", async () => {
    await keys(centre, "?");
    const help = centre.dialog("app.shortcuts");
    await centre.sees(t("wall.key.storm"), help);
    for (let i = 0; i < 6; i += 1) {
      const at = await focus(centre);
      assert.ok(at.dialog || at.tag === "BODY", `the focus stays in the dialog, not on ${JSON.stringify(at)}`);
      await keys(centre, "Tab");
    }
    await keys(centre, "Escape");
    await help.waitFor({ state: "detached" });
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${first}`));
  });
  await step("n", async () => {
    await keys(centre, "n");
    const note = centre.dialog("move.note");
    await note.waitFor();
    await eventually(async () => assert.equal((await focus(centre)).tag, "TEXTAREA"));
    await page.keyboard.type("已电话催问");
    await tab_to(centre, (at) => at.label === t("move.note"));
    await keys(centre, "Enter");
    await centre.done("note", first);
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${first}`));
  });
  await step("Enter and back", async () => {
    await keys(centre, "Enter");
    await page.getByRole("heading", { name: t("whistle.timeline") }).waitFor();
    assert.ok(page.url().endsWith(`/whistle/${first}`));
    await keys(centre, "Escape");
    await centre.region("wall.due").waitFor();
  });
  await step("/", async () => {
    await keys(centre, "/");
    await has_focus(centre, (at) => assert.equal(at.label, t("wall.filter.search")));
    await page.keyboard.type("乙");
    await eventually(async () => assert.equal(await centre.region("wall.due").getByRole("listitem").count(), 1));
    await keys(centre, "Escape", "j");
    await has_focus(centre, (at) => assert.equal(at.href, `/whistle/${second}`));
    await keys(centre, "Escape");
    await eventually(async () => assert.ok((await centre.region("wall.due").getByRole("listitem").count()) > 1));
  });
  await step("the map by its arrows", async () => {
    await keys(centre, "g", "m");
    await eventually(async () => assert.ok((await focus(centre)).label.includes(t("wall.tile.open"))));
    const before = (await focus(centre)).label;
    await keys(centre, "ArrowRight");
    assert.notEqual((await focus(centre)).label, before);
    await keys(centre, "Enter");
    assert.ok(new URL(page.url()).searchParams.get("street"));
  });
}));

test("a department's desk without a mouse", scene(async ({ enter, step }) => {
  const officer = await enter("officer", { lang: "en" });
  const { page, t } = officer;
  const [first, second] = [await muck("丙"), await muck("丁")];
  await officer.go("/desk");
  await page.getByRole("article").nth(1).waitFor();
  const part = async (whistle) => (await it.stack.shao("CGW", "show", whistle)).whistle.assignments[0].state;
  const search = page.getByRole("searchbox");

  await step("/", async () => {
    await keys(officer, "/");
    await has_focus(officer, (at) => assert.equal(at.label, t("desk.search")));
    await page.keyboard.type("丙");
    await eventually(async () => assert.equal(await page.getByRole("article").count(), 1));
    await keys(officer, "Escape");
  });
  await step("a", async () => {
    await keys(officer, "j", "a");
    await officer.done("acknowledge", first);
    assert.equal(await part(first), "ACKNOWLEDGED");
  });
  await step("r", async () => {
    await keys(officer, "r");
    const form = officer.dialog("move.report_in");
    await form.waitFor();
    await eventually(async () => assert.equal((await focus(officer)).tag, "INPUT"));
    await keys(officer, "Tab");
    await page.keyboard.type("路口");
    await keys(officer, "Enter");
    await officer.done("report_in", first);
    assert.equal(await part(first), "REPORTED_IN");
  });
  await step("a selection", async () => {
    await search.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("丁");
    await eventually(async () => assert.equal(await page.getByRole("article").count(), 1));
    await keys(officer, "Escape", "j", "x");
    await officer.region("desk.bulk").waitFor();
    await keys(officer, "a");
    await officer.done("acknowledge", second);
  });
  await step("Enter", async () => {
    await keys(officer, "Enter");
    await page.getByRole("heading", { name: t("whistle.timeline") }).waitFor();
  });
}));

test("a whistle is raised without a mouse", scene(async ({ enter, step }) => {
  const worker = await enter("worker", { lang: "zh" });
  const { page, t } = worker;
  await worker.go("/raise");
  await tab_to(worker, (at) => at.tag === "TEXTAREA");
  await page.keyboard.type("井盖不见了，车辆颠簸");
  await step("the button to blow", () => tab_to(worker, (at) => at.label === t("raise.blow")));
  await keys(worker, "Enter");
  const review = worker.dialog("raise.review");
  await worker.button("raise.review.blow", {}, review).waitFor();
  await tab_to(worker, (at) => at.label === t("raise.review.blow"));
  await keys(worker, "Enter");
  await worker.region("raise.outbox").getByRole("link").waitFor();
}));

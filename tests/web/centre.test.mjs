// What the command centre does from the wall: names a lead, rules a dispute, grants an extension, merges two, escalates by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, stage } from "./support/visitor.mjs";

const { scene, it } = stage(["centre", "deputy"]);
const street = "110113002";
const screens = [
  ["zh", "desktop"],
  ["en", "phone"],
];

const show = async (whistle) => (await it.stack.shao("ZHZX", "show", whistle)).whistle;
/** A residents' demand that its street has approved; CGW leads. */
async function demand(title) {
  const whistle = await it.stack.raise(street, { kind: "DEMAND", category: "GARBAGE", title });
  await it.stack.shao(street, "approve", whistle);
  return whistle;
}

/** The line of a whistle on the wall; a phone shows one list at a time. */
async function line(centre, pane, whistle) {
  if (centre.size === "phone")
    await centre.page.getByRole("navigation", { name: centre.t("wall.pane") }).getByRole("button", { name: new RegExp(`^${centre.t(`wall.pane.${pane}`)}`) }).click();
  const region = centre.region(pane === "due" ? "wall.due" : "wall.escalated");
  const row = region.getByRole("listitem").filter({ has: centre.page.locator(`a[href="/whistle/${whistle}"]`) });
  // Only what is near the eye is drawn of a long list: one scrolls.
  await eventually(async () => {
    if (await row.count()) return;
    await region.getByRole("list").evaluate((list) => {
      let box = list;
      while (box.scrollHeight <= box.clientHeight) box = box.parentElement;
      const over = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
      box.scrollTo(0, over ? 0 : box.scrollTop + box.clientHeight);
    });
    assert.fail(`${whistle} is not on the list`);
  });
  return row;
}
const pick = async (centre, whistle) => (await line(centre, "due", whistle)).getByLabel(centre.t("wall.row.select", { whistle }), { exact: true }).check();

for (const [lang, size] of screens) {
  const how = { lang, size };
  test(`a whistle that no rule places gets its lead from the wall (${lang}, ${size})`, scene(async ({ enter }) => {
    const centre = await enter("centre", how);
    await centre.go("/");
    assert.match(centre.page.url(), /\/wall$/);
    const whistle = await it.stack.raise(street, { kind: "EMERGENCY", title: `不明异味 ${lang}` });
    await centre.press("wall.decision.assign", {}, await line(centre, "due", whistle));
    const form = centre.dialog("move.assign");
    const lead = form.getByRole("group", { name: centre.t("field.lead"), exact: true });
    await lead.getByRole("searchbox").fill(await centre.name("YJ"));
    await lead.getByLabel(await centre.name("YJ"), { exact: true }).check();
    await centre.field("field.reason", form).fill("由应急部门牵头");
    await centre.press("move.assign", {}, form);
    await centre.done("assign", whistle);
    assert.equal((await show(whistle)).lead, "YJ");
  }));

  test(`a dispute is ruled from the wall (${lang}, ${size})`, scene(async ({ enter }) => {
    const centre = await enter("centre", how);
    await centre.go("/wall");
    const whistle = await demand(`垃圾归谁清运 ${lang}`);
    await it.stack.shao("CGW", "dispute", whistle, "--clause", "条例第五条", "--reason", "属园林绿化");
    await centre.press("wall.decision.uphold", {}, await line(centre, "due", whistle));
    const asked = centre.dialog("wall.decide.uphold");
    for (const said of [await centre.name("CGW"), "条例第五条", "属园林绿化"]) await centre.sees(said, asked);
    await centre.press("move.uphold", {}, asked);
    const form = centre.dialog("move.uphold");
    await centre.press("move.uphold", {}, form);
    await centre.sees(centre.t("move.missing", { field: centre.t("field.new_lead") }), form);
    const lead = form.getByRole("group", { name: centre.t("field.new_lead"), exact: true });
    await lead.getByRole("searchbox").fill("YL");
    await lead.getByLabel(await centre.name("YL"), { exact: true }).check();
    await centre.field("field.reason", form).fill("绿地内的垃圾");
    await centre.press("move.uphold", {}, form);
    await centre.done("uphold", whistle);
    assert.equal((await show(whistle)).lead, "YL");
    // It is on the board still, and asks for no other ruling.
    const ruled = await line(centre, "due", whistle);
    await ruled.waitFor();
    await ruled.getByRole("button", { name: centre.t("wall.decision.uphold") }).waitFor({ state: "detached" });
  }));

  test(`an extension that was asked for is granted from the wall (${lang}, ${size})`, scene(async ({ enter }) => {
    const centre = await enter("centre", how);
    await centre.go("/wall");
    const whistle = await demand(`建筑垃圾 ${lang}`);
    await it.stack.shao("CGW", "report-in", whistle, "--person", "赵强", "--text", "已受理");
    await it.stack.shao("CGW", "ask-extension", whistle, "--by", "2 d", "--reason", "车辆检修");
    await centre.press("wall.decision.extend", {}, await line(centre, "due", whistle));
    const asked = centre.dialog("wall.decide.extend");
    await centre.sees("车辆检修", asked);
    await centre.press("move.extend", {}, asked);
    const form = centre.dialog("move.extend");
    assert.equal(await form.getByRole("spinbutton").inputValue(), "2");
    await centre.field("field.reason", form).fill("同意");
    await centre.press("move.extend", {}, form);
    await centre.done("extend", whistle);
    assert.equal((await show(whistle)).extended, true);
  }));

  test(`a suspension is approved from the wall by whom it was put before (${lang}, ${size})`, scene(async ({ enter }) => {
    const [centre, deputy] = await Promise.all(["centre", "deputy"].map((who) => enter(who, how)));
    const ask = async (title, review) => {
      const whistle = await demand(`${title} ${lang}`);
      await it.stack.shao("CGW", "report-in", whistle, "--person", "赵强", "--text", "已受理");
      const words = ["--ground", "funds", "--plan", "列入明年预算", "--proof", "budget/7", "--review-at", review];
      await it.stack.shao("CGW", "ask-suspension", whistle, ...words);
      return whistle;
    };
    const decide = async (visitor, whistle) => {
      await visitor.go("/wall");
      await visitor.press("wall.decision.suspend", {}, await line(visitor, "due", whistle));
      const asked = visitor.dialog("wall.decide.suspend");
      await visitor.sees("列入明年预算", asked);
      return asked;
    };
    const approve = async (visitor, whistle, asked) => {
      await visitor.press("move.suspend", {}, asked);
      const form = visitor.dialog("move.suspend");
      await visitor.field("field.opinion", form).fill("居民同意");
      await visitor.press("move.suspend", {}, form);
      await visitor.done("suspend", whistle);
      assert.equal((await show(whistle)).state, "SUSPENDED");
    };
    const near = await ask("路面待修", "2026-03-02T09:00:00+08:00");
    await approve(centre, near, await decide(centre, near));
    // One that is looked at again only in summer is not the centre's to approve; it may still refuse it.
    const far = await ask("路面待改造", "2026-07-01T09:00:00+08:00");
    const asked = await decide(centre, far);
    await centre.sees(centre.t("role.deputy_district_head"), asked);
    await centre.button("move.refuse_suspend", {}, asked).waitFor();
    assert.equal(await centre.button("move.suspend", {}, asked).count(), 0);
    await approve(deputy, far, await decide(deputy, far));
  }));

  test(`two of one matter are merged, and one is escalated by hand (${lang}, ${size})`, scene(async ({ enter }) => {
    const centre = await enter("centre", how);
    await centre.go("/wall");
    const first = await demand(`垃圾堆放 ${lang}`);
    const second = await demand(`垃圾堆放，同一处 ${lang}`);
    await pick(centre, first);
    await pick(centre, second);
    const bar = centre.page.getByRole("toolbar", { name: centre.t("wall.act") });
    await centre.sees(centre.t("wall.act.picked", { n: 2 }), bar);
    await centre.press("move.merge", {}, bar);
    const merge = centre.dialog("move.merge");
    await centre.field("field.reason", merge).fill("同一处");
    await centre.press("move.merge", {}, merge);
    await centre.done("merge", second);
    assert.equal((await show(second)).merged_into, first);

    await pick(centre, first);
    await centre.press("move.escalate", {}, bar);
    const escalate = centre.dialog("move.escalate");
    await escalate.getByRole("radio", { name: { zh: "二级督办", en: "Second-level supervision" }[lang] }).check();
    await centre.field("field.reason", escalate).fill("多次反映");
    await centre.press("move.escalate", {}, escalate);
    await centre.done("escalate", first);
    await (await line(centre, "escalated", first)).waitFor();
    assert.equal((await show(first)).level, 3);
  }));
}

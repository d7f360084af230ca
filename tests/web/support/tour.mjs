// The tour of all views, with something to see on each: what sight-desktop.test.mjs and sight-phone.test.mjs look at.
import { test } from "node:test";
import { look, picture } from "./sight.mjs";
import { eventually, stage } from "./visitor.mjs";

const street = "110113001";
const other = "110113002";

/** Time runs sixty times as fast, so that emergencies nobody acknowledged are escalated; office hours are about to end, so that the rest is not. */
const time = { speed: 60, at: "2026-02-11T17:40:00+08:00" };

/**
 * @param {"desktop" | "phone"} size
 * @param {string[]} pictures sizes in which pictures are taken
 */
export function tour(size, lang, pictures) {
  const { scene, it } = stage(["worker", "leader", "officer", "centre", "chief"], time);
  const how = { lang, size };
  const small = size === "phone";
  const { of, ready } = sights(it);

  test(`the login (${size})`, scene(async ({ open }) => {
    const somebody = await open(how);
    await somebody.page.goto(it.stack.address);
    await somebody.field("login.account").waitFor();
    await look(somebody, "the login");
    await somebody.press("login.submit");
    await somebody.sees(somebody.t("login.missing"));
    await look(somebody, "the login that complains");
    await picture(somebody, "login", pictures);
  }));

  test(`the wall (${size})`, scene(async ({ enter }) => {
    await ready();
    const centre = await enter("centre", how);
    const { page, t } = centre;
    const panes = small ? ["escalated", "due", "map", "charts", "presence"] : ["flow", "levels", "presence"];
    for (const pane of panes) {
      await centre.go(`/wall?pane=${pane}`);
      await page.getByRole("region").nth(1).waitFor();
      if (["charts", "flow", "levels"].includes(pane)) await page.locator("figure").first().waitFor();
      if (["escalated", "flow"].includes(pane)) await centre.region("wall.escalated").getByRole("listitem").first().waitFor();
      await look(centre, `the wall, ${pane}`);
      if (small) await centre.shot(`wall-${pane}-phone-light-${lang}`);
    }
    await centre.go("/wall?storm=on");
    await centre.region("wall.escalated").getByRole("listitem").first().waitFor();
    await look(centre, "the wall in a storm");
    await centre.go("/wall?tile=late&q=zzz");
    await look(centre, "the wall with nothing on it");
    await centre.go("/wall?pane=due&q=垃圾");
    for (const whistle of [of.working, of.unread]) await page.getByLabel(t("wall.row.select", { whistle }), { exact: true }).first().check();
    await look(centre, "the wall with a selection");
    await centre.press("move.escalate", {}, page.getByRole("toolbar"));
    await centre.dialog("move.escalate").waitFor();
    await look(centre, "the form of an escalation");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: t("wall.decision.extend"), exact: true }).first().click();
    await centre.dialog("wall.decide.extend").waitFor();
    await look(centre, "what an office asks for");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await look(centre, "the shortcuts");
    await page.keyboard.press("Escape");
    await centre.account().click();
    await look(centre, "the menu of the account");
    await centre.press("app.change_password");
    await look(centre, "another password");
    await centre.go(`/whistle/${of.extension}`);
    await look(centre, "a whistle, of the centre");
    await picture(centre, "whistle", pictures);
    await centre.go("/wall");
    await page.getByRole("listitem").first().waitFor();
    await picture(centre, "wall", pictures.filter((one) => one !== "wall"));
    if (pictures.includes("wall")) {
      await page.setViewportSize({ width: 1920, height: 1080 });
      await centre.go("/wall?size=wall");
      await page.locator("figure").first().waitFor();
      await look(centre, "the wall at four metres");
      await picture(centre, "wall", ["wall"]);
    }
  }));

  test(`the whistle desk (${size})`, scene(async ({ enter }) => {
    await ready();
    const leader = await enter("leader", how);
    const { page, t } = leader;
    await leader.go("/raise");
    await look(leader, "the whistle desk with nothing written");
    await leader.field("raise.text").fill(`6号楼垃圾三天没人清运 ${size}`);
    await leader.sees(await leader.name("CGW"), leader.region("raise.forecast"));
    await page.locator("summary").filter({ hasText: t("raise.more") }).click();
    await look(leader, "a whistle being written");
    await picture(leader, "raise", pictures);
    await page.getByRole("button", { name: new RegExp(`^${t("raise.category")}`) }).click();
    await look(leader, "the categories");
    await page.keyboard.press("Escape");
    await leader.press("raise.place.map");
    await look(leader, "the map of the place");
    await page.keyboard.press("Escape");
    await leader.press("raise.blow", {}, leader.region("raise.view.new"));
    await leader.button("raise.review.to_leader", {}, leader.dialog("raise.review")).waitFor();
    await look(leader, "the last look before it is blown");
    await page.keyboard.press("Escape");
    await leader.go("/raise?view=cases");
    await page.getByRole("article").first().waitFor();
    await look(leader, "the cases");
    await picture(leader, "cases", pictures);
    await leader.press("move.verify", {}, page.getByRole("article").filter({ has: page.locator(`a[href="/whistle/${of.done}"]`) }));
    const verify = leader.dialog("move.verify");
    await verify.getByRole("radio").nth(1).check();
    await leader.press("move.verify", {}, verify);
    await look(leader, "the form of a verification that complains");
    await page.keyboard.press("Escape");
    await leader.go("/raise?view=ended");
    await page.getByRole("listitem").first().waitFor();
    await look(leader, "what has ended");

    const worker = await enter("worker", how);
    await worker.go("/raise?view=cases");
    await worker.press("move.evaluate", {}, worker.page.getByRole("article").filter({ has: worker.page.locator(`a[href="/whistle/${of.verified}"]`) }));
    await worker.dialog("move.evaluate").waitFor();
    await look(worker, "the form of an evaluation");
  }));

  test(`the report-in desk (${size})`, scene(async ({ enter }) => {
    await ready();
    const officer = await enter("officer", how);
    const { page, t } = officer;
    await officer.go("/desk");
    await page.getByRole("article").first().waitFor();
    await look(officer, "the inbox");
    await picture(officer, "desk", pictures);
    await page.getByLabel(t("desk.row.select", { whistle: of.unread }), { exact: true }).check();
    await look(officer, "the inbox with a selection");
    await page.getByRole("button", { name: t("raise.more_moves", { whistle: of.working }) }).click();
    const more = officer.dialog("more_moves", { whistle: of.working });
    await officer.button("move.resolve", {}, more).waitFor();
    await look(officer, "what one may do with a whistle");
    await officer.press("move.resolve", {}, more);
    const resolve = officer.dialog("move.resolve");
    await officer.press("move.resolve", {}, resolve);
    await look(officer, "the form of a resolution that complains");
    await page.keyboard.press("Escape");
    for (const move of ["ask_extend", "dispute"]) {
      await page.getByRole("button", { name: t("raise.more_moves", { whistle: move === "dispute" ? of.unread : of.working }) }).click();
      await page.getByRole("dialog").getByRole("button", { name: t(`move.${move}`), exact: true }).click();
      await officer.dialog(`move.${move}`).waitFor();
      await look(officer, `the form of ${move}`);
      await page.keyboard.press("Escape");
    }
    await officer.go(small ? "/desk?view=duty" : `/desk?open=${of.working}`);
    if (small) await page.getByRole("region", { name: t("desk.duty") }).waitFor();
    else await page.getByRole("heading", { name: t("whistle.timeline") }).waitFor();
    await look(officer, small ? "the rota" : "the inbox beside a whistle");
    if (!small) await picture(officer, "desk-open", pictures);
    await officer.go(`/whistle/${of.private}`);
    await officer.region("whistle.timeline").waitFor();
    await look(officer, "a whistle, of the department");
    await officer.press("move.reveal");
    const reveal = officer.dialog("move.reveal");
    await officer.press("move.reveal", {}, reveal);
    await officer.sees("13801234567");
    await look(officer, "a whistle with its particulars");
    officer.allow(/status of 404 .*W9999$/);
    await officer.go("/whistle/W9999");
    await officer.sees(t("whistle.unknown", { whistle: "W9999" }));
    await look(officer, "no whistle");
  }));

  test(`the accounts (${size})`, scene(async ({ enter }) => {
    const chief = await enter("chief", how);
    const { page, t } = chief;
    await chief.go("/accounts");
    await page.getByRole("row").nth(1).waitFor();
    await look(chief, "the accounts");
    await picture(chief, "accounts", pictures);
    await chief.press("accounts.new");
    await chief.press("accounts.create", {}, chief.dialog("accounts.new"));
    await look(chief, "the form of an account that complains");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `${t("accounts.edit")} officer` }).click();
    await look(chief, "an account being changed");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: `${t("accounts.reset")} officer` }).click();
    await look(chief, "asking whether to reset");
  }));
}

/** Whistles in every state a view can show; made once, by those who make such moves. */
function sights(it) {
  const of = {};
  const demand = async (title, more = {}) => {
    const whistle = await it.stack.raise("110113001001", { kind: "DEMAND", category: "GARBAGE", title, ...more });
    await it.stack.shao(street, "approve", whistle);
    return whistle;
  };
  const work = async (whistle) => {
    await it.stack.shao("CGW", "report-in", whistle, "--person", "赵强", "--text", "已到场");
    return whistle;
  };
  const finish = async (whistle) => {
    for (const office of ["CGW", "CGZF"]) {
      await it.stack.shao(office, "report-in", whistle, "--person", "赵强", "--text", "已到场");
      await it.stack.shao(office, "resolve", whistle, "--evidence", "photo/1.jpg");
    }
    return whistle;
  };
  const make = async () => {
    await Promise.all([
      it.stack.raiseMany(other, Array.from({ length: 8 }, (_, i) => ({ kind: "EMERGENCY", category: i % 2 ? "FLOOD" : "MANHOLE", title: `积水没过路面，车辆绕行 ${i}`, place: { address: `光明大街${i}号` } }))),
      it.stack.raise(street, { kind: "EMERGENCY", title: "不明异味，居民头晕" }),
      it.stack.raise("110113001001", { kind: "DEMAND", category: "PROPERTY", title: "电梯停运两周" }),
      (async () => (of.unread = await demand("垃圾桶满溢")))(),
      (async () => (of.working = await work(await demand("大件垃圾堆放在消防通道"))))(),
      (async () => {
        of.extension = await work(await demand("建筑垃圾未清"));
        await it.stack.shao("CGW", "ask-extension", of.extension, "--by", "2 d", "--reason", "车辆检修");
      })(),
      (async () => (of.done = await finish(await demand("绿地内有生活垃圾"))))(),
      (async () => {
        of.verified = await finish(await demand("垃圾清运车漏水"));
        await it.stack.shao(street, "verify", of.verified, "--pass");
      })(),
      (async () => {
        of.private = await demand("楼前垃圾无人清运", { "reporter-name": "张三", "reporter-phone": "13801234567", address: "建新南区3号楼" });
      })(),
      (async () => {
        const gone = await it.stack.raise(street, { kind: "ENFORCE_NOW", category: "MUCK", title: "渣土车遗撒" });
        await it.stack.shao(street, "withdraw", gone, "--reason", "已自行清理");
      })(),
    ]);
    const levels = async () => (await it.stack.open_whistles()).filter((one) => one.level >= 1).length;
    await eventually(async () => {
      if ((await levels()) < 5) throw new Error("few levels have fired yet");
    });
  };
  let made;
  return { of, ready: () => (made ??= make()) };
}

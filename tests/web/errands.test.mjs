// What each face is for, done by clicking as a person would: a community whistles, its street approves, a department answers, the street
// verifies and the community evaluates; and several at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, stage } from "./support/visitor.mjs";

const { scene, it } = stage(["worker", "leader", "officer"]);
const street = "110113001";
/** Who sits where: each of them once at either size, in either language. */
const casts = [
  { lang: "zh", worker: "phone", leader: "desktop", officer: "desktop" },
  { lang: "en", worker: "desktop", leader: "phone", officer: "phone" },
];

/** On a phone the form and the list of cases take turns. */
async function turnTo(visitor, view) {
  if (visitor.size !== "phone") return;
  const views = visitor.page.getByRole("navigation", { name: visitor.t("raise.views") });
  await views.getByRole("button", { name: new RegExp(`^${visitor.t(`raise.view.${view}`)}`) }).click();
}
/** The card or line of a whistle in a list. */
const card = (visitor, whistle) => visitor.page.getByRole("article").filter({ has: visitor.page.locator(`a[href="/whistle/${whistle}"]`) });

async function write(worker, text, address) {
  const { page, t } = worker;
  await worker.field("raise.text").fill(text);
  await worker.field("raise.place.address").fill(address);
  // The category is found by the words, and what will happen is told before anything is sent.
  const category = page.getByRole("button", { name: new RegExp(`^${t("raise.category")}`) });
  await eventually(async () => assert.ok((await category.innerText()).includes(await worker.name("GARBAGE"))));
  await worker.sees(await worker.name("CGW"), worker.region("raise.forecast"));
  await worker.press("raise.blow", {}, worker.region("raise.view.new"));
  return worker.dialog("raise.review");
}

/** Sends what is reviewed; the number that came back. */
async function blow(worker, review, key) {
  const outbox = worker.region("raise.outbox");
  await worker.press(key, {}, review);
  await review.waitFor({ state: "detached" });
  const link = outbox.getByRole("listitem").first().getByRole("link");
  return (await link.innerText()).trim();
}

async function state(whistle) {
  return (await it.stack.shao("ZHZX", "show", whistle)).whistle.state;
}

for (const { lang, ...seats } of casts) {
  test(`a whistle from the first word to the close (${lang})`, scene(async ({ step, enter }) => {
    const [worker, leader, officer] = await Promise.all(["worker", "leader", "officer"].map((who) => enter(who, { lang, size: seats[who] })));
    const { t } = worker;
    await Promise.all([worker.go("/"), leader.go("/"), officer.go("/")]);
    let whistle = "";
    const where = `建新南区 ${lang} 6号楼`;

    await step("the community whistles", async () => {
      assert.match(worker.page.url(), /\/raise$/);
      const review = await write(worker, `6号楼前垃圾三天没人清运，${lang}`, where);
      await worker.sees(await worker.name("CGW"), review);
      await worker.shot(`raise-review-${worker.size}-${lang}`);
      whistle = await blow(worker, review, "raise.review.to_leader");
      await turnTo(worker, "cases");
      await worker.sees(t("state.REVIEW"), card(worker, whistle));
    });

    await step("its street's leader approves", async () => {
      assert.match(leader.page.url(), /\/raise$/);
      await turnTo(leader, "cases");
      await leader.press("move.approve", {}, card(leader, whistle));
      await leader.press("move.approve", {}, leader.dialog("move.approve"));
      await leader.done("approve", whistle);
    });

    await step("the second time it is told that this looks like the same matter", async () => {
      await turnTo(worker, "new");
      const review = await write(worker, `6号楼前垃圾三天没人清运，${lang}`, where);
      const same = review.getByRole("region", { name: t("raise.same", { n: 1 }) });
      await worker.sees(whistle, same);
      await worker.press("raise.review.back", {}, review);
      await worker.press("raise.draft.clear");
      assert.equal(await worker.field("raise.text").inputValue(), "");
    });

    await step("the department hears of it", async () => {
      assert.match(officer.page.url(), /\/desk$/);
      await card(officer, whistle).waitFor();
      await eventually(async () => assert.match(await officer.page.title(), /^\(\d+\) /));
      await officer.sees(new RegExp(t("desk.news.whistle", { whistle })));
    });

    await step("it acknowledges, calls back, reports in, tells of progress and resolves", async () => {
      const mine = card(officer, whistle);
      await officer.press("move.acknowledge", {}, mine);
      await officer.done("acknowledge", whistle);

      await officer.press("move.contact", {}, mine);
      const contact = officer.dialog("move.contact");
      await officer.field("field.reached", contact).fill("王敏");
      await officer.field("field.how", contact).fill("电话");
      await officer.press("move.contact", {}, contact);
      await officer.done("contact", whistle);

      await officer.press("move.report_in", {}, mine);
      const report = officer.dialog("move.report_in");
      assert.equal(await officer.field("field.person", report).inputValue(), "赵强");
      await officer.press("move.report_in", {}, report);
      // It says what is missing, at the field.
      await officer.sees(t("move.missing", { field: t("field.report") }), report);
      await officer.field("field.place", report).fill("6号楼前");
      await officer.field("field.report", report).fill("清运车已到");
      await officer.press("move.report_in", {}, report);
      await officer.done("report_in", whistle);

      await mine.getByRole("button", { name: t("raise.more_moves", { whistle }) }).click();
      await officer.press("move.progress", {}, officer.dialog("more_moves", { whistle }));
      const progress = officer.dialog("move.progress");
      await officer.field("field.progress", progress).fill("已清运一半");
      await officer.press("move.progress", {}, progress);
      await officer.done("progress", whistle);

      // Whoever assists does its part by its own client.
      await it.stack.shao("CGZF", "report-in", whistle, "--person", "孙立", "--text", "到场");
      await it.stack.shao("CGZF", "resolve", whistle, "--evidence", "photo/1.jpg");

      await mine.getByRole("link").first().click();
      await officer.page.getByRole("heading", { name: t("whistle.timeline") }).waitFor();
      const moves = officer.page.getByRole("group", { name: t("whistle.moves") });
      const more = moves.getByText(t("whistle.moves.more"));
      if (!(await officer.button("move.resolve", {}, moves).isVisible())) await more.click();
      await officer.press("move.resolve", {}, moves);
      const resolve = officer.dialog("move.resolve");
      await officer.field("field.evidence", resolve).fill("photo/2026/0211-1.jpg\nphoto/2026/0211-2.jpg");
      await officer.field("field.result", resolve).fill("已清运，地面已冲洗");
      await officer.press("move.resolve", {}, resolve);
      await officer.done("resolve", whistle);
      await officer.sees(t("state.VERIFY"));
    });

    await step("the street verifies, the community evaluates", async () => {
      await leader.press("move.verify", {}, card(leader, whistle));
      const verify = leader.dialog("move.verify");
      await verify.getByLabel(t("field.pass.yes"), { exact: true }).check();
      await leader.press("move.verify", {}, verify);
      await leader.done("verify", whistle);

      await turnTo(worker, "cases");
      await worker.press("move.evaluate", {}, card(worker, whistle));
      const evaluate = worker.dialog("move.evaluate");
      for (const office of ["CGW", "CGZF"]) {
        const part = evaluate.getByRole("group", { name: await worker.name(office), exact: true });
        await part.getByLabel(t("solved.yes"), { exact: true }).check();
        await part.getByLabel(t("field.satisfaction")).selectOption(t("satisfaction.very"));
      }
      await worker.press("move.evaluate", {}, evaluate);
      await worker.done("evaluate", whistle);
      await worker.sees(t("state.CLOSED"), card(worker, whistle));
      assert.equal(await state(whistle), "CLOSED");
    });

    await step("its page tells all of it, by whom, through which channel, in the jurisdiction's time", async () => {
      await card(worker, whistle).getByRole("link").click();
      const timeline = worker.region("whistle.timeline");
      for (const who of ["王敏", "李卫国", "赵强", "孙立"]) await worker.sees(new RegExp(who), timeline);
      await worker.sees(new RegExp(t("whistle.channel", { channel: t("whistle.channel.web") })), timeline);
      // Nine in the morning in Shunyi, whatever this browser's zone is.
      await worker.sees(/09:\d\d:\d\d/, timeline);
      await worker.shot(`whistle-closed-${worker.size}-${lang}`);
    });
  }));
}

for (const [lang, size] of [["zh", "phone"], ["en", "desktop"]]) {
  test(`several are acknowledged at once (${lang}, ${size})`, scene(async ({ enter }) => {
    const officer = await enter("officer", { lang, size });
    await officer.go("/desk");
    const titles = [1, 2, 3].map((n) => `渣土车遗撒 ${lang} ${n}`);
    const whistles = [];
    for (const title of titles) whistles.push(await it.stack.raise(street, { kind: "ENFORCE_NOW", category: "MUCK", title }));
    for (const whistle of whistles) await officer.page.getByLabel(officer.t("desk.row.select", { whistle }), { exact: true }).check();
    const bulk = officer.region("desk.bulk");
    await officer.sees(officer.t("desk.bulk.chosen", { n: 3 }), bulk);
    await bulk.getByRole("button", { name: `${officer.t("move.acknowledge")} 3` }).click();
    const outcome = officer.dialog("desk.outcome", { move: officer.t("move.acknowledge"), n: 3, all: 3 });
    for (const whistle of whistles) await officer.sees(whistle, outcome);
    await officer.press("ok", {}, outcome);
    for (const whistle of whistles) assert.equal((await it.stack.shao("CGW", "show", whistle)).whistle.assignments[0].state, "ACKNOWLEDGED");
  }));
}

test("a second tap does not meet the next case, which has slid under the finger", scene(async ({ enter }) => {
  const officer = await enter("officer", { lang: "zh", size: "phone" });
  const { page, t } = officer;
  await officer.go("/desk?stage=acknowledge&q=滑动");
  const whistles = [];
  for (const n of [1, 2, 3]) whistles.push(await it.stack.raise(street, { kind: "ENFORCE_NOW", category: "MUCK", title: `滑动 ${n}` }));
  await eventually(async () => assert.equal(await page.getByRole("article").count(), 3));
  const { x, y, width, height } = await officer.button("move.acknowledge").first().boundingBox();
  const tap = () => page.touchscreen.tap(x + width / 2, y + height / 2);
  const acknowledged = async () => {
    const states = await Promise.all(whistles.map(async (one) => (await it.stack.shao("CGW", "show", one)).whistle.assignments[0].state));
    return states.filter((one) => one === "ACKNOWLEDGED").length;
  };
  await tap();
  await eventually(async () => assert.equal(await officer.button("move.acknowledge").count(), 2), 1400);
  await tap();
  await page.keyboard.press("Escape");
  // Afterwards it is gone, and the place belongs to the next.
  await eventually(async () => assert.equal(await page.getByRole("article").count(), 2));
  assert.equal(await acknowledged(), 1);
  await tap();
  await eventually(async () => assert.equal(await acknowledged(), 2));
  await officer.sees(t("desk.stage.acknowledge"));
}));

// What goes wrong between the jurisdiction and a screen: each part of the way dies while whistles come in, and afterwards the rows on the
// screen are those of the journal, none missing, none twice; a phone without a network loses nothing and sends nothing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, stage } from "./support/visitor.mjs";

const { scene, it } = stage(["centre", "officer", "worker"]);
const street = "110113001";
/** High enough that every row is drawn. */
const tall = { more: { viewport: { width: 1440, height: 4000 } } };

/** What the wall shows of every open whistle: its number and its state. */
async function shown(centre) {
  const rows = await centre.region("wall.due").getByRole("listitem").all();
  const read = rows.map(async (row) => {
    const text = await row.innerText();
    const href = await row.getByRole("link").first().getAttribute("href");
    const states = ["REVIEW", "DISPATCHED", "ACTIVE"].filter((state) => text.includes(centre.t(`state.${state}`)));
    return `${/W\d+/.exec(href)[0]} ${states.join("?")}`;
  });
  return (await Promise.all(read)).sort();
}
async function true_rows() {
  return (await it.stack.open_whistles()).map((one) => `${one.whistle} ${one.state}`).sort();
}
async function agree(centre) {
  await eventually(async () => assert.deepEqual(await shown(centre), await true_rows()), 40_000);
}
/** The beginning of a banner's sentence, before the time. */
const banner = (visitor, key) => visitor.page.getByRole("alert").getByText(visitor.t(key).split("{time}")[0]);

const muck = (n) => ({ kind: "ENFORCE_NOW", category: "MUCK", title: `渣土 ${n}` });

// Each part is ended in its own way: the broker hangs first, as a machine does that is out of memory.
const cuts = {
  "shao-broker": { first: "SIGSTOP", says: "app.stale" },
  "shao-centre": { says: "app.offline" },
  "shao-dispatcher": { first: "SIGSTOP", says: "app.stale" },
};

for (const [part, { first, says }] of Object.entries(cuts)) {
  test(`${part} dies under load, and the wall is right afterwards`, scene(async ({ enter, step }) => {
    const centre = await enter("centre", tall);
    centre.allow(/net::ERR_|status of 50[0-9]/);
    await centre.go("/wall");
    await it.stack.raiseMany(street, [1, 2, 3].map((n) => muck(`${part} ${n}`)));
    await it.stack.raise(street, { kind: "DEMAND", category: "GARBAGE", title: `垃圾 ${part}` });
    await step("before", () => agree(centre));
    const [{ whistle }] = await it.stack.open_whistles();

    if (first) {
      it.stack.kill(part, first);
      await step("the banner comes", () => banner(centre, says).waitFor());
    }
    // Each waits in its office's outbox until it is answered.
    const meanwhile = [
      it.stack.raiseMany(street, [4, 5, 6].map((n) => muck(`${part} ${n}`))),
      it.stack.raiseMany("110113002", [1, 2, 3].map((n) => muck(`${part} ${n}`))),
      it.stack.shao(street, "approve", whistle),
    ];
    it.stack.kill(part);
    if (!first) await step("the banner comes", () => banner(centre, says).waitFor());
    await Promise.all(meanwhile);
    await it.stack.raise("110113003", muck(`${part} after`));
    await step("the banner goes", () => banner(centre, says).waitFor({ state: "detached" }));
    await step("afterwards", () => agree(centre));
  }));
}

test("what an office does while nobody leads is kept by the server, and done once", scene(async ({ enter, step }) => {
  const officer = await enter("officer", { lang: "en", size: "phone" });
  const { page, t } = officer;
  officer.allow(/net::ERR_|status of 50[0-9]/);
  const whistle = await it.stack.raise(street, muck("kept"));
  await officer.go("/desk?q=kept");
  const row = page.getByRole("article").filter({ has: page.locator(`a[href="/whistle/${whistle}"]`) });
  await row.waitFor();
  it.stack.kill("shao-dispatcher", "SIGSTOP");
  await officer.press("move.acknowledge", {}, row);
  await step("it is said that it is kept", () => officer.sees(t("move.kept", { move: t("move.acknowledge"), n: 1 })));
  it.stack.kill("shao-dispatcher");
  await step("it is done", () => eventually(async () => assert.equal(await officer.button("move.acknowledge", {}, row).count(), 0), 40_000));
  const { timeline } = await it.stack.shao("ZHZX", "show", whistle);
  assert.equal(timeline.filter((event) => event.event === "acknowledged").length, 1);
}));

for (const [lang, size] of [["zh", "phone"], ["en", "desktop"]])
  test(`without a network a draft and a whistle are kept, and the whistle goes out once (${lang}, ${size})`, scene(async ({ enter, step }) => {
    const worker = await enter("worker", { lang, size });
    const { context, t } = worker;
    worker.allow(/net::ERR_/);
    await worker.go("/raise");
    const title = `楼道积水没过脚踝 ${lang}`;
    const draft = `电梯里有异响 ${lang}`;
    const of_title = async () => (await it.stack.open_whistles()).filter((one) => one.title === title);

    await context.setOffline(true);
    await worker.field("raise.text").fill(title);
    await worker.press("raise.blow", {}, worker.region("raise.view.new"));
    const review = worker.dialog("raise.review");
    await worker.sees(t("raise.review.offline"), review);
    await worker.press("raise.review.keep", {}, review);
    await worker.sees(t("raise.outbox.waiting"), worker.region("raise.outbox"));
    await worker.field("raise.text").fill(draft);
    await worker.sees(t("raise.draft.kept"));
    await worker.page.close();
    assert.deepEqual(await of_title(), []);

    await context.setOffline(false);
    worker.page = await context.newPage();
    await worker.go("/raise");
    await step("the draft is there", async () => assert.equal(await worker.field("raise.text").inputValue(), draft));
    await step("the whistle has its number", () => worker.region("raise.outbox").getByRole("link").waitFor());
    await worker.page.reload();
    await worker.ready();
    await step("the draft stays", async () => assert.equal(await worker.field("raise.text").inputValue(), draft));
    assert.equal((await of_title()).length, 1);
  }));

test("a tab that was open while the pages were updated loads the new ones, and keeps what was written", scene(async ({ enter, step }) => {
  const worker = await enter("worker", { lang: "zh", size: "desktop" });
  const { page, t } = worker;
  worker.allow(/status of 404 .*\/assets\/Whistle-/);
  worker.allow(/Failed to fetch dynamically imported module/);
  const whistle = await it.stack.raise("110113001001", { kind: "DEMAND", category: "GARBAGE", title: "updated" });
  await worker.go("/raise");
  await worker.field("raise.text").fill("还没写完的一件");
  await worker.sees(t("raise.draft.kept"));

  // The server that it was loaded from is gone: the file of a part not needed so far with it, and the page begins with another file.
  let gone = true;
  await page.route(/\/assets\/Whistle-[^/]*\.js$/, (route) => (gone ? route.fulfill({ status: 404 }) : route.continue()));
  await page.route(/\/whistle\/W\d+$/, (route) => {
    gone = false;
    return route.continue();
  });
  await page.route(`${it.stack.address}/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/\/assets\/index-[^"]*\.js/, "/assets/index-other.js") });
  });
  await page.evaluate((path) => history.pushState(null, "", path) || dispatchEvent(new PopStateEvent("popstate")), `/whistle/${whistle}`);
  await step("the page comes all the same", () => page.getByRole("heading", { name: "updated" }).waitFor());
  assert.equal(gone, false);
  await worker.go("/raise");
  await step("the draft is there", async () => assert.equal(await worker.field("raise.text").inputValue(), "还没写完的一件"));
}));

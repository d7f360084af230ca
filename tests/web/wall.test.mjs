// The wall as one looks at it: escalations of the core within a second, figures, map and words that filter, a view in the address,
// charts when they are wanted, who is there, a mute that ends, and many at once. Time runs sixty times as fast: five minutes to
// acknowledge an emergency are five seconds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, stage } from "./support/visitor.mjs";

const speed = 60;
const { scene, it } = stage(["centre"], { speed });
const [here, there] = ["110113001", "110113002"];

const emergency = (unit, title) => it.stack.raise(unit, { kind: "EMERGENCY", category: "MANHOLE", title });
const tile = (visitor, key) => visitor.region("wall.tiles").getByRole("button", { name: new RegExp(`^${visitor.t(key)}`) });
async function turnTo(visitor, pane) {
  await visitor.page.getByRole("navigation", { name: visitor.t("wall.pane") }).getByRole("button", { name: new RegExp(`^${visitor.t(`wall.pane.${pane}`)}`) }).click();
}
/** The whistles of a list, as shown. */
async function listed(visitor, key) {
  const links = await visitor.region(key).getByRole("listitem").getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return links.map((one) => /W\d+/.exec(one)[0]).sort();
}

test("a level that the core fires is on the wall within a second", scene(async ({ enter, say }) => {
  const looking = await Promise.all([enter("centre", { lang: "zh", size: "desktop" }), enter("centre", { lang: "en", size: "phone" })]);
  await Promise.all(looking.map((one) => one.go("/wall")));
  const watch = it.stack.watch("ZHZX");
  try {
    const whistle = await emergency(here, "井盖缺失，无人签收");
    const seen = looking.map((one) =>
      one.page
        .waitForFunction((path) => document.querySelector(`[data-pane="escalated"] a[href="${path}"]`) && Date.now(), `/whistle/${whistle}`, { polling: "raf" })
        .then((found) => found.jsonValue()),
    );
    const fired = await watch.next((event) => event.event === "level_fired" && event.whistle === whistle && event.level === 1);
    for (const at of await Promise.all(seen)) {
      say(`on the screen ${at - fired.read_at} ms after the command line had it`);
      assert.ok(at - fired.read_at < 1000, `on the screen after ${at - fired.read_at} ms`);
    }
  } finally {
    watch.end();
  }
}));

test("figures and words filter, and the address opens the same view elsewhere", scene(async ({ enter }) => {
  const wang = await enter("centre", { lang: "zh", size: "desktop" });
  await wang.go("/wall");
  const mine = [await emergency(here, "井盖松动甲"), await emergency(here, "井盖松动乙")].sort();
  const other = await emergency(there, "井盖松动丙");
  const calm = await it.stack.raise(here, { kind: "ENFORCE_NOW", category: "MUCK", title: "井盖旁偷倒渣土" });

  await tile(wang, "wall.tile.emergency").click();
  await wang.page.getByRole("searchbox", { name: wang.t("wall.filter.search") }).fill("井盖松动");
  await eventually(async () => assert.deepEqual(await listed(wang, "wall.due"), [...mine, other].sort()));
  await wang.page.getByRole("search").getByRole("button", { name: new RegExp(`^${wang.t("wall.filter")}`) }).click();
  await wang.field("wall.filter.street").selectOption(await wang.name(here));
  await eventually(async () => assert.deepEqual(await listed(wang, "wall.due"), mine));
  assert.equal(await tile(wang, "wall.tile.emergency").getAttribute("aria-pressed"), "true");
  const address = new URL(wang.page.url());
  assert.deepEqual(Object.fromEntries(address.searchParams), { tile: "emergency", q: "井盖松动", street: here });

  const li = await enter("centre", { lang: "en", size: "desktop" });
  await li.go(address.pathname + address.search);
  await eventually(async () => assert.deepEqual(await listed(li, "wall.due"), mine));
  assert.equal(await tile(li, "wall.tile.emergency").getAttribute("aria-pressed"), "true");
  assert.equal(await li.field("wall.filter.street").inputValue(), here);

  await wang.page.getByRole("button", { name: new RegExp(wang.t("wall.filter.clear")) }).click();
  await eventually(async () => assert.ok((await listed(wang, "wall.due")).includes(calm)));
  assert.equal(new URL(wang.page.url()).search, "");
}));

for (const [lang, size] of [["zh", "desktop"], ["en", "phone"]])
  test(`the map filters (${lang}, ${size})`, scene(async ({ enter }) => {
    const centre = await enter("centre", { lang, size });
    const title = `井盖破损 ${lang}${size}`;
    const [mine, other] = [await emergency(here, title), await emergency(there, title)];
    await centre.go(`/wall?q=${encodeURIComponent(title)}${size === "phone" ? "&pane=map" : ""}`);
    const spot = centre.region("wall.map").getByRole("button", { name: new RegExp(`^${await centre.name(here)}`) });
    await spot.click();
    assert.equal(await spot.getAttribute("aria-pressed"), "true");
    assert.equal(new URL(centre.page.url()).searchParams.get("street"), here);
    if (size === "phone") await turnTo(centre, "due");
    await eventually(async () => assert.deepEqual(await listed(centre, "wall.due"), [mine]));
    if (size === "phone") await turnTo(centre, "map");
    await spot.click();
    if (size === "phone") await turnTo(centre, "due");
    await eventually(async () => assert.deepEqual(await listed(centre, "wall.due"), [mine, other].sort()));
  }));

test("charts come when they are wanted, after the board", scene(async ({ enter }) => {
  const asked = async (visitor) => {
    const paths = [];
    visitor.page.on("requestfinished", (request) => paths.push(new URL(request.url()).pathname));
    return paths;
  };
  const isChart = (path) => /^\/assets\/Charts-/.test(path);
  const phone = await enter("centre", { lang: "en", size: "phone" });
  const onPhone = await asked(phone);
  await phone.go("/wall");
  await eventually(() => assert.ok(onPhone.includes("/api/board")));
  assert.ok(!onPhone.some(isChart), "nobody asked for the charts");
  await turnTo(phone, "charts");
  await phone.page.getByRole("heading", { name: phone.t("wall.chart.raised") }).waitFor();
  assert.ok(onPhone.some(isChart));

  const desk = await enter("centre", { lang: "zh", size: "wall" });
  const onDesk = await asked(desk);
  await desk.go("/wall");
  await desk.page.getByRole("heading", { name: desk.t("wall.chart.raised") }).waitFor();
  assert.ok(onDesk.findIndex(isChart) > onDesk.indexOf("/api/board"), "the board comes first");
  // What is drawn can be read as a table, too.
  await desk.page.getByRole("button", { name: desk.t("wall.charts.show_table", { name: desk.t("wall.chart.raised") }) }).click();
  await desk.page.getByRole("columnheader", { name: desk.t("wall.chart.hour") }).waitFor();
}));

test("an office that connects is present", scene(async ({ enter }) => {
  const centre = await enter("centre");
  await centre.go("/wall?pane=presence");
  const office = await centre.name("WL");
  const cell = (state) => centre.region("wall.presence").getByTitle(new RegExp(`^${office}.{1,2}${centre.t(`wall.presence.${state}`)}`));
  await cell("silent").waitFor();
  const watch = it.stack.watch("WL");
  try {
    await cell("present").waitFor();
  } finally {
    watch.end();
  }
  await cell("silent").waitFor();
}));

test("a mute ends by itself", scene(async ({ enter }) => {
  const centre = await enter("centre");
  const { page, t } = centre;
  await page.clock.install();
  await centre.go("/wall");
  const sound = page.getByRole("button", { name: new RegExp(`^(${t("wall.sound.on")}|${t("wall.sound.blocked.short")}|${t("wall.sound.muted", { time: ".*" })})$`) });
  await sound.click();
  await centre.press("wall.sound.mute", { n: 5 });
  await page.getByRole("button", { name: new RegExp(t("wall.sound.muted", { time: "[45]:\\d\\d" })) }).waitFor();
  await page.clock.fastForward("04:00");
  await page.getByRole("button", { name: new RegExp(t("wall.sound.muted", { time: "[01]:\\d\\d" })) }).waitFor();
  await page.clock.fastForward("01:05");
  await eventually(async () => assert.doesNotMatch(await sound.innerText(), new RegExp(t("wall.sound.muted", { time: "" }))));
}));

test("many at once are summed up", scene(async ({ enter }) => {
  const looking = await Promise.all([enter("centre", { lang: "zh", size: "desktop" }), enter("centre", { lang: "en", size: "phone" })]);
  await Promise.all(looking.map((one) => one.go("/wall")));
  await it.stack.raiseMany(there, Array.from({ length: 60 }, (_, i) => ({ kind: "EMERGENCY", category: "FLOOD", title: `积水 ${i}` })));
  for (const one of looking) {
    const escalated = one.region("wall.escalated");
    await escalated.getByText(new RegExp(one.t("wall.storm"))).first().waitFor();
    const group = escalated.getByRole("button", { name: new RegExp(await one.name("FLOOD")), expanded: false });
    await group.click();
    await escalated.getByRole("link", { name: /积水/ }).first().waitFor();
    await one.shot(`wall-storm-${one.size}-${one.lang}`);
    await one.press("wall.storm.switch.off", {}, escalated);
    await eventually(async () => assert.equal(await escalated.getByRole("button", { expanded: true }).count(), 0));
    assert.equal(new URL(one.page.url()).searchParams.get("storm"), "off");
  }
}));

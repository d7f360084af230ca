// Ten thousand open whistles on one screen, in the real browser: how soon the board is there, how much comes for the first view, and how
// smoothly it runs while fifty changes a second arrive and somebody scrolls. Not a test: it says figures, the last line for machines.
//
//   ./run.sh measure [--open N] [--rate N] [--seconds N]
import { parseArgs } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { password, people } from "./support/people.mjs";
import { Stack } from "./support/stack.mjs";
import { eventually, launch, sizes } from "./support/visitor.mjs";

const { values } = parseArgs({ options: { open: { type: "string", default: "10000" }, rate: { type: "string", default: "50" }, seconds: { type: "string", default: "30" } } });
const [open, rate, seconds] = [values.open, values.rate, values.seconds].map(Number);

// What nobody acknowledges is not to be escalated while it is looked at: a minute of the drill is twenty of ours.
const stack = await Stack.start({ speed: 0.05 });
const browser = await launch();
const figures = { open, rate };

async function fill() {
  const kinds = [["ENFORCE_NOW", "MUCK"], ["EMERGENCY", "MANHOLE"], ["EMERGENCY", "FLOOD"], ["ENFORCE_NOW", "FIRE_LANE"], ["ENFORCE_NOW", "RIVER"]];
  const streets = ["110113001", "110113002", "110113003", "110113004", "110113005", "110113006", "110113007", "110113008", "110113009", "110113010"];
  const each = Math.ceil(open / streets.length);
  await Promise.all(
    streets.map((street) =>
      stack.raiseMany(
        street,
        Array.from({ length: each }, (_, i) => ({ kind: kinds[i % 5][0], category: kinds[i % 5][1], title: `第${i}号：渣土车遗撒，影响通行`, place: { address: `光明大街${i}号` } })),
      ),
    ),
  );
}

/** Acknowledgements of the offices that lead, so many a second, as their people's browsers would send them. */
async function changes(until) {
  const offices = ["CGW", "SW", "XF", "HB"];
  for (const office of offices) people[`m.${office.toLowerCase()}`] = { person: "联络员", office, roles: ["dept_liaison"] };
  await stack.open(...offices.map((office) => `m.${office.toLowerCase()}`));
  const sessions = await Promise.all(
    offices.map(async (office) => {
      const context = await browser.newContext();
      const answer = await context.request.post(`${stack.address}/api/session`, { data: { account: `m.${office.toLowerCase()}`, password } });
      if (!answer.ok()) throw new Error(`${office} does not come in: ${await answer.text()}`);
      const { csrf } = await answer.json();
      // Ten thousand rows of an office that was not looked at before may take longer than the server lets anybody wait.
      const board = await eventually(async () => {
        const answered = await context.request.get(`${stack.address}/api/board`, { timeout: 60_000 });
        if (!answered.ok()) throw new Error(`the board of ${office}: ${await answered.text()}`);
        return answered;
      }, 120_000);
      const { rows } = await board.json();
      const own = rows.filter((row) => row.assignments.some((one) => one.office === office && one.state === "PENDING")).map((row) => row.whistle);
      return { request: context.request, csrf, own };
    }),
  );
  return async () => {
    let made = 0;
    let refused = 0;
    const begun = performance.now();
    while (performance.now() < begun + until) {
      const due = ((performance.now() - begun) / 1000) * rate;
      while (made < due) {
        const { request, csrf, own } = sessions[made % sessions.length];
        const whistle = own.pop();
        made += 1;
        void request
          .post(`${stack.address}/api/whistles/${whistle}/ack`, { data: {}, headers: { "X-Shao-CSRF": csrf, "Idempotency-Key": crypto.randomUUID() } })
          .then((answer) => (refused += answer.ok() ? 0 : 1));
      }
      await pause(10);
    }
    return { made, refused };
  };
}

const of = (sorted, share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 10) / 10;

try {
  let begun = performance.now();
  await fill();
  console.log(`${open} whistles raised in ${Math.round(performance.now() - begun)} ms`);
  await stack.open("centre");
  const change = await changes(seconds * 1000);

  const context = await browser.newContext({ ...sizes.desktop, locale: "zh-CN" });
  await context.request.post(`${stack.address}/api/session`, { data: { account: "centre", password } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  const requests = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => requests.set(requestId, { path: new URL(request.url).pathname, bytes: 0 }));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const found = requests.get(requestId);
    if (found) found.bytes = encodedDataLength;
  });
  begun = performance.now();
  await page.goto(`${stack.address}/wall`, { waitUntil: "commit" });
  await page.locator('[data-pane="due"] a[href^="/whistle/"]').first().waitFor();
  figures.first_board_ms = Math.round(performance.now() - begun);
  await page.locator("figure").first().waitFor();
  await pause(1000);
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").find((one) => one.name.endsWith("/api/board")));
  figures.board_wait_ms = Math.round(fetched.responseStart - fetched.requestStart);
  figures.board_fetch_ms = Math.round(fetched.responseEnd - fetched.requestStart);
  figures.board_mb_unpacked = Math.round(fetched.decodedBodySize / 1e5) / 10;
  const sum = (is) => Math.round([...requests.values()].filter(({ path }) => is(path)).reduce((all, one) => all + one.bytes, 0) / 102.4) / 10;
  const data = (path) => path.startsWith("/api/");
  const charts = (path) => /\/Charts-|\/api\/history/.test(path);
  figures.pages_kb = sum((path) => !data(path) && !charts(path));
  figures.charts_kb = sum((path) => charts(path) && !data(path));
  figures.board_kb = sum((path) => path === "/api/board");
  figures.directory_kb = sum((path) => path === "/api/directory");
  console.log(`first board after ${figures.first_board_ms} ms, of which its data ${figures.board_fetch_ms} ms (${figures.board_wait_ms} ms until it began, ${figures.board_mb_unpacked} MB unpacked); pages ${figures.pages_kb} KB, charts ${figures.charts_kb} KB, board ${figures.board_kb} KB, directory ${figures.directory_kb} KB`);

  for (const what of ["still", "scrolling"]) {
    await page.evaluate(() => {
      window.deltas = [];
      window.long = [];
      new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
      let last = performance.now();
      const step = (now) => {
        window.deltas.push(now - last);
        last = now;
        window.frames = requestAnimationFrame(step);
      };
      window.frames = requestAnimationFrame(step);
    });
    const over = change();
    if (what === "scrolling") {
      await page.locator('[data-pane="due"] [role="list"]').hover();
      for (let i = 0; i < seconds * 5; i += 1) {
        await page.mouse.wheel(0, i % 50 < 25 ? 400 : -400);
        await pause(200);
      }
    }
    const { made, refused } = await over;
    const { deltas, long } = await page.evaluate(() => {
      cancelAnimationFrame(window.frames);
      return { deltas: window.deltas, long: window.long };
    });
    deltas.sort((a, b) => a - b);
    figures[what] = { changes: made, refused, frames: deltas.length, p50: of(deltas, 0.5), p95: of(deltas, 0.95), p99: of(deltas, 0.99), longest: of(deltas, 1), long_tasks: long.length };
    console.log(`${what}: ${made} changes (${refused} refused), ${deltas.length} frames: p50 ${figures[what].p50} ms, p95 ${figures[what].p95} ms, p99 ${figures[what].p99} ms, longest ${figures[what].longest} ms; ${long.length} tasks over 50 ms`);
  }
  const shown = await page.locator('[data-pane="due"] h2 .number').innerText();
  const listed = (await stack.open_whistles()).length;
  console.log(`the screen counts ${shown} open whistles, the command line ${listed}`);
  figures.shown = Number(shown);
  figures.listed = listed;
  console.log(`measure: ${JSON.stringify(figures)}`);
} finally {
  await browser.close();
  await stack.end();
}

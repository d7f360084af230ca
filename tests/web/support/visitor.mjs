// Somebody at a screen: a browser of their own (context), signed in, in a language and at a size. Whatever their pages do that they
// should not (an error in the console, something the content security policy stops, a word with another machine) fails the test.
//
//   test("…", scene(async ({ enter }) => {
//     const wang = await enter("worker", { lang: "zh", size: "phone" });
//     await wang.press("raise.blow");
//   }));
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";
import { artifacts } from "./paths.mjs";
import { password } from "./people.mjs";
import { Stack } from "./stack.mjs";
import { words } from "./words.mjs";

export const sizes = {
  wall: { viewport: { width: 1920, height: 1080 } },
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};

const patience_ms = 20_000;
/** Debian's Chromium. It draws by the processor: a graphics card that is only pretended costs as much again. */
export const launch = () => chromium.launch({ executablePath: process.env.SHAO_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/**
 * For a file of tests: a stack with these people's accounts, a browser, and `scene`, which wraps a test and looks, when it is over, at
 * what its pages did.
 */
export function stage(people, options = {}) {
  const it = { stack: undefined, browser: undefined, names: undefined };
  before(async () => {
    [it.stack, it.browser] = await Promise.all([Stack.start(options), launch()]);
    await it.stack.open(...people);
  });
  after(async () => {
    await it.browser?.close();
    await it.stack?.end();
  });
  const scene = (play) => async (t) => {
    const visitors = [];
    const open = async (how) => {
      const visitor = await Visitor.open(it, how);
      visitors.push(visitor);
      return visitor;
    };
    const enter = async (account, how = {}) => {
      const visitor = await open(how);
      await visitor.signIn(account);
      return visitor;
    };
    const step = async (name, act) => {
      try {
        await act();
      } catch (trouble) {
        trouble.message = `${name}: ${trouble.message}`;
        throw trouble;
      }
    };
    try {
      await play({ step, open, enter, say: (what) => t.diagnostic(what) });
    } catch (trouble) {
      await Promise.all(visitors.map((one, at) => one.leaveTrace(`${t.name} ${at}`)));
      const misdeeds = visitors.flatMap((one) => one.misdeeds);
      if (misdeeds.length) trouble.message += `\n(the pages did: ${misdeeds.join("; ")})`;
      throw trouble;
    } finally {
      await Promise.all(visitors.map((one) => one.context.close()));
    }
    for (const one of visitors) assert.deepEqual(one.misdeeds, [], "what the pages should not have done");
  };
  return { scene, it };
}

/** Tries until it does not throw any more. */
export async function eventually(check, patience = patience_ms) {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (trouble) {
      if (Date.now() > until) throw trouble;
      await pause(50);
    }
  }
}

export class Visitor {
  misdeeds = [];
  #allowed = [/status of 401 .*\/api\/session$/];

  static async open({ browser, stack, names }, { lang = "zh", size = "desktop", theme, more = {} } = {}) {
    const visitor = new Visitor();
    Object.assign(visitor, { stack, lang, size, t: words(lang), names });
    const kept = [{ name: "shao.lang", value: lang }, ...(theme ? [{ name: "shao.theme", value: theme }] : [])];
    visitor.context = await browser.newContext({
      ...sizes[size],
      locale: lang === "zh" ? "zh-CN" : "en-GB",
      // Not the jurisdiction's: times on the page are those of its zone all the same.
      timezoneId: "America/New_York",
      reducedMotion: "reduce",
      storageState: { cookies: [], origins: [{ origin: stack.address, localStorage: kept }] },
      ...more,
    });
    visitor.context.setDefaultTimeout(patience_ms);
    visitor.context.on("page", (page) => visitor.#listen(page));
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  #listen(page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.#note(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.#note(`error on the page: ${error.stack ?? error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.stack.address}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) this.#note(`a request to ${url}`);
    });
  }

  #note(what) {
    if (!this.#allowed.some((one) => one.test(what))) this.misdeeds.push(what);
  }

  /** From now on this is no misdeed: a test that cuts the network hears of it in the console. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  /** Signs in without the form; the tests of the form are login.test.mjs's. */
  async signIn(account) {
    const answer = await this.context.request.post(`${this.stack.address}/api/session`, { data: { account, password } });
    assert.equal(answer.status(), 200, await answer.text());
    this.session = await answer.json();
  }

  async go(path) {
    await this.page.goto(this.stack.address + path);
    await this.ready();
  }

  /** The page is there and live. */
  async ready() {
    await this.page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  }

  /** What an office, a category or a kind is called on this screen. */
  async name(id) {
    if (!this.directory) {
      const answer = await this.context.request.get(`${this.stack.address}/api/directory`);
      const { offices, kinds, categories, urgencies } = await answer.json();
      this.directory = new Map([...offices, ...kinds, ...categories, ...urgencies].map((one) => [one.id, one]));
    }
    const found = this.directory.get(id);
    assert.ok(found, `the directory has no ${id}`);
    return found[this.lang];
  }

  /** A button by the key of its text. */
  button(key, values, within = this.page) {
    return within.getByRole("button", { name: this.t(key, values), exact: true });
  }
  press(key, values, within) {
    return this.button(key, values, within).click();
  }
  /** The button in the top bar under which the account, the theme and the way out are. */
  account() {
    return this.page.getByRole("banner").getByRole("button", { name: new RegExp(`${this.t("app.account")}$`) });
  }
  field(key, within = this.page) {
    return within.getByLabel(this.t(key));
  }
  region(key) {
    return this.page.getByRole("region", { name: this.t(key) });
  }
  dialog(key, values) {
    return this.page.getByRole("dialog", { name: this.t(key, values), exact: true });
  }
  /** Waits for these words somewhere on the page. */
  sees(text, within = this.page) {
    return within.getByText(text).first().waitFor();
  }
  /** Waits for the message that a move was made. */
  done(move, whistle) {
    return this.sees(this.t("move.done", { move: this.t(`move.${move}`), whistle }), this.page.locator(".toasts"));
  }

  async shot(name) {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.jpg`), quality: 90 });
  }

  /** For those who look why a test failed. */
  async leaveTrace(name) {
    const folder = join(artifacts, "failed");
    mkdirSync(folder, { recursive: true });
    for (const [at, page] of this.context.pages().entries()) {
      const file = join(folder, `${name} ${at}`.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 100));
      await page.screenshot({ path: `${file}.png`, timeout: 5000 }).catch(() => {});
      writeFileSync(`${file}.txt`, `${page.url()}\n${await page.locator("body").ariaSnapshot().catch(String)}\n`);
    }
  }
}

// A whole stack of its own for the tests of one file: `shao-stack` on a new folder with free ports, the accounts of the people who
// act in the tests, and other offices' moves by the command line, with their own keys.
//
//   const stack = await Stack.start({ speed: 60 });
//   await stack.open("officer");                          // an account, ready to sign in (people.mjs)
//   await stack.shao("CGW", "ack", "W1");                 // an office's move
//   stack.kill("shao-broker");                            // SIGKILL: the stack starts it again
//   await stack.end();
//
// It dies with this process, however that ends.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { artifacts, bin, root, web } from "./paths.mjs";
import { password, people } from "./people.mjs";

/** A Wednesday in office hours: nothing stands still, and no clock of this machine matters. */
const morning = "2026-02-11T09:00:00+08:00";
const start_ms = 60_000;

/** Whoever ends our parent does not always end us. */
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(1), 1000).unref();

export class Stack {
  /** Where browsers find it, and the operator's first password. */
  address = "";
  password = "";
  #process;
  #folder;
  #said = "";
  #turns = new Map();

  /** @param {{ speed?: number, at?: string }} options how fast a drill's time runs, from when on */
  static async start({ speed = 1, at = morning } = {}) {
    const stack = new Stack();
    stack.#folder = mkdtempSync(join(tmpdir(), "shao-web-"));
    const arguments_ = ["--data", join(stack.#folder, "data"), "--config", join(root, "config/shunyi"), "--web", "127.0.0.1:*", "--listen", "tcp://127.0.0.1:*"];
    arguments_.push("--no-standby", "--exercise", "--clock-speed", String(speed), "--exercise-start", at);
    stack.#process = spawn("setpriv", ["--pdeathsig", "KILL", join(bin, "shao-stack"), ...arguments_], { stdio: ["ignore", "pipe", "pipe"] });
    await stack.#ready();
    await stack.#sameAsBuilt();
    return stack;
  }

  get data() {
    return join(this.#folder, "data");
  }

  #ready() {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the stack is not ready after ${start_ms} ms:\n${this.#said}`)), start_ms);
      const hear = (bytes) => {
        this.#said += bytes;
        const address = /In a browser: (\S+)/.exec(this.#said)?.[1];
        const secret = /password (\S+) \(/.exec(this.#said)?.[1];
        if (!address || !secret) return;
        clearTimeout(late);
        [this.address, this.password] = [address, secret];
        resolve();
      };
      this.#process.stdout.on("data", hear);
      this.#process.stderr.on("data", hear);
      this.#process.on("error", reject);
      this.#process.on("exit", (status) => reject(new Error(`the stack ended with status ${status}:\n${this.#said}`)));
    });
  }

  /** Tests of pages that were built some other day would say nothing. */
  async #sameAsBuilt() {
    if (!web) return;
    const built = join(web, "index.html");
    assert.ok(existsSync(built), `SHAO_WEB: there is no ${built}: build the pages first (./dev build)`);
    const served = await (await fetch(`${this.address}/`)).text();
    assert.equal(served, readFileSync(built, "utf8"), `the stack serves other pages than those of SHAO_WEB=${web}`);
  }

  /** Makes accounts for these people of people.mjs. */
  async open(...names) {
    const file = join(this.#folder, "password");
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    await Promise.all(names.map((name) => this.#account(name, people[name], file)));
    // A server that runs notices within a second; who comes too early is held up as one who guesses.
    await pause(1500);
  }

  async #account(name, { person, office, roles, operator }, file) {
    const redis = ["--jurisdiction", "shunyi", "--redis", `unix:${this.data}/redis/redis.sock`, "--redis-user", "centre"];
    const secret = ["--redis-password-file", `${this.data}/keys/redis-centre.password`];
    const who = ["account", name, "--person", person, "--office", office, "--roles", roles.join(","), "--password-file", file];
    await run(join(bin, "shao-centre"), [...redis, ...secret, ...who, ...(operator ? ["--operator"] : [])]);
  }

  /** A command or question of an office, by its own profile; what it answered, parsed. One at a time: they share an outbox. */
  shao(office, ...words) {
    const before = this.#turns.get(office) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(() => this.#shao(office, words));
    this.#turns.set(office, mine);
    return mine;
  }

  async #shao(office, words) {
    const said = await run(join(bin, "shao"), [...words, "--json", "--timeout", "30"], { SHAO_PROFILE: this.#profile(office) });
    const lines = said.split("\n").filter(Boolean);
    return lines.length === 1 ? JSON.parse(lines[0]) : parsed(said, lines);
  }

  #profile(office) {
    return join(this.data, "profiles", `${office}.toml`);
  }

  /** Raises one and says its number. */
  async raise(unit, fields) {
    this.count = (this.count ?? 0) + 1;
    const words = Object.entries(fields).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
    const { whistle } = await this.shao(unit, "raise", "--id", `t-${this.count}`, "--unit", unit, ...words);
    return whistle;
  }

  /** Raises many at once from a table; their fields as `shao raise --from` has them. */
  async raiseMany(unit, rows) {
    this.count = (this.count ?? 0) + 1;
    const file = join(this.#folder, `many-${this.count}.jsonl`);
    writeFileSync(file, rows.map((row, i) => JSON.stringify({ id: `m-${this.count}-${i}`, unit, ...row })).join("\n") + "\n");
    await this.shao(unit, "raise", "--from", file);
  }

  /** Everything open, as the command centre's command line lists it. */
  async open_whistles() {
    const all = [];
    for (let before; ; before = all.at(-1).whistle) {
      const { whistles, more } = await this.shao("ZHZX", "list", "--state", "open", "--limit", "500", ...(before ? ["--before", before] : []));
      all.push(...whistles);
      if (!more) return all;
    }
  }

  /** Follows the feed of an office as `shao watch` does; each event with the instant at which it was read here. */
  watch(office) {
    const child = spawn("setpriv", ["--pdeathsig", "KILL", join(bin, "shao"), "watch", "--json"], {
      env: { ...process.env, SHAO_PROFILE: this.#profile(office) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new Watch(child);
  }

  /** The process id of a part, which is a child of the stack: "shao-broker", "shao-centre", "shao-dispatcher". */
  pid(part) {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const parentOf = Number(readFileSync(`/proc/${entry}/stat`, "utf8").replace(/^.*\) \S /s, "").split(" ")[0]);
        const name = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0")[0] ?? "";
        if (parentOf === this.#process.pid && basename(name) === part) return Number(entry);
      } catch {
        // Gone meanwhile.
      }
    }
    return 0;
  }

  /** Ends a part as a crash would; or stops it without a word (SIGSTOP), as a machine that hangs. */
  kill(part, signal = "SIGKILL") {
    const pid = this.pid(part);
    assert.ok(pid, `${part} does not run`);
    process.kill(pid, signal);
  }

  async end() {
    const running = this.#process;
    running.removeAllListeners("exit");
    if (running.exitCode === null && running.signalCode === null) {
      const over = new Promise((resolve) => running.once("exit", resolve));
      running.kill("SIGTERM");
      const slow = setTimeout(() => running.kill("SIGKILL"), 10_000);
      await over;
      clearTimeout(slow);
    }
    // For those who look why a test failed.
    const name = basename(process.argv[1] ?? "test").replace(/\..*$/, "");
    cpSync(join(this.data, "log"), join(artifacts, "log", name), { recursive: true, force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Events as they come; each may be waited for once or looked at afterwards. */
class Watch {
  events = [];
  #waiting = new Set();
  constructor(child) {
    this.child = child;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = { ...JSON.parse(line), read_at: Date.now() };
      this.events.push(event);
      for (const one of this.#waiting) if (one.is(event)) one.resolve(event);
    });
  }

  /** The first event that has come or comes of which `is` is true. */
  next(is, patience = 30_000) {
    const found = this.events.find(is);
    if (found) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const one = { is, resolve };
      const late = setTimeout(() => reject(new Error(`no such event in ${patience} ms; there were: ${this.events.map((event) => event.event).join(" ")}`)), patience);
      one.resolve = (event) => {
        clearTimeout(late);
        this.#waiting.delete(one);
        resolve(event);
      };
      this.#waiting.add(one);
    });
  }

  end() {
    this.child.kill("SIGTERM");
  }
}

function parsed(said, lines) {
  try {
    return JSON.parse(said);
  } catch {
    return lines.map((line) => JSON.parse(line));
  }
}

function run(program, words, more = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, words, { env: { ...process.env, ...more }, maxBuffer: 64 << 20 }, (error, out, complaint) => {
      if (error) reject(new Error(`${basename(program)} ${words.join(" ")}: status ${error.code}\n${out}${complaint}`));
      else resolve(out);
    });
  });
}

// The words on the screen, from the application's own table: a test says which button it means, in either language, and finds it by the
// name a person reads.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sources } from "./paths.mjs";

const folder = join(sources, "texts");
const all = {};
for (const file of readdirSync(folder)) {
  // Plain tables of literals: what TypeScript adds to them is at their beginning and their end.
  const table = readFileSync(join(folder, file), "utf8")
    .replace(/^export const \w+ = \{$/m, "return {")
    .replace(/^\} as const;$/m, "};");
  Object.assign(all, new Function(table)());
}

/** The text of a key: words("zh")("move.done", { move: "签收", whistle: "W1" }). */
export const words = (lang) => (key, values = {}) => {
  if (!(key in all)) throw new Error(`there is no text "${key}" in ${folder}`);
  return all[key][lang].replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    if (!(name in values)) return whole;
    if (one === undefined) return String(values[name]);
    return Number(values[name]) === 1 ? one : many;
  });
};

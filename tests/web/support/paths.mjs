// Where things lie: the programs, the pages as built, what the tests leave behind.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
/** Folder of the programs. */
export const bin = process.env.SHAO_BIN ?? ["build/test/bin", "build/bin"].map((one) => join(root, one)).find((one) => existsSync(join(one, "shao-stack"))) ?? "";
/** Folder of the pages that the stack should serve; unset: whichever it finds. */
export const web = process.env.SHAO_WEB ?? "";
/** Screenshots, and what helps to see why a test failed. */
export const artifacts = process.env.SHAO_ARTIFACTS ?? join(root, "build/artifacts/web");
export const sources = join(root, "clients/centre/web/src");

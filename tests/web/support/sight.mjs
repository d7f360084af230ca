// Looks at every view as an eye does that needs help, and keeps pictures: axe-core in both themes, no text without its words filled in,
// nothing wider than the screen; screenshots of each face in both themes and languages.
//
// What only the colours decide is asked again in the second theme; everything else is the same there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import { sizes } from "./visitor.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const of_colour = ["color-contrast", "link-in-text-block"];

/** Of the dialog when one is open: what lies behind it was looked at before, and cannot be reached. */
async function findings(page, only) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    const where = document.querySelector("dialog[open]") ?? document;
    const { violations } = await window.axe.run(where, { runOnly, resultTypes: ["violations"], preload: false });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1, 3).join(" ").trim()}`));
  }, only);
}

/** Texts with a {name} in them, and what is wider than the screen. */
function blemishes() {
  const found = [];
  const said = [document.body.innerText];
  for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) said.push(element.getAttribute(name) ?? "");
  for (const text of said) for (const [hole] of text.matchAll(/.{0,20}(\{\w+(:[^}]*)?\}|\bundefined\b|\bNaN\b|\[object ).{0,20}/g)) found.push(`a text with a hole: ${hole}`);
  for (const box of [document.scrollingElement, document.querySelector("main")]) {
    if (!box || box.scrollWidth <= box.clientWidth + 1) continue;
    const edge = box.getBoundingClientRect().left + box.clientWidth;
    const over = [...box.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > edge + 1 && one.getClientRects().length);
    const names = over.slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class")}`);
    found.push(`${box.tagName} is ${box.scrollWidth} wide in ${box.clientWidth}: ${names.join(", ")}`);
  }
  return found;
}

export async function theme(visitor, name) {
  await visitor.page.evaluate((to) => {
    document.documentElement.dataset.theme = to;
  }, name);
}

/** Looks at the view that is on the screen. */
export async function look(visitor, view) {
  const { page } = visitor;
  const trouble = [];
  for (const [name, only] of [["dark", { type: "tag", values: tags }], ["light", { type: "rule", values: of_colour }]]) {
    await theme(visitor, name);
    for (const one of await findings(page, only)) trouble.push(`${name}: ${one}`);
  }
  trouble.push(...(await page.evaluate(blemishes)));
  assert.deepEqual(trouble, [], `${view} (${visitor.size}, ${visitor.lang})`);
}

/** A picture in both themes and both languages, in each of these sizes. */
export async function picture(visitor, face, in_sizes) {
  const { page } = visitor;
  const before = page.viewportSize();
  for (const size of in_sizes) {
    if (size !== visitor.size) await page.setViewportSize(sizes[size].viewport);
    for (let turn = 0; turn < 2; turn += 1) {
      const lang = await page.evaluate(() => (document.documentElement.lang === "en" ? "en" : "zh"));
      for (const name of ["dark", "light"]) {
        await theme(visitor, name);
        // Lists measure themselves when their room changes.
        await pause(100);
        await visitor.shot(`${face}-${size}-${name}-${lang}`);
      }
      await page.getByRole("button", { name: lang === "en" ? "中文" : "English", exact: true }).click();
    }
  }
  await page.setViewportSize(before);
}

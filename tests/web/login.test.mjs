// Coming in and going out: the first password, a wrong one, one's own, and accounts that an operator opens and closes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, stage } from "./support/visitor.mjs";

const { scene, it } = stage(["chief"]);
const own = "my own password 1";

async function type(visitor, account, password) {
  await visitor.field("login.account").fill(account);
  await visitor.page.getByLabel(visitor.t("login.password"), { exact: true }).fill(password);
  await visitor.press("login.submit");
}

for (const [lang, size] of [["zh", "phone"], ["en", "desktop"]]) {
  test(`a wrong password is refused in words (${lang}, ${size})`, scene(async ({ open }) => {
    const somebody = await open({ lang, size });
    await somebody.page.goto(it.stack.address);
    await type(somebody, "operator", "not the password");
    const alert = somebody.page.getByRole("alert");
    await eventually(async () => assert.match(await alert.innerText(), lang === "zh" ? /密码|账号/ : /password|account/));
    await somebody.shot(`login-wrong-${size}-${lang}`);
  }));
}

test("the operator comes in with the printed password, must choose one, and goes out", scene(async ({ open }) => {
  const operator = await open();
  const { page, t } = operator;
  await page.goto(it.stack.address);
  await type(operator, "operator", it.stack.password);
  await operator.sees(t("password.must"));
  await page.goto(`${it.stack.address}/accounts`);
  await operator.sees(t("password.must"));

  await page.getByLabel(t("password.old")).fill(it.stack.password);
  await page.getByLabel(t("password.new")).first().fill("short");
  await page.getByLabel(t("password.again")).fill("short");
  await operator.press("password.save");
  await operator.sees(t("password.short"));
  await page.getByLabel(t("password.new")).first().fill(own);
  await page.getByLabel(t("password.again")).fill(own);
  await operator.press("password.save");
  await page.getByRole("heading", { name: t("accounts.title") }).waitFor();

  await operator.account().click();
  await operator.press("app.sign_out");
  await page.getByRole("heading", { name: t("app.name") }).waitFor();
  await operator.field("login.account").waitFor();
  assert.equal((await operator.context.request.get(`${it.stack.address}/api/session`)).status(), 401);
  await type(operator, "operator", own);
  await page.getByRole("heading", { name: t("accounts.title") }).waitFor();
}));

for (const [lang, size] of [["zh", "desktop"], ["en", "phone"]]) {
  test(`an operator opens an account, and closes it under its owner's hands (${lang}, ${size})`, scene(async ({ open, enter }) => {
    const name = `liu.${lang}`;
    const chief = await enter("chief", { lang, size });
    const { page, t } = chief;
    await chief.go("/accounts");
    await chief.press("accounts.new");
    const form = chief.dialog("accounts.new");
    await form.getByLabel(t("accounts.name"), { exact: true }).fill(name);
    await form.getByLabel(t("accounts.person"), { exact: true }).fill("刘洋");
    await form.getByRole("searchbox").fill("cgw");
    await form.getByLabel(await chief.name("CGW")).check();
    await form.getByLabel(t("role.dept_officer")).check();
    await chief.press("accounts.create", {}, form);
    const secret = chief.dialog("accounts.secret.title", { name });
    const password = (await secret.locator("[tabindex='0']").innerText()).trim();
    await chief.button("close", {}, secret).last().click();

    const liu = await open({ lang, size });
    await liu.page.goto(it.stack.address);
    await type(liu, name, password);
    await liu.sees(t("password.must"));
    await liu.page.getByLabel(t("password.old")).fill(password);
    await liu.page.getByLabel(t("password.new")).first().fill(own);
    await liu.page.getByLabel(t("password.again")).fill(own);
    await liu.press("password.save");
    await liu.page.getByRole("heading", { name: t("desk.title") }).waitFor({ state: "attached" });
    assert.match(liu.page.url(), /\/desk$/);

    const edit = chief.dialog("accounts.edit.title", { name });
    const change = async (label) => {
      await page.getByRole("button", { name: `${t("accounts.edit")} ${name}` }).click();
      await edit.getByLabel(t(label)).click();
      await chief.press("accounts.save", {}, edit);
      await edit.waitFor({ state: "detached" });
    };
    // On the other screen nothing is clicked: what its owner may do comes and goes by itself.
    const accounts = liu.page.getByRole("navigation", { name: t("app.faces") }).getByRole("link", { name: t("app.face.accounts") });
    await change("accounts.operator");
    await accounts.waitFor();
    await change("accounts.operator");
    await accounts.waitFor({ state: "detached" });
    await change("accounts.disable");
    await chief.sees(t("accounts.disabled"));
    await liu.field("login.account").waitFor();
    await liu.sees(t("login.ended.over"));
    await type(liu, name, own);
    await eventually(async () => assert.notEqual((await liu.page.getByRole("alert").innerText()).trim(), ""));
  }));
}

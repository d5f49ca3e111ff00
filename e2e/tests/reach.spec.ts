// Nobody opens a record that is not theirs to open, and nobody learns from the answer that it is there.
import { checkPage } from "../lib/checks.ts";
import { allRecords } from "../lib/people.ts";
import { signOut } from "../lib/set-up.ts";
import { expect, test } from "../lib/test.ts";

test("another peer's person answers like nobody at all", async ({ page, signInAs }) => {
  await signInAs("Director");
  const everybody = await allRecords(page);
  await signOut(page);
  await signInAs("Walt");
  const own = new Set(await allRecords(page));
  const foreign = everybody.find((path) => !own.has(path)) ?? "";
  expect(foreign, "Walt may not open everybody").not.toBe("");

  const answerTo = async (path: string) => {
    expect((await page.goto(path))?.status()).toBe(404);
    await checkPage(page);
    return page.locator("main").innerText();
  };
  const [refused, missing] = [await answerTo(foreign), await answerTo("/people/01890000-0000-7000-8000-000000000000")];
  expect(refused).toBe(missing);
});

test("without signing in, a record leads to the sign-in page, and from there to the record", async ({ page, program, signInAs }) => {
  const ana = await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await signOut(page);
  await page.goto(record);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("E-mail address").fill(ana.email);
  await page.getByLabel("Password").fill(ana.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(program.address + record);
});

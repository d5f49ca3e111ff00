// Who looked at whom, who may do what, and an auditor who reads and cannot write.
import { checkPage } from "../lib/checks.ts";
import { allRecords } from "../lib/people.ts";
import { signOut } from "../lib/set-up.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";

test("the director reads who opened a record, and who may do what", async ({ page, signInAs, go }) => {
  await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  await signOut(page);
  await signInAs("Director");
  await page.goto(record);
  await page.getByRole("link", { name: "Who looked" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Who looked, who changed" })).toBeVisible();
  await checkPage(page);
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Ana Reyes" }).first()).toBeVisible();
  await picture(page, "audit");
  await go("/admin/permissions");
  await expect(page.getByRole("rowheader").filter({ hasText: "Follow a referral" })).toBeVisible();
});

test("an auditor reads, is offered no change, and cannot make one", async ({ page, signInAs }) => {
  await signInAs("Auditor");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  await checkPage(page);
  await expect(page.getByRole("link", { name: "Add contact" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Change", exact: true })).toHaveCount(0);
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  const answer = await page.evaluate(async (path) => (await fetch(path, { method: "POST", body: new URLSearchParams({ name_to_use: "Somebody else", version: "1" }) })).status, record);
  expect(answer).toBe(404);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).not.toContainText("Somebody else");
});

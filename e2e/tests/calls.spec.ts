// Support calls at the days and times that somebody wants: planned, on the day, and ended.
import { checkPage } from "../lib/checks.ts";
import { allRecords } from "../lib/people.ts";
import { expect, test } from "../lib/test.ts";

const WORDS = "Text first, the phone rings loud.";

test("calls are planned as somebody wants them, show on the caller's day, and the plan ends and goes on", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  const ana = await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  await page.getByRole("link", { name: "Calls and visits" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Calls and visits" })).toBeVisible();
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Choose at least one day." })).toBeVisible();
  await checkPage(page);

  await page.getByRole("radio", { name: "Call", exact: true }).check();
  for (const day of await page.getByRole("group", { name: "On which days?" }).getByRole("checkbox").all()) await day.check();
  await page.getByLabel("At what time?").fill("23:58");
  await page.getByLabel("Who calls or visits?").selectOption({ label: ana.name });
  await page.getByLabel("What should the caller know?").fill(WORDS);
  await page.getByRole("button", { name: "Make the plan" }).click();
  await expect(page.getByRole("status").getByText("The plan is made.")).toBeVisible();
  await checkPage(page);

  await go("/day");
  const call = page.locator("li[id^='promise-']").filter({ hasText: WORDS });
  await expect(call).toHaveCount(1);
  await expect(call).toContainText("11:58");

  await page.goto(`${record}/calls`);
  const plan = page.locator(".ac-card").filter({ hasText: WORDS });
  await plan.getByRole("button", { name: "End this plan" }).click();
  await expect(page.getByRole("status").getByText("The plan has ended.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("status").getByText("The plan goes on.")).toBeVisible();
});

test("where much is promised, the person's page shows what presses and leads to all of it", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  const ana = await signInAs("Ana");
  const record = (await allRecords(page)).at(-1) ?? "";
  for (const hour of ["20", "21", "22"]) {
    for (const minute of ["10", "50"]) {
      await page.goto(`${record}/calls`);
      await page.getByRole("radio", { name: "Call", exact: true }).check();
      for (const day of await page.getByRole("group", { name: "On which days?" }).getByRole("checkbox").all()) await day.check();
      await page.getByLabel("At what time?").fill(`${hour}:${minute}`);
      await page.getByLabel("Who calls or visits?").selectOption({ label: ana.name });
      await page.getByRole("button", { name: "Make the plan" }).click();
      await expect(page.getByRole("status").getByText("The plan is made.")).toBeVisible();
    }
  }
  await page.goto(record);
  await expect(page.locator(".ac-task")).toHaveCount(5);
  await page.getByRole("link", { name: "All that is promised" }).click();
  await expect(page.getByRole("heading", { name: "What is promised" })).toBeVisible();
  expect(await page.locator(".ac-task").count()).toBeGreaterThan(5);
  await checkPage(page);
});

// A spreadsheet with a mistake in it: seen by line and field, mended, brought in, and taken out again.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";
import type { Page } from "@playwright/test";

const HEADS = "First name,Last name,DOB,Phone,Intake date";
const ROWS = ["Juniper,Aldermoor,1990-02-03,617-555-0171,2024-01-05", "Tomas,Wrenfield,1985-02-31,617-555-0172,2024-02-06", "Mira,Coldbrook,1999-07-01,617-555-0173,2024-03-07"];
const MENDED = ROWS.map((row) => row.replace("1985-02-31", "1985-02-28"));

/** Gives a list of people to the page that takes files, and says which program they are for. */
async function choose(page: Page, name: string, rows: string[]): Promise<void> {
  await page.goto("/admin/import");
  await page.getByRole("radio", { name: "Participants" }).check();
  await page.getByLabel("The file", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from([HEADS, ...rows].join("\r\n")) });
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "What the columns mean" })).toBeVisible();
  await page.getByLabel("Program for all rows").selectOption({ index: 1 });
}

async function look(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Look at the file" }).click();
  await expect(page.getByRole("heading", { name: "What we found" })).toBeVisible();
  await checkPage(page);
}

test("a list with a wrong date is named by line and column, mended, brought in, found, and taken out again", async ({ page, signInAs, go }) => {
  test.setTimeout(180_000);
  await signInAs("Director");
  await go("/admin");
  await page.getByRole("link", { name: "Move data in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Move data in" })).toBeVisible();
  await checkPage(page);

  await choose(page, "spring.csv", ROWS);
  await checkPage(page);
  await page.getByLabel("Name of this mapping").fill("The spring list");
  await page.getByLabel("Keep this mapping for next time").check();
  await look(page);
  const problem = page.getByRole("listitem").filter({ hasText: "Line 3, DOB" });
  await expect(problem).toContainText("There is no such day in the calendar.");
  await expect(problem).toContainText("1985-02-31");
  await expect(page.getByRole("button", { name: /^Bring in/ })).toHaveCount(0);
  await picture(page, "import");

  await choose(page, "spring, mended.csv", MENDED);
  await expect(page.getByLabel("Name of this mapping"), "the mapping was kept").toHaveValue("The spring list");
  await look(page);
  await page.getByRole("button", { name: "Bring in 3 rows" }).click();
  await expect(page.getByText("Is in", { exact: true })).toBeVisible();
  await checkPage(page);
  const file = page.url();

  await go("/people?q=Wrenfeild");
  await page.getByRole("link", { name: /Tomas Wrenfield/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tomas Wrenfield" })).toBeVisible();
  await checkPage(page);

  await page.goto(file);
  await page.getByRole("button", { name: "Take it out again" }).click();
  await expect(page.getByText("Taken out", { exact: true })).toBeVisible();
  await checkPage(page);
  await page.goto("/people?q=Wrenfield");
  await expect(page.getByRole("link", { name: /Tomas Wrenfield/ })).toHaveCount(0);
});

test("how dates are read is kept with the file", async ({ page, signInAs }) => {
  await signInAs("Director");
  await choose(page, "dates.csv", ["Juniper,Aldermoor,45426,617-555-0171,2024-01-05 10:30"]);
  await page.getByRole("group", { name: /^DOB/ }).getByLabel(/^Bare numbers/).check();
  await look(page);
  await expect(page.getByRole("group", { name: /^DOB/ }).getByLabel(/^Bare numbers/)).toBeChecked();
  await expect(page.getByRole("listitem").filter({ hasText: /^Line 2, DOB/ })).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: /^Line 2, Intake date/ })).toHaveCount(1);
  await page.getByRole("group", { name: /^Intake date/ }).getByLabel("Leave out the time of day").check();
  await look(page);
  await expect(page.getByRole("group", { name: /^Intake date/ }).getByLabel("Leave out the time of day")).toBeChecked();
  await expect(page.getByRole("button", { name: "Bring in 1 row" })).toBeVisible();
});

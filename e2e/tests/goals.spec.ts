// A goal in the person's own words: steps, how far along, a look together, an ending, and the contact it was worked on in.
import { checkPage } from "../lib/checks.ts";
import { fillWhenAndWhere, nameOn, sign, tell } from "../lib/notes.ts";
import { allRecords } from "../lib/people.ts";
import { expect, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

const WORDS = "I want to sing in the choir again, in the back row.";

/** Writes a goal down from a person's page; ends on the goal's page. */
async function writeGoal(page: Page, record: string): Promise<void> {
  await page.goto(`${record}/goals`);
  await checkPage(page);
  await page.getByRole("link", { name: "Add a goal" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Write the goal in the person’s words." })).toBeVisible();
  await checkPage(page);
  await page.getByLabel(/^In .* words$/).fill(WORDS);
  await page.getByRole("radio").first().check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("The goal is written down.")).toBeVisible();
  if (!/\/goals\/[0-9a-f-]{36}$/.test(page.url())) await page.getByRole("link", { name: WORDS }).click();
  await expect(page.getByRole("heading", { name: "Steps", exact: true })).toBeVisible();
}

test("a goal gets a step, a rating and a look together, ends, and is opened again", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await writeGoal(page, record);
  await expect(page.getByRole("blockquote").filter({ hasText: WORDS })).toBeVisible();

  await page.getByText("Add a step", { exact: true }).click();
  await page.getByLabel("What is the step?").fill("Listen at one rehearsal.");
  await page.getByRole("radio", { name: "Peer" }).or(page.getByRole("radio")).first().check();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("status").getByText("The step is added.")).toBeVisible();
  await checkPage(page);
  const step = page.getByRole("listitem").filter({ hasText: "Listen at one rehearsal." });
  await step.getByRole("button", { name: "Done", exact: true }).click();
  await expect(page.getByRole("status").getByText("The step is done.")).toBeVisible();

  await page.getByLabel(/^How far along are you/).fill("11");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Choose a whole number from 0 to 10.").first()).toBeVisible();
  await page.getByLabel(/^How far along are you/).fill("4");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("The rating is saved.")).toBeVisible();
  await checkPage(page);

  await page.getByLabel("What did you see?").fill("It still matters.");
  await page.getByRole("button", { name: "We looked at it" }).click();
  await expect(page.getByRole("status").getByText(/^Good\. It comes up again/)).toBeVisible();
  await page.getByText("End this goal", { exact: true }).click();
  await page.getByRole("button", { name: "Set aside for now" }).click();
  await expect(page.getByRole("status").getByText("The goal has ended.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "How it changed" }).click();
  await expect(page.getByText("Set aside", { exact: true })).toBeVisible();
  await checkPage(page);
  await page.goBack();
  await page.getByRole("button", { name: "Open it again" }).click();
  await expect(page.getByRole("status").getByText("The goal is open again.")).toBeVisible();
});

test("a goal shows the contact in which it was worked on", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  const name = await nameOn(page);
  await writeGoal(page, record);
  const goal = page.url();
  await expect(page.getByText("No contact is linked to this goal yet.")).toBeVisible();
  await page.goto(record);
  await page.getByRole("main").getByRole("link", { name: "Add a contact" }).first().click();
  await page.getByRole("main").getByRole("button", { name }).first().click();
  await page.getByRole("checkbox", { name: WORDS }).check();
  await fillWhenAndWhere(page);
  await tell(page);
  await sign(page);
  await page.goto(goal);
  await expect(page.locator("main a[href^='/contacts/']")).toHaveCount(1);
  await checkPage(page);
});

// One person written down twice: seen while typing, made one with a preview, and taken apart again.
import { checkPage } from "../lib/checks.ts";
import { recordsOn } from "../lib/people.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";
import type { Page } from "@playwright/test";

async function search(page: Page, name: string): Promise<string[]> {
  await page.goto(`/people?q=${encodeURIComponent(name)}`);
  return recordsOn(page);
}

test("two records of one person become one and two again", async ({ page, signInAs, go }) => {
  await signInAs("Marcus");
  await go("/people");
  await picture(page, "people");
  await page.getByRole("link", { name: "Add a person" }).click();
  await page.getByLabel("Name to use").pressSequentially("Jordann Whitfeld");
  await expect(page.getByText("Are they here already?"), "alike people are shown while typing").toBeVisible();
  await checkPage(page);
  await page.getByLabel("Program").selectOption({ label: "First Steps Together" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByLabel("I have looked: this is somebody new").check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Jordann Whitfeld" })).toBeVisible();
  const doubled = new URL(page.url()).pathname;

  const [kept = ""] = (await search(page, "Jordan Whitfield")).filter((path) => path !== doubled);
  await page.goto(kept);
  await page.getByText("More about this record").click();
  await page.getByRole("link", { name: "Same person twice" }).click();
  await checkPage(page);
  await page.getByRole("searchbox").fill("Jordann");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "Jordann Whitfeld" }).click();
  await expect(page.getByRole("button", { name: "Make them one record" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Why are they the same person?").fill("Same birth date, same laugh.");
  await page.getByRole("button", { name: "Make them one record" }).click();
  await expect(page.getByRole("status").getByText("They are one record now.")).toBeVisible();
  await checkPage(page);
  expect((await page.goto(doubled))?.url(), "the other address leads to the record that was kept").toContain(kept);
  await page.getByText("More about this record").click();
  await page.getByRole("link", { name: "Same person twice" }).click();
  const merged = page.getByRole("status").filter({ hasText: "Two records were made one here." });
  await merged.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("They are two records again.")).toBeVisible();
  await page.goto(doubled);
  await expect(page.getByRole("heading", { level: 1, name: "Jordann Whitfeld" })).toBeVisible();
});

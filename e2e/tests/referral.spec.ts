// From the first word about somebody to a peer at their side.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";

test("a referral is tried, met in person, joined, and given a peer", async ({ page, signInAs, go }) => {
  await signInAs("Marcus");
  await go("/referrals");
  await picture(page, "referrals");
  await page.getByRole("link", { name: "Take in a referral" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Take in a referral" })).toBeVisible();
  await page.getByLabel("Name to use").fill("Robin Valecroft");
  await page.getByLabel("Program").selectOption({ label: "First Steps Together" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Choose who made the connection" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Who made the connection?").selectOption({ label: "School or college" });
  await page.getByLabel("What would help now?").fill("Somebody to sit with in the cafeteria.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("The clock has started.")).toBeVisible();
  await checkPage(page);

  await page.getByRole("radio", { name: "Phone" }).check();
  await page.getByRole("radio", { name: "No answer" }).check();
  await page.getByRole("button", { name: "Save this try" }).click();
  await expect(page.getByText("Tried", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "We met" }).click();
  await expect(page.getByRole("status").getByText("The clock has stopped.")).toBeVisible();
  await page.getByRole("radio", { name: "They join" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Joined", { exact: true })).toBeVisible();
  await checkPage(page);

  await page.getByRole("link", { name: "Open their record" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Robin Valecroft" })).toBeVisible();
  await expect(page.getByText("Needs somebody")).toBeVisible();
  await page.getByRole("link", { name: "Change who supports them" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Who supports them" })).toBeVisible();
  await page.getByLabel("Who?").first().selectOption({ index: 1 });
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByText("Needs somebody")).toBeHidden();
  await checkPage(page);
});

// My day: what is planned and promised, put off with a reason, handed over, kept with a word, and each taken back.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";
import type { Locator, Page } from "@playwright/test";

const PHONE = { width: 390, height: 844 };

/** The first promise of the day that a few words can keep, by its address on the page. */
async function firstToKeep(page: Page): Promise<Locator> {
  const card = page.locator("li[id^='promise-']").filter({ has: page.getByRole("link", { name: /^Done or more/ }) }).first();
  return page.locator(`#${await card.getAttribute("id")}`);
}

/** Opens what can be done with a promise, in its place. */
async function open(card: Locator): Promise<void> {
  await card.getByRole("link", { name: /^Done or more/ }).click();
  await expect(card.getByLabel("How was it kept?")).toBeVisible();
}

/** Takes back what was just done; the promise is on the day again. */
async function takeBack(card: Locator): Promise<void> {
  await card.getByRole("button", { name: "Undo" }).click();
  await expect(card.getByRole("link", { name: /^Done or more/ })).toBeVisible();
}

function inDays(days: number): string {
  const day = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(day);
}

test("the day begins with what is planned, on a phone", async ({ page, signInAs, go }) => {
  await page.setViewportSize(PHONE);
  await signInAs("Ana");
  await go("/day");
  await expect(page.getByRole("heading", { level: 2, name: "Planned today" })).toBeVisible();
  await picture(page, "my-day");
});

test("a promise is put off with a reason, handed over, and kept with a few words; each is taken back", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  await go("/day");
  const card = await firstToKeep(page);

  await open(card);
  await checkPage(page);
  await card.getByText("Put off", { exact: true }).first().click();
  await card.getByLabel("Until").fill(inDays(3));
  await card.getByRole("button", { name: "Put off" }).click();
  await expect(card.getByText("Say in a few words why it can wait.").first()).toBeVisible();
  await card.getByLabel("Why?", { exact: true }).fill("They are away until the weekend.");
  await card.getByRole("button", { name: "Put off" }).click();
  await expect(card.getByRole("status")).toContainText("Put off.");
  await checkPage(page);
  await page.reload();
  await page.getByText(/things? put off$/).click();
  await expect(card).toContainText("They are away until the weekend.");
  await go("/day");

  const next = await firstToKeep(page);
  await open(next);
  await next.getByText("Hand over", { exact: true }).first().click();
  await next.getByLabel("To whom?").selectOption({ index: 1 });
  await next.getByLabel("A word to them").fill("I am away on Friday.");
  await next.getByRole("button", { name: "Hand over" }).click();
  await expect(next.getByRole("status")).toContainText("Handed over.");
  await takeBack(next);

  await open(next);
  await next.getByRole("button", { name: "Done", exact: true }).click();
  await expect(next.getByText("Say in a few words how it was kept.").first()).toBeVisible();
  await next.getByLabel("How was it kept?").fill("We went to the library together.");
  await next.getByRole("button", { name: "Done", exact: true }).click();
  await expect(next.getByRole("status")).toContainText("Done.");
  await checkPage(page);
  await takeBack(next);
});

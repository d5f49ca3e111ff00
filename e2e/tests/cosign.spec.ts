// Two notes that need a second signature: one gets it, one comes back with a comment and is written anew.
import { checkPage } from "../lib/checks.ts";
import { beginNote, fillWhenAndWhere, saved, SAVED, section, sign, STORY, tell } from "../lib/notes.ts";
import { signOut } from "../lib/set-up.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";
import type { Page } from "@playwright/test";

async function writeAndSign(page: Page, start: string, end: string): Promise<string> {
  await beginNote(page);
  await fillWhenAndWhere(page);
  await page.getByLabel("Start", { exact: true }).fill(start);
  await page.getByLabel("End", { exact: true }).fill(end);
  await tell(page);
  return sign(page);
}

test("a supervisor co-signs one note and sends one back; its author answers and signs again", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  const good = await writeAndSign(page, "04:05", "04:40");
  const early = await writeAndSign(page, "05:05", "05:40");
  await expect(page.getByText("Waits for a second signature")).toBeVisible();
  await signOut(page);

  await signInAs("Marcus");
  await go("/cosign");
  await picture(page, "cosign");
  await go(good);
  await page.getByRole("button", { name: "Co-sign", exact: true }).click();
  await expect(page.getByRole("status").getByText("The note is co-signed.")).toBeVisible();
  await page.goto(early);
  await page.getByRole("button", { name: "Send back" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Say it in a few words." })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("What should change?").fill("What did they decide about Friday?");
  await page.getByRole("button", { name: "Send back" }).click();
  await expect(page.getByRole("status").getByText("The note went back to its author.")).toBeVisible();
  await signOut(page);

  await signInAs("Ana");
  await page.goto(good);
  await expect(page.getByText("Co-signed", { exact: true }).first()).toBeVisible();
  await go(early);
  await expect(page.getByText("What did they decide about Friday?").first()).toBeVisible();
  await page.getByRole("button", { name: "Write a new version" }).click();
  await expect(section.together(page)).toHaveValue(STORY.together);
  await checkPage(page);
  await section.next(page).fill("They go on Friday at nine, and said so twice.");
  await expect(saved(page)).toHaveText(SAVED);
  await sign(page);
  await expect(page.getByText("They go on Friday at nine, and said so twice.")).toBeVisible();
  await expect(page.getByText("Waits for a second signature")).toBeVisible();
  await page.getByRole("link", { name: "Compare versions" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Versions of a note" })).toBeVisible();
  await checkPage(page);
});

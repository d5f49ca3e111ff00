// Everything of a program, and everything of one person, taken out as tables and read as a page.
import { readFile } from "node:fs/promises";
import { checkPage } from "../lib/checks.ts";
import { nameOn } from "../lib/notes.ts";
import { allRecords } from "../lib/people.ts";
import { expect, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

/** Presses the button and answers the names of the files in what comes down. */
async function download(page: Page): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as tables" }).first().click();
  const bytes = await readFile(await (await coming).path());
  expect(bytes.subarray(0, 2).toString("latin1"), "a zip file").toBe("PK");
  return bytes.toString("latin1");
}

test("a director takes a program out as tables with a list of what each column means", async ({ page, signInAs, go }) => {
  await signInAs("Director");
  await go("/admin");
  await page.getByRole("link", { name: "Take data out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Take data out" })).toBeVisible();
  await checkPage(page);
  const why = page.getByLabel("Why is it taken out?").first();
  await page.getByRole("button", { name: "Download as tables" }).first().click();
  await expect(page.getByRole("main")).toContainText("Say in a few words why it is taken out.");
  await checkPage(page);
  await why.fill("We move to another system.");
  const zip = await download(page);
  for (const file of ["participants.csv", "referrals.csv", "data_dictionary.csv", "READ_ME.txt"]) expect(zip).toContain(file);
});

test("a supervisor reads everything on record about one person, and takes it out as tables", async ({ page, signInAs }) => {
  await signInAs("Supervisor");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  const name = await nameOn(page);
  await page.getByText("More about this record").click();
  await page.getByRole("link", { name: "Take out or print" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "A whole record" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(name);
  await checkPage(page);
  expect(await download(page)).toContain("contacts.csv");
  await page.getByRole("link", { name: "Back to the person" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});

test("a peer specialist is not offered to take a record out", async ({ page, signInAs }) => {
  await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await page.goto(record);
  await page.getByText("More about this record").click();
  await expect(page.getByRole("link", { name: "Invite to their own space" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Take out or print" })).toHaveCount(0);
  const answer = await page.goto(`${record}/export`);
  expect(answer?.status()).toBe(404);
});

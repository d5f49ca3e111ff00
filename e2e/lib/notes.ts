// Writing a note the way a peer specialist does: from "Add contact", in the usual template.
import { expect, type Page } from "@playwright/test";
import { checkPage } from "./checks.ts";

/** Four pieces of a story in which nothing is missing. */
export const STORY = {
  mattered: "The letter about the bus pass, and whether to go in alone.",
  together: "We read the letter twice, practiced the first sentence, and walked to the office.",
  ownWords: "“I can do the talking if you stand by the door.”",
  next: "They take the form along on Friday. I call in the morning.",
};

/** Begins a note about the first person whom the signed-in peer supports; answers the person's name. */
export async function beginNote(page: Page): Promise<string> {
  await page.goto("/contacts/new");
  const first = page.getByRole("region", { name: "People you support" }).getByRole("button").first();
  await first.click();
  await expect(page.getByRole("button", { name: "Sign", exact: true })).toBeVisible();
  return nameOn(page);
}

/** The name at the head of a person's page, without pronouns. */
export async function nameOn(page: Page): Promise<string> {
  const head = page.getByRole("heading", { level: 1 });
  return (await head.evaluate((heading) => heading.firstChild?.textContent ?? "")).trim();
}

export const section = {
  mattered: (page: Page) => page.getByLabel(/^What mattered to/),
  together: (page: Page) => page.getByLabel("What we did together", { exact: true }),
  ownWords: (page: Page) => page.getByLabel(/own words$/),
  next: (page: Page) => page.getByLabel("What's next and who does what"),
};

/** Where the state of saving is shown. */
export const saved = (page: Page) => page.locator("[data-draft-status]");

export const SAVED = /^Saved \d{1,2}:\d\d:\d\d/;

/** When and where: early this morning or yesterday evening, when the made-up organization sleeps. */
export async function fillWhenAndWhere(page: Page): Promise<void> {
  await page.getByLabel("Day", { exact: true }).fill(yesterday());
  await page.getByLabel("Start", { exact: true }).fill("05:05");
  await page.getByLabel("End", { exact: true }).fill("05:47");
  await page.getByLabel("Place", { exact: true }).selectOption({ label: "Out in the community" });
}

/** Tells the story. */
export async function tell(page: Page, story: typeof STORY = STORY): Promise<void> {
  await section.mattered(page).fill(story.mattered);
  await section.together(page).fill(story.together);
  await section.ownWords(page).fill(story.ownWords);
  await section.next(page).fill(story.next);
}

/** Signs what is written; ends on the page of the signed note, whose address it answers. */
export async function sign(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").getByText("Your note is signed.")).toBeVisible();
  await checkPage(page);
  return new URL(page.url()).pathname;
}

/** Yesterday in the made-up organization's zone, which is the browser's too. */
export function yesterday(): string {
  const day = new Date(Date.now() - 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(day);
}

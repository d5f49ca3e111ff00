// A note for two, on two devices at once: sent to the person before it is signed, answered, signed, talked about, taken along.
import { readFile } from "node:fs/promises";
import { checkPage, visit, watch } from "../lib/checks.ts";
import { fillWhenAndWhere, STORY, tell } from "../lib/notes.ts";
import { recordsOn } from "../lib/people.ts";
import { signInWith } from "../lib/set-up.ts";
import { expect, personOf, test } from "../lib/test.ts";
import type { Download, Page } from "@playwright/test";

const OWN_WORDS = "We read it once, and I did the reading.";
const DISAGREEMENT = "I never said that I was afraid. Please keep this here.";
const ANSWER = "Thank you for telling me. I will ask before I write that again.";

/** The text of what a link downloads. */
async function taken(page: Page, link: string): Promise<string> {
  const coming: Promise<Download> = page.waitForEvent("download");
  await page.getByRole("link", { name: link }).click();
  return readFile(await (await coming).path(), "utf8");
}

test("a participant and a peer write a note together, disagree, talk about it, and the participant takes it along", async ({
  page,
  browser,
  baseURL,
  program,
  signInAs,
  go,
}) => {
  test.setTimeout(240_000);
  const phone = await (await browser.newContext({ baseURL: baseURL ?? "", viewport: { width: 390, height: 800 } })).newPage();
  watch(phone);
  await signInWith(phone, personOf(program, "Jordan"));
  await phone.waitForURL((url) => url.pathname.startsWith("/me"));

  await signInAs("Ana");
  // By the search: who is among the people seen lately depends on the day of the week.
  await page.goto("/people?q=Jordan+Whitfield");
  const [record = ""] = await recordsOn(page);
  await page.goto(record);
  await page.getByRole("main").getByRole("link", { name: "Add a contact" }).click();
  await page.getByRole("button", { name: /Jordan Whitfield/ }).click();
  await fillWhenAndWhere(page);
  await tell(page);
  await page.getByRole("button", { name: /^Read it with Jordan/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Read this note" })).toBeVisible();
  await expect(page.getByText(STORY.together)).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "Back to writing" }).click();
  await page.getByRole("button", { name: /^Send it to Jordan/ }).click();
  await expect(page.getByRole("status").getByText("The note is on their page.")).toBeVisible();
  await checkPage(page);

  await visit(phone, "/me/notes");
  await phone.getByRole("link", { name: "A note waits for you" }).click();
  await expect(phone.getByText(STORY.together)).toBeVisible();
  await checkPage(phone);
  await phone.getByRole("button", { name: "Send my answer" }).click();
  await expect(phone.getByRole("alert").getByRole("link", { name: "Choose an answer, or write a few words." })).toBeVisible();
  await checkPage(phone);
  await phone.getByRole("radio", { name: "No, I do not agree" }).check();
  await phone.getByLabel("Your own words").fill(OWN_WORDS);
  await phone.getByRole("button", { name: "Send my answer" }).click();
  await expect(phone.getByRole("status").getByText("Your answer goes into the note.")).toBeVisible();

  await page.reload();
  await expect(page.getByText(OWN_WORDS)).toBeVisible();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").getByText("Your note is signed.")).toBeVisible();
  await expect(page.getByText("does not agree with the note")).toBeVisible();
  await checkPage(page);
  const note = new URL(page.url()).pathname;

  await visit(phone, note.replace("/contacts/", "/me/notes/"));
  await expect(phone.getByText(OWN_WORDS)).toBeVisible();
  await phone.getByRole("radio", { name: /^I do not agree/ }).check();
  await phone.getByLabel("Your words", { exact: true }).fill(DISAGREEMENT);
  await phone.getByRole("button", { name: "Send", exact: true }).click();
  await expect(phone.getByRole("status").getByText("You will get an answer.")).toBeVisible();
  await checkPage(phone);

  await go("/day");
  await expect(page.getByText("Answer what someone said of a note").first()).toBeVisible();
  await go(note);
  await expect(page.getByRole("heading", { name: "Statement of disagreement" })).toBeVisible();
  await page.getByLabel("Your answer").fill(ANSWER);
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("status").getByText("Your answer is sent.")).toBeVisible();
  await checkPage(page);
  await go(`${note}/print`);
  await expect(page.getByText(DISAGREEMENT)).toBeVisible();

  await phone.reload();
  await expect(phone.getByText(ANSWER)).toBeVisible();
  await phone.getByRole("link", { name: "Print this note" }).click();
  await expect(phone.getByText(DISAGREEMENT)).toBeVisible();
  await checkPage(phone);
  await visit(phone, "/me/record");
  const data = JSON.parse(await taken(phone, "Get it as data")) as { format: string; notes: { your_words: string; said: { words: string }[] }[] };
  expect(data.format).toBe("accompany.my-record");
  const found = data.notes.find(({ your_words }) => your_words === OWN_WORDS);
  expect(found?.said.map(({ words }) => words)).toEqual([DISAGREEMENT, ANSWER]);
  const book = await taken(phone, "Get it as a page");
  expect(book).toContain(ANSWER);
  await visit(phone, "/me/record/print");
  await expect(phone.getByText(DISAGREEMENT)).toBeVisible();
  await phone.context().close();
});

test("a note that is held back is on the director's list and not on the person's page", async ({ page, program, browser, baseURL, signInAs, go }) => {
  test.setTimeout(240_000);
  const phone = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  watch(phone);
  await signInWith(phone, personOf(program, "Jordan"));
  await phone.waitForURL((url) => url.pathname.startsWith("/me"));
  await visit(phone, "/me/notes");
  const first = phone.locator("a[href^='/me/notes/']").first();
  const note = ((await first.getAttribute("href")) ?? "").replace("/me/notes/", "/contacts/");

  await signInAs("Marcus");
  await go(note);
  await page.getByRole("link", { name: /^Hold this note back from Jordan/ }).click();
  await page.getByRole("button", { name: "Hold it back" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Choose a reason that the law names." })).toBeVisible();
  await checkPage(page);
  await page.getByRole("radio", { name: /^Preventing harm/ }).check();
  await page.getByLabel("What makes it so in this case?").fill("It names where somebody else lives now.");
  await page.getByRole("button", { name: "Hold it back" }).click();
  await expect(page.getByRole("status").getByText("The note is held back.")).toBeVisible();
  await checkPage(page);

  await visit(phone, "/me/notes");
  await expect(phone.getByText("One part of your record is not shown here right now.")).toBeVisible();
  await expect(phone.locator(`a[href='${note.replace("/contacts/", "/me/notes/")}']`)).toHaveCount(0);
  await phone.context().close();
});

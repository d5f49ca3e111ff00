// A note written on a bad line, over the end of a session, on a tab that closes: every word is there when it is signed.
import { checkPage, forgive, watch } from "../lib/checks.ts";
import { beginNote, fillWhenAndWhere, saved, SAVED, section, sign, STORY, tell } from "../lib/notes.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";

test("a note lives through a lost line and an ended session, and is signed whole", async ({ page, context, signInAs }) => {
  const ana = await signInAs("Ana");
  const name = await beginNote(page);
  await checkPage(page);
  await fillWhenAndWhere(page);
  await section.mattered(page).fill(STORY.mattered);
  await expect(saved(page)).toHaveText(SAVED);

  await context.setOffline(true);
  await section.together(page).fill(STORY.together);
  await expect(saved(page)).toHaveText("Saved on this device, waiting for a line");
  await section.ownWords(page).fill(STORY.ownWords);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(saved(page)).toContainText("Not sent yet");
  await context.setOffline(false);
  await expect(saved(page)).toHaveText(SAVED);
  forgive(page, /ERR_INTERNET_DISCONNECTED|htmx:(afterRequest|sendError)/);

  await context.clearCookies({ name: "session" });
  await section.next(page).fill(STORY.next);
  const dialog = page.getByRole("dialog", { name: "Please sign in again" });
  await expect(dialog).toBeVisible();
  forgive(page, /status of 401|Status Error Code 401/);
  await checkPage(page);
  await dialog.getByLabel("Email").fill(ana.email);
  await dialog.getByLabel("Password").fill("not the one");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("not right");
  await dialog.getByLabel("Password").fill(ana.password);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(saved(page)).toHaveText(SAVED);

  await sign(page);
  for (const words of Object.values(STORY)) await expect(page.getByText(words)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});

test("a closed tab loses nothing, neither what was saved nor what was not", async ({ page, context, signInAs }) => {
  await signInAs("Ana");
  await beginNote(page);
  const address = page.url();
  await section.mattered(page).fill(STORY.mattered);
  await expect(saved(page)).toHaveText(SAVED);
  await context.setOffline(true);
  await section.together(page).fill(STORY.together);
  await expect(saved(page)).toHaveText("Saved on this device, waiting for a line");
  await page.close();
  await context.setOffline(false);

  const again = await context.newPage();
  watch(again);
  await again.goto("/drafts");
  await checkPage(again);
  await again.goto(address);
  await expect(section.mattered(again)).toHaveValue(STORY.mattered);
  const panel = again.getByRole("region", { name: "This device has words that were not saved" });
  await panel.getByRole("button", { name: "Use the words from this device" }).click();
  await expect(section.together(again)).toHaveValue(STORY.together);
  await expect(saved(again)).toHaveText(SAVED);
  await again.reload();
  await expect(section.together(again)).toHaveValue(STORY.together);
});

test("a second device shows both versions and overwrites neither", async ({ page, context, signInAs }) => {
  await signInAs("Ana");
  await beginNote(page);
  const phone = await context.newPage();
  await phone.goto(page.url());
  await section.together(phone).fill("From the phone, on the bus.");
  await expect(saved(phone)).toHaveText(SAVED);
  await section.together(page).fill("From the desk, afterwards.");
  const panel = page.getByRole("region", { name: "This note was also changed somewhere else" });
  await expect(panel).toContainText("phone");
  await checkPage(page);
  await panel.getByRole("button", { name: "Keep both" }).click();
  await expect(section.together(page)).toHaveValue(/From the desk, afterwards\.[^]*From the phone, on the bus\./);
  await expect(saved(page)).toHaveText(SAVED);
});

test("the meter says what is missing, hard words are marked with softer ones, and the writer decides", async ({ page, signInAs }) => {
  await signInAs("Ana");
  await beginNote(page);
  const missing = page.getByRole("heading", { name: "What this note still needs" });
  await expect(missing).toBeVisible();
  await fillWhenAndWhere(page);
  await tell(page, { ...STORY, together: "They were non-compliant with the plan. They said “I was non-compliant and proud”." });
  const marks = page.getByRole("region", { name: "Words you could say another way" });
  await expect(marks.locator("mark")).toHaveText(["non-compliant"]);
  await checkPage(page);
  await marks.scrollIntoViewIfNeeded();
  await picture(page, "note-editor");
  await section.together(page).fill(STORY.together);
  await expect(marks).toBeHidden();
  await expect(page.getByRole("heading", { name: "This note has everything it needs" })).toBeVisible();
  await sign(page);
});

test("signing without the times says which, beside each field, and keeps the words", async ({ page, signInAs }) => {
  await signInAs("Ana");
  await beginNote(page);
  await tell(page);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Enter when it started." })).toBeVisible();
  await checkPage(page);
  await expect(section.together(page)).toHaveValue(STORY.together);
  await expect(page.getByLabel("Start", { exact: true })).toHaveAttribute("aria-invalid", "true");
});

// Every page works without script: signing in, writing a note, signing it.
import { beginNote, fillWhenAndWhere, section, STORY, tell } from "../lib/notes.ts";
import { htmlErrors, watch } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";

test.use({ javaScriptEnabled: false });

test("a note is written, saved and signed without script", async ({ page, program }) => {
  const ana = program.signIns.find(({ name }) => name.startsWith("Ana"));
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(ana?.email ?? "");
  await page.getByLabel("Password").fill(ana?.password ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await beginNote(page);
  await tell(page);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("Your draft is saved.")).toBeVisible();
  await expect(section.together(page)).toHaveValue(STORY.together);
  await fillWhenAndWhere(page);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByText("Your note is signed.")).toBeVisible();
  for (const words of Object.values(STORY)) await expect(page.getByText(words)).toBeVisible();
  expect(htmlErrors(await watch(page).html)).toEqual([]);
});

// On a phone of 360 px: people, a person, and a try to reach somebody in three taps.
import { checkPage, visit } from "../lib/checks.ts";
import { recordsOn } from "../lib/people.ts";
import { expect, test } from "../lib/test.ts";
import { picture } from "../lib/tour.ts";

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("a try to reach somebody takes three taps from anywhere, and can be taken back", async ({ page, signInAs, go }) => {
  await signInAs("Ana");
  await go("/people");
  await page.getByRole("link", { name: "Add contact" }).tap();
  await page.getByRole("link", { name: /^Tried to reach/ }).first().tap();
  await page.getByRole("button", { name: "No answer" }).tap();
  const said = page.getByRole("status").filter({ hasText: "Your try is saved." });
  await expect(said).toBeVisible();
  await checkPage(page);
  await said.getByRole("button", { name: "Undo" }).tap();
  await expect(page.getByText("Entered in error").first()).toBeVisible();
});

test("finding somebody by a name as it was heard", async ({ page, signInAs, go }) => {
  await signInAs("Marcus");
  await go("/people?q=Jordn+Witfeld");
  await expect(page.getByRole("link", { name: /Jordan/ }).first()).toBeVisible();
  const [jordan = ""] = await recordsOn(page);
  await go(jordan);
  await picture(page, "person");
});

test("with the largest letters, in Spanish, nothing leaves the page", async ({ page, signInAs, go }) => {
  await signInAs("Darnell");
  await go("/people");
  const [person = ""] = await recordsOn(page);
  await page.getByLabel("Language", { exact: true }).selectOption("es");
  await page.getByLabel("Text size").selectOption("largest");
  await page.getByRole("button", { name: "Use these" }).tap();
  await expect(page.getByRole("navigation", { name: "Principal" })).toBeVisible();
  for (const path of ["/day", "/people", person, `${person}/goals`, `${person}/contacts`, "/contacts/new", "/drafts", "/referrals", "/team", "/account"]) {
    await visit(page, path);
  }
});

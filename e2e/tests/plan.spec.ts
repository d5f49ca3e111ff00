// The participant's own plan: written, printed, read without a line, shared with the peer, and closed again.
import { checkPage, forgive, visit, watch } from "../lib/checks.ts";
import { recordsOn } from "../lib/people.ts";
import { signInWith, signOut } from "../lib/set-up.ts";
import { expect, personOf, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

const WORDS = "Two loud rooms in one day.";

test.use({ viewport: { width: 360, height: 740 } });

/** Opens the section with this heading on the plan's page. */
async function unfold(page: Page, label: string): Promise<void> {
  const section = page.locator("details", { has: page.locator("summary", { hasText: label }) });
  if (!(await section.evaluate((element: HTMLDetailsElement) => element.open))) await section.locator("summary").click();
}

async function write(page: Page, label: string, words: string): Promise<void> {
  await unfold(page, label);
  await page.locator("details", { hasText: label }).getByRole("button", { name: "Write", exact: true }).click();
  await checkPage(page);
  await page.getByLabel("In my own words").fill(words);
  await expect(page.locator("[data-draft-status]")).toHaveText(/^Saved/);
  await page.getByRole("button", { name: "Save this part" }).click();
  await expect(page.getByRole("status").getByText("Saved. What it said before is still there.")).toBeVisible();
}

test("a section is written, kept in versions, printed, and read on the phone without a line", async ({ page, context, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Jordan");
  await go("/me/plan");
  await write(page, "What throws me off", WORDS);
  await checkPage(page);
  await go("/me/plan/sections/stressors");
  await go("/me/plan/sections/early_signs/versions");
  await page.getByRole("button", { name: "Bring this back" }).click();
  await expect(page.getByRole("status").getByText("These words are back.")).toBeVisible();
  await go("/me/plan/tools");
  await go("/me/plan/papers");
  await go("/me/plan/sharing");
  await go("/me/plan/forms");
  await go("/me/plan/print");
  await expect(page.getByText(WORDS)).toBeVisible();
  await go("/me/plan/card");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { name: "Who to call" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await page.emulateMedia({ media: "screen" });

  await page.goto("/me/plan");
  await expect(page.getByText("Your plan is kept on this phone.")).toBeVisible();
  await context.setOffline(true);
  await page.goto("/me/plan");
  await expect(page.getByText("There is no signal.")).toBeVisible();
  await expect(page.getByText(WORDS)).toBeVisible();
  await page.goto("/me/circle");
  await expect(page.getByText(WORDS)).toBeVisible();
  await context.setOffline(false);
  forgive(page, /ERR_INTERNET_DISCONNECTED|Failed to fetch/);

  await page.goto("/me/plan");
  await signOut(page);
  // The page after signing out has let the plan go.
  await expect.poll(() => page.evaluate(keptPages)).toBe(0);
  await context.setOffline(true);
  await expect(page.goto("/me/plan")).rejects.toThrow();
  await context.setOffline(false);
  forgive(page, /ERR_/);
});

/** How many sealed pages this device holds. */
function keptPages(): Promise<number> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("accompany");
    open.onerror = () => reject(open.error ?? new Error("no database"));
    open.onsuccess = () => {
      const keys = open.result.transaction("words", "readonly").objectStore("words").getAllKeys();
      keys.onsuccess = () => {
        open.result.close();
        resolve(keys.result.filter((key) => String(key).includes(" page ")).length);
      };
    };
  });
}

test("a section is shared with the peer, seen on their screen, and closed at once", async ({ page, browser, program, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Jordan");
  await go("/me/plan");
  await write(page, "What throws me off", WORDS);

  const theirs = await browser.newContext({ baseURL: program.address });
  const peer = await theirs.newPage();
  watch(peer);
  await signInWith(peer, personOf(program, "Ana"));
  await peer.waitForURL((url) => url.pathname !== "/sign-in");
  await peer.goto("/people?q=Jordan+Whitfield");
  const [record = ""] = await recordsOn(peer);
  const shared = record.replace(/.*\/people\//, "/shared/") + "/plan";
  await visit(peer, shared);
  await expect(peer.getByText(WORDS)).toHaveCount(0);

  await page.goto("/me/plan/sections/stressors");
  await page.getByRole("button", { name: /^Share with Ana/ }).click();
  await expect(page.getByRole("status").getByText(/can now see “What throws me off”/)).toBeVisible();
  await checkPage(page);
  await visit(peer, shared);
  await expect(peer.getByText(WORDS)).toBeVisible();
  await expect(peer.getByRole("heading", { name: "Who to call" })).toHaveCount(0);

  await page.getByRole("button", { name: /^Stop sharing with Ana/ }).click();
  await expect(page.getByRole("status").getByText("They can no longer see it.")).toBeVisible();
  await peer.reload();
  await expect(peer.getByText(WORDS)).toHaveCount(0);
  await theirs.close();
});

test("a circle is drawn and told, grows, and remembers who used to be there", async ({ page, signInAs, go }) => {
  await signInAs("Jordan");
  await go("/me/circle");
  await page.getByRole("link", { name: "Add to my circle" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Please write a name." })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Name").fill("The corner bakery");
  await page.getByRole("radio", { name: "A place" }).check();
  await page.getByRole("radio", { name: "Further out" }).check();
  await page.getByLabel("What do you get from it?").fill("Bread on Fridays.");
  await expect(page.locator("[data-draft-status]")).toHaveText(/^Saved/);
  await page.goto("/me/circle/new");
  await expect(page.getByLabel("Name"), "no word is lost").toHaveValue("The corner bakery");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("img", { name: "My circle as a picture" })).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "The corner bakery" }).click();
  await page.getByLabel("Until when?").fill("2020-01-01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("region", { name: "Used to be here" }).getByText("The corner bakery")).toBeVisible();
  await checkPage(page);
});

test("a tool goes into the box, is tried, and comes up on its day", async ({ page, signInAs, go }) => {
  await signInAs("Jordan");
  await go("/me/plan/tools");
  await page.getByLabel("What is it?").fill("Sit on the back step");
  await page.getByLabel(/^On which day/).fill("2020-01-01");
  await expect(page.locator("[data-draft-status]")).toHaveText(/^Saved/);
  await page.reload();
  await expect(page.getByLabel("What is it?"), "no word is lost").toHaveValue("Sit on the back step");
  await page.getByRole("button", { name: "Put it in" }).click();
  await expect(page.getByRole("status").getByText("It is in your toolbox.")).toBeVisible();
  await page.goto("/me/plan");
  await page.getByRole("region", { name: "You wanted to think of this" }).getByRole("link", { name: "Sit on the back step" }).click();
  await checkPage(page);
  await page.getByRole("radio", { name: "It helped a lot" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Saved.")).toBeVisible();
  await page.goto("/me/plan");
  await expect(page.getByRole("link", { name: "Sit on the back step" })).toHaveCount(0);
});

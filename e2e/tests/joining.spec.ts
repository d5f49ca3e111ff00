// A person's own space, on two devices at once: a peer hands over a code, Jordan comes in on a phone and lets a friend
// see one goal, and one tap takes it back.
import { checkPage, forgive, visit, watch } from "../lib/checks.ts";
import { NEUTRAL, pressEscapeTwice, standInForNeutral } from "../lib/leaving.ts";
import { recordsOn } from "../lib/people.ts";
import { signInWith, signOut } from "../lib/set-up.ts";
import { expect, personOf, test, testWithMail } from "../lib/test.ts";
import type { Browser, Page } from "@playwright/test";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const PASSWORD = "three ducks by the quiet canal";

/** Another device, such as somebody's own phone. */
async function device(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ ...PHONE, ...(baseURL ? { baseURL } : {}), locale: "en-US", timezoneId: "America/New_York" });
  const page = await context.newPage();
  watch(page);
  return page;
}

/** The code on the paper that a page shows. */
const codeOn = (page: Page) => page.locator(".ac-code").innerText();

/** Comes in with a code: how they read, then how they sign in. */
async function comeIn(page: Page, code: string, name: string): Promise<void> {
  await visit(page, "/join");
  await page.getByLabel("Code", { exact: true }).fill(code.toLowerCase());
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("How large should the words be?")).toBeVisible();
  await checkPage(page);
  await page.getByRole("radio", { name: "Large", exact: true }).check();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-text", "large");
  await checkPage(page);
  await page.getByLabel("How do you want to sign in?").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Go to my space" }).click();
}

test("a peer invites, the person comes in on a phone, lets a friend see one goal, and stops it with one tap", async ({ page, browser, baseURL, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  await go("/people");
  const [first = ""] = await recordsOn(page);
  await go(first);
  await page.getByText("More about this record").click();
  await page.getByRole("link", { name: "Invite to their own space" }).click();
  await checkPage(page);
  await page.getByRole("button", { name: "Make a code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your way in" })).toBeVisible();
  await checkPage(page);
  const code = await codeOn(page);

  const jordan = await device(browser, baseURL);
  await comeIn(jordan, code, "jordan.at.home");
  await expect(jordan.getByRole("heading", { level: 1 })).toContainText("Hello");
  await checkPage(jordan);
  expect(await jordan.title()).not.toContain("Jordan");
  await page.goto(`/join?code=${code}`);
  await expect(page.getByText("used"), "a code counts once").toBeVisible();

  const goals = jordan.getByRole("region", { name: "My goals" }).getByRole("listitem");
  const shared = (await goals.first().locator(".ac-task__what").evaluate((line) => line.firstChild?.textContent ?? "")).trim();
  expect(shared).not.toBe("");
  await jordan.getByRole("link", { name: "My people" }).click();
  await checkPage(jordan);
  await jordan.getByRole("link", { name: "Let someone in" }).click();
  await jordan.getByRole("button", { name: "Make a code" }).click();
  await expect(jordan.getByRole("alert").getByRole("link", { name: "Tick at least one thing that they may see." })).toBeVisible();
  await checkPage(jordan);
  await jordan.getByLabel("What you call them").fill("Rae");
  await jordan.getByRole("checkbox", { name: shared }).check();
  await jordan.getByRole("button", { name: "Make a code" }).click();
  // The words of the form are kept before it leaves.
  await expect(jordan.locator(".ac-code")).toBeVisible();
  await checkPage(jordan);
  const forRae = await codeOn(jordan);

  const rae = await device(browser, baseURL);
  await comeIn(rae, forRae, "rae.at.home");
  await expect(rae.getByRole("heading", { level: 1, name: "Shared with me" })).toBeVisible();
  await checkPage(rae);
  await expect(rae.locator("main").getByRole("listitem")).toHaveText([new RegExp(escaped(shared))]);
  for (const closed of ["/me", "/people", "/me/people", first]) {
    expect((await rae.goto(closed))?.status(), `${closed} for a supporter`).toBe(404);
  }

  await visit(jordan, "/me/people");
  await jordan.getByRole("button", { name: "Stop sharing with Rae" }).tap();
  await expect(jordan.getByRole("status").getByText("Rae sees nothing here now.")).toBeVisible();
  await rae.goto("/shared");
  await expect(rae.getByText("No one shares anything with you right now.")).toBeVisible();
  await expect(rae.getByText(shared)).toHaveCount(0);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

test("the made-up participant finds their space, and their supporter what is shared", async ({ page, program, go }) => {
  await signInWith(page, personOf(program, "Jordan"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Hello");
  await checkPage(page);
  await go("/me/people");
  await expect(page.getByRole("heading", { level: 2, name: /^Sol/ })).toBeVisible();
  await signOut(page);
  await signInWith(page, personOf(program, "Sol"));
  await expect(page.getByRole("heading", { level: 1, name: "Shared with me" })).toBeVisible();
  await checkPage(page);
});

test("on a shared device, leaving quickly ends the session and shows a page that says nothing", async ({ page, program }) => {
  await standInForNeutral(page);
  const jordan = personOf(program, "Jordan");
  const signIn = async () => {
    await visit(page, "/sign-in");
    await page.getByLabel("E-mail address").fill(jordan.email);
    await page.getByLabel("Password").fill(jordan.password);
    await page.getByLabel("Other people use this device").check();
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Hello");
  };
  await signIn();
  const session = (await page.context().cookies()).find(({ name }) => name === "session");
  expect(session?.expires, "the browser drops it when it is closed").toBe(-1);
  expect((await page.context().cookies()).some(({ name }) => name === "browser")).toBe(false);
  await pressEscapeTwice(page);
  await page.waitForURL(NEUTRAL);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();

  await signIn();
  await page.getByRole("button", { name: "Leave quickly" }).click();
  await page.waitForURL(NEUTRAL);
  await page.goto("/me");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  forgive(page, /weather/);
});

testWithMail("somebody who wants no password comes in by a code that is mailed each time", async ({ page, browser, baseURL, post, signInAs, go }) => {
  testWithMail.setTimeout(150_000);
  await signInAs("Ana");
  await go("/people");
  const [first = ""] = await recordsOn(page);
  await go(`${first}/invitation`);
  await page.getByRole("button", { name: "Make a code" }).click();
  const code = await codeOn(page);

  const mine = await device(browser, baseURL);
  await visit(mine, `/join?code=${code}`);
  await mine.getByRole("button", { name: "Go on" }).click();
  await mine.getByLabel("How do you want to sign in?").fill("sam@mail.example");
  await mine.getByRole("radio", { name: /^A new code each time/ }).check();
  await checkPage(mine);
  await mine.getByRole("button", { name: "Go to my space" }).click();
  await expect(mine.getByRole("heading", { level: 1 })).toContainText("Hello");
  await signOut(mine);

  await mine.getByLabel("E-mail address").fill("sam@mail.example");
  await mine.getByRole("button", { name: "Mail me a code" }).click();
  await expect(mine.getByRole("heading", { level: 1, name: "Look in your mail" })).toBeVisible();
  await checkPage(mine);
  const letter = await post.letterTo("sam@mail.example");
  const mailed = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(letter.text)?.[0] ?? "";
  expect(letter.subject, "nothing personal shows on a locked screen").toBe("Your code");
  await mine.getByLabel("Code from the mail").fill("ZZZZ-ZZZZ");
  await mine.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(mine.getByRole("alert").getByText("That code did not work.")).toBeVisible();
  await checkPage(mine);
  await mine.getByLabel("Code from the mail").fill(mailed.toLowerCase());
  await mine.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(mine.getByRole("heading", { level: 1 })).toContainText("Hello");
  await checkPage(mine);
});

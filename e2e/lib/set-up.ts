// A program without the made-up people: its one-time link, followed as the first director follows it.
import { expect, type Page } from "@playwright/test";
import { checkPage, visit } from "./checks.ts";
import { setUpLinkIn, type Program, type SignIn } from "./program.ts";

/** The first director of a fresh program. */
export const RUTH: SignIn = { role: "Director", name: "Ruth Alvarez", email: "ruth@harbor.example", password: "a lamp beside the long road" };

/** Sets up an organization from the printed link; ends signed in, on the page that says what to do next. */
export async function setUp(page: Page, program: Program): Promise<void> {
  await visit(page, program.address + setUpLinkIn(program.printed()));
  await fillSetUp(page);
  await page.getByRole("button", { name: "Finish set-up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are set up" })).toBeVisible();
  await checkPage(page);
}

/** Fills the set-up form as Ruth. */
export async function fillSetUp(page: Page): Promise<void> {
  await page.getByLabel("Name of your organization").fill("Harbor Peers");
  await page.getByLabel("Time zone").selectOption("America/New_York");
  await page.getByLabel("Name of the first site").fill("Pier Street");
  await page.getByLabel("Name of the program").fill("First Tide");
  await page.getByLabel("Your name").fill(RUTH.name);
  await page.getByLabel("E-mail address").fill(RUTH.email);
  await page.getByLabel("New password").fill(RUTH.password);
}

/** Signs in with e-mail address and password; a second step may follow. */
export async function signInWith(page: Page, { email, password }: SignIn): Promise<void> {
  await visit(page, "/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs out by the menu of the account. */
export async function signOut(page: Page): Promise<void> {
  await page.locator("summary", { hasText: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
}

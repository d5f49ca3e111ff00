// Signing in with a second step and with a passkey.
import { checkPage } from "../lib/checks.ts";
import { codeAt, nextCode } from "../lib/codes.ts";
import { addAuthenticator } from "../lib/passkeys.ts";
import { RUTH, setUp, signInWith, signOut } from "../lib/set-up.ts";
import { expect, testFromScratch as test } from "../lib/test.ts";

test("a code from the phone is set up, asked for, and counts once", async ({ page, program, go }) => {
  await setUp(page, program);
  await go("/account");
  await page.getByRole("link", { name: "Set up codes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Set up codes from your phone" })).toBeVisible();
  await checkPage(page);
  const seed = await page.locator("code").innerText();
  const first = codeAt(seed, Date.now());
  await page.getByLabel("Code from your app").fill(first);
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your recovery codes" })).toBeVisible();
  await checkPage(page);
  const recovery = await page.locator("main code").first().innerText();
  await signOut(page);

  await signInWith(page, RUTH);
  await expect(page.getByRole("heading", { level: 1, name: "One more step" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Code from your app").fill(first);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").getByText("That code did not work."), "a code counts once").toBeVisible();
  await page.getByLabel("Code from your app").fill(nextCode(seed));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await signOut(page);

  await signInWith(page, RUTH);
  await page.getByLabel("Code from your app").fill(recovery);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" }), "without the phone, a recovery code opens").toBeVisible();
});

test("a passkey is added and signs in without a password", async ({ page, program, go }) => {
  const held = await addAuthenticator(page);
  await setUp(page, program);
  await go("/account");
  await page.getByRole("button", { name: "Add a passkey of this device" }).click();
  await expect.poll(held).toBe(1);
  await expect(page.getByText("Rename or remove")).toBeVisible();
  await checkPage(page);
  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

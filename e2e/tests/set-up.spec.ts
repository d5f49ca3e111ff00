// From the link that the program prints at its first start to a director who is signed in.
import { checkPage } from "../lib/checks.ts";
import { setUpLinkIn } from "../lib/program.ts";
import { fillSetUp, RUTH, setUp, signInWith, signOut } from "../lib/set-up.ts";
import { expect, testFromScratch as test } from "../lib/test.ts";

test("the printed link leads to a director who is signed in, and works once", async ({ page, program, go }) => {
  const link = setUpLinkIn(program.printed());
  await go(link);
  await fillSetUp(page);
  await page.getByLabel("Name of your organization").fill("");
  await page.getByRole("button", { name: "Finish set-up" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "One thing needs a change" });
  await expect(summary).toBeFocused();
  await checkPage(page);
  await expect(page.getByLabel("Your name"), "what was typed is still there").toHaveValue("Ruth Alvarez");
  await summary.getByRole("link").click();
  await page.keyboard.type("Harbor Peers");
  await page.getByLabel("New password").fill(RUTH.password);
  await page.getByRole("button", { name: "Finish set-up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are set up" })).toBeVisible();
  await checkPage(page);
  await page.locator("summary", { hasText: "Your account" }).click();
  await expect(page.getByText("Harbor Peers")).toBeVisible();

  await page.goto(link);
  await expect(page.getByText("This link was used already.")).toBeVisible();
  await checkPage(page);
});

test("a password that many people use is not taken", async ({ page, program, go }) => {
  await go(setUpLinkIn(program.printed()));
  await fillSetUp(page);
  await page.getByLabel("New password").fill("password1234");
  await page.getByRole("button", { name: "Finish set-up" }).click();
  await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
  await checkPage(page);
});

test("the director signs out and in again; a wrong password says so and opens nothing", async ({ page, program }) => {
  await setUp(page, program);
  await signOut(page);
  await checkPage(page);
  await signInWith(page, { ...RUTH, password: "not this one at all" });
  await expect(page.getByRole("alert").getByText("The e-mail address or the password is not right.")).toBeVisible();
  await checkPage(page);
  await expect(page.getByLabel("E-mail address")).toHaveValue(RUTH.email);
  await page.getByLabel("Password").fill(RUTH.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

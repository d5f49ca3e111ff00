// A record that is about somebody: Jordan sees who looked, asks why, and reads the answer; a copy is asked for in
// person and given.
import { checkPage } from "../lib/checks.ts";
import { signOut } from "../lib/set-up.ts";
import { expect, test } from "../lib/test.ts";

const QUESTION = "Why did you open my page on that day?";
const ANSWER = "They got ready for the walk that you had planned together.";
const COPY = "It lies at the front desk of Canal House, in an envelope with your name.";

test("a person sees who looked, asks about it, and reads the director's answer", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Jordan");
  await go("/me/looked");
  await expect(page.getByRole("heading", { level: 1, name: "Who looked at my record" })).toBeVisible();
  expect(await page.title()).not.toContain("Jordan");
  await page.getByRole("link", { name: /^Ask about this/ }).first().click();
  await checkPage(page);
  await page.getByRole("button", { name: "Send my question" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Write what you want to know." })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("What do you want to know?").fill(QUESTION);
  await page.getByRole("button", { name: "Send my question" }).click();
  await expect(page.getByRole("status")).toContainText("Sent");
  await expect(page.getByRole("link", { name: "You asked about this. We will answer you." })).toBeVisible();
  await signOut(page);

  await signInAs("Director");
  await go("/admin/requests");
  await page.getByRole("link", { name: "A question about a look, Jordan" }).click();
  await expect(page.getByText(QUESTION)).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Your words to the person").first().fill(ANSWER);
  await page.getByRole("button", { name: "Done, send the answer" }).click();
  await expect(page.getByRole("status")).toContainText("Answered");
  await checkPage(page);
  await signOut(page);

  await signInAs("Jordan");
  await go("/me/looked");
  await expect(page.getByText(ANSWER)).toBeVisible();
});

test("a copy that was asked for in person is given once it is known who asks", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Director");
  await go("/admin/requests");
  await page.getByRole("link", { name: "A copy of my record, Jordan" }).click();
  await checkPage(page);
  await expect(page.getByRole("button", { name: "Done, send the answer" })).toHaveCount(0);
  await page.getByRole("radio", { name: "Known in person" }).check();
  await page.getByRole("button", { name: "It is this person" }).click();
  await expect(page.getByRole("heading", { name: "More time, once" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Your words to the person").first().fill(COPY);
  await page.getByRole("button", { name: "Done, send the answer" }).click();
  await expect(page.getByRole("status")).toContainText("Answered");
  await signOut(page);

  await signInAs("Jordan");
  await go("/me/requests");
  await page.getByRole("link", { name: "A copy of my record" }).click();
  await expect(page.getByText(COPY).first()).toBeVisible();
  await checkPage(page);
  await go("/me/requests/new");
  await page.getByRole("radio", { name: /^Something was not right/ }).check();
  await page.getByLabel("In your own words").fill("Nobody called back on Tuesday.");
  await page.getByRole("button", { name: "Send it" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/new"));
  await expect(page.getByText("Nobody may treat you worse")).toBeVisible();
  await checkPage(page);
});

test("a director assesses a breach, and holds and purges only what the schedule lets go", async ({ page, signInAs, go }) => {
  await signInAs("Director");
  await go("/admin/breaches");
  await page.getByRole("link", { name: /^A letter with the days/ }).click();
  await checkPage(page);
  for (const question of ["What kind of information was it?", "Who got it, or could have?", "Was it really seen or taken?", "What was done to undo it?"]) {
    await page.getByLabel(question).fill("Days of meetings; the letter came back closed.");
  }
  await page.getByRole("radio", { name: "The risk is low, for the reasons above" }).check();
  await page.getByRole("button", { name: "Keep the assessment" }).click();
  await expect(page.getByText("Not needed").first()).toBeVisible();
  await checkPage(page);
  await go("/admin/retention");
  await page.getByRole("main").getByRole("listitem").getByRole("link").first().click();
  await checkPage(page);
  await page.getByLabel("Who asks for it").fill("County court");
  await page.getByLabel("Why", { exact: true }).fill("A hearing is open.");
  await page.getByRole("button", { name: "Place a hold" }).click();
  await expect(page.getByText("Legal hold").first()).toBeVisible();
  await checkPage(page);
});

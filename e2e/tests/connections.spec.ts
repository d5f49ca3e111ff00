// Somebody is sent on to a service, and says how it went.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";

test("a connection goes on paper, is answered, and is confirmed by the person", async ({ page, signInAs, go }) => {
  await signInAs("Ana");
  await go("/people");
  await page.locator(".ac-people__who a").first().click();
  await page.getByRole("main").getByRole("link", { name: "Connections", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "Connect to a service" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Write the name of the service." })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("What they want").selectOption({ label: "Food" });
  await page.getByLabel("Service", { exact: true }).fill("Harbor Food Pantry");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Nothing has been sent.")).toBeVisible();
  await checkPage(page);

  await page.getByRole("radio", { name: /^By a link/ }).check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("No complete consent that holds now names this recipient"), "the gate is closed").toBeVisible();
  await checkPage(page);
  await page.getByRole("radio", { name: /^On paper/ }).check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("status").getByText("It is sent.")).toBeVisible();
  await checkPage(page);

  await go("/connections");
  await page.getByRole("listitem").filter({ hasText: "Harbor Food Pantry" }).getByRole("link").click();
  await page.getByRole("radio", { name: "Accepted" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByRole("status").getByText("The answer is written down.")).toBeVisible();
  await page.getByRole("radio", { name: "Connected, and it helped" }).check();
  await page.getByRole("checkbox", { name: /^The person said so themselves/ }).check();
  await page.getByRole("button", { name: "Save", exact: true }).last().click();
  await expect(page.getByText("They said so")).toBeVisible();
  await checkPage(page);
  await expect(page.getByText("100% of 1 got there")).toBeVisible();
});

test("a link that opens nothing says so", async ({ page, go }) => {
  await go("/answer?link=nothing");
  await expect(page.getByRole("heading", { level: 1, name: "This link is closed" })).toBeVisible();
});

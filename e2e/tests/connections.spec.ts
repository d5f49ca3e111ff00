// Somebody is sent on to a service, and says how it went.
import { checkPage, watch } from "../lib/checks.ts";
import { signInWith } from "../lib/set-up.ts";
import { expect, personOf, test, testWithMail } from "../lib/test.ts";
import type { Page } from "@playwright/test";

test("a connection goes on paper, is answered, and is confirmed by the person", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  await go("/people");
  await page.locator(".ac-people__who a").first().click();
  await page.getByText("More about this record").click();
  await page.getByRole("main").getByRole("link", { name: "Connections", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "Connect to a service" }).click();
  await page.getByRole("link", { name: "It is not in the directory" }).click();
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

/** Opens the newest signed note about the made-up participant; answers its address. */
async function openNote(page: Page, name: string): Promise<string> {
  await page.goto("/people");
  await page.locator(".ac-people__who a").filter({ hasText: name }).first().click();
  await page.goto(`${new URL(page.url()).pathname}/contacts`);
  const notes = await page.locator("main a[href^='/contacts/']").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  await page.goto(notes.find((href) => /^\/contacts\/[0-9a-f-]{36}$/.test(href)) ?? "");
  await expect(page.getByRole("heading", { name: "What came of this contact" })).toBeVisible();
  return new URL(page.url()).pathname;
}

test("from a contact, a service is found however it is spelled, chosen by keyboard on a phone, and stands on the contact's page", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 360, height: 740 });
  await signInAs("Ana");
  const note = await openNote(page, "Jordan");
  await page.getByRole("main").getByRole("link", { name: "Connect to a service" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose a service" })).toBeVisible();
  await checkPage(page);
  expect(new URL(page.url()).searchParams.get("contact")).toBe(note.split("/").at(-1));
  await page.getByLabel("What is needed, or the name of a service").fill("pantri");
  await page.getByLabel("What is needed, or the name of a service").press("Enter");
  await expect(page.getByText(/^You see what we found for/)).toBeVisible();
  await checkPage(page);
  const first = page.locator(".ac-service").first();
  await expect(first.getByText(/Checked|checked/)).toBeVisible();
  await expect(first.getByText("How it went for others")).toBeVisible();
  const service = (await first.getByRole("heading", { level: 3 }).innerText()).trim();
  await first.getByRole("link", { name: `Choose ${service}` }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Service", { exact: true })).toHaveValue(service);
  await checkPage(page);
  await page.getByLabel("What they want").selectOption({ label: "Food" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Nothing has been sent.")).toBeVisible();
  await page.getByRole("link", { name: "A contact", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${note}$`));
  const came = page.getByRole("region", { name: "What came of this contact" });
  await expect(came.getByRole("listitem").filter({ hasText: service }).getByText("Draft")).toBeVisible();
  await checkPage(page);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a service is picked by need and near a place", async ({ page, program }) => {
    const ana = personOf(program, "Ana");
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(ana.email);
    await page.getByLabel("Password").fill(ana.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.goto("/people");
    await page.locator(".ac-people__who a").first().click();
    await page.getByRole("main").getByRole("link", { name: "Connect to a service" }).click();
    await page.getByLabel("What they want").selectOption({ label: "Food (4)" });
    await page.getByLabel(/^Near/).fill("00000");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await expect(page.getByText("We do not know this place yet.")).toBeVisible();
    await page.getByLabel(/^Near/).fill("13999");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await expect(page.locator(".ac-service").first().getByText(/miles? away/)).toBeVisible();
    await page.locator(".ac-service a.ac-button").first().click();
    await expect(page.getByLabel("Service", { exact: true })).not.toHaveValue("");
    await expect(page.getByLabel("What they want"), "what was looked for is what they want").toHaveValue("food");
  });
});

testWithMail("a letter with a link goes to the service, which answers without an account; the person sees who looked and says how it went", async ({ page, browser, program, post, signInAs, go }) => {
  testWithMail.setTimeout(240_000);
  await signInAs("Ana");
  await go("/people");
  await page.locator(".ac-people__who a").filter({ hasText: "Jordan" }).first().click();
  const record = new URL(page.url()).pathname;
  await go(`${record}/connections/new`);
  await page.getByLabel("What they want").selectOption({ label: "Food" });
  await page.getByLabel("Service", { exact: true }).fill("Harbor Food Pantry");
  await page.getByLabel("E-mail address").fill("desk@pantry.example");
  await page.getByLabel("What the service is told").fill("Groceries for one, on Tuesdays.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Nothing has been sent.")).toBeVisible();
  const connection = new URL(page.url()).pathname;

  await agree(page, record, "Harbor Food Pantry");
  await go(connection);
  await page.getByRole("radio", { name: /^By e-mail/ }).check();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("status").getByText("The letter is on its way.")).toBeVisible();
  const letter = await post.letterTo("desk@pantry.example");
  expect(letter.text).not.toContain("Jordan");
  expect(letter.text).not.toContain("Groceries");
  const link = /https?:\/\/\S+\/answer\?link=\S+/.exec(letter.text)?.[0] ?? "";

  const outside = await browser.newContext({ baseURL: program.address, viewport: { width: 360, height: 740 } });
  const service = await outside.newPage();
  watch(service);
  await service.goto(program.address + new URL(link).pathname + new URL(link).search);
  await expect(service.getByRole("heading", { level: 1, name: "A person would like your help" })).toBeVisible();
  await expect(service.getByText("Groceries for one, on Tuesdays.")).toBeVisible();
  await checkPage(service);
  await service.getByRole("button", { name: "Send the answer" }).click();
  await expect(service.getByRole("alert").getByRole("link", { name: "Choose what you can say." })).toBeVisible();
  await service.getByRole("radio", { name: "Yes, but there is a wait list" }).check();
  await service.getByLabel("What they should know").fill("Two weeks. Ask for Dee.");
  await service.getByRole("button", { name: "Send the answer" }).click();
  await expect(service.getByText("On your wait list").first()).toBeVisible();
  await checkPage(service);

  await go(connection);
  await expect(page.getByText("Two weeks. Ask for Dee.")).toBeVisible();

  const own = await browser.newContext({ baseURL: program.address, viewport: { width: 360, height: 740 } });
  const jordan = await own.newPage();
  watch(jordan);
  await signInWith(jordan, personOf(program, "Jordan"));
  await jordan.goto("/me/looked");
  await expect(jordan.getByText("A place we sent you to").first()).toBeVisible();
  await checkPage(jordan);
  await jordan.goto("/me/connections");
  const mine = jordan.getByRole("region", { name: "Harbor Food Pantry" });
  await mine.getByLabel("How did it go?").selectOption({ label: "I got there, and it helped" });
  await mine.getByRole("button", { name: "Save", exact: true }).click();
  await expect(jordan.getByRole("status").getByText("Thank you. Your peer can read it.")).toBeVisible();
  await checkPage(jordan);
  await go(connection);
  await expect(page.getByText("They said so")).toBeVisible();
  await outside.close();
  await own.close();
});

/** Prepares and signs, on Ana's screen, that a service may know who asks and why. */
async function agree(page: Page, record: string, service: string): Promise<void> {
  await page.goto(`${record}/consents`);
  await page.getByRole("link", { name: "New consent" }).click();
  await page.getByRole("link", { name: "Share with somebody" }).click();
  await page.getByRole("checkbox", { name: "Who the person is and how to reach them" }).check();
  await page.getByRole("checkbox", { name: "How they came and where they went" }).check();
  await page.getByRole("radio", { name: "Somebody outside" }).check();
  await page.getByLabel("Name of the person or place").fill(service);
  await page.getByRole("checkbox", { name: "For a home, work, school or money" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Sign on this screen" }).click();
  await page.getByLabel("Your name").fill("Jordan Whitfield");
  await page.getByLabel("I read this, or it was read to me, and I agree.").check();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").getByText("Signed. You can print a copy.")).toBeVisible();
}

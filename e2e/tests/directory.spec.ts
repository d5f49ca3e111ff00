// A visitor finds a service, sees it, puts it on a pocket sheet and says that something is wrong; somebody checks it.
import { checkPage, visit } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";

test("a visitor finds a service however it is spelled, prints it, and reports a wrong number", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await visit(page, "/directory");
  await expect(page.getByRole("heading", { name: "Find help near you" })).toBeVisible();
  await page.getByRole("link", { name: /^Food/ }).click();
  await expect(page.getByRole("link", { name: /Mill Street food pantry/ }).last()).toBeVisible();
  await checkPage(page);

  await page.getByRole("searchbox", { name: /Words to look for/ }).fill("pantrey");
  await page.getByLabel(/^Near/).fill("13999");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByText("You see what we found for “pantry”.")).toBeVisible();
  await expect(page.getByText(/miles away/).first()).toBeVisible();
  await checkPage(page);
  await page.getByRole("heading", { name: /Mill Street food pantry/ }).getByRole("link").click();
  await expect(page.getByText(/Checked 41 days ago/)).toBeVisible();
  await checkPage(page);
  const service = new URL(page.url()).pathname;

  await page.getByRole("link", { name: "Put on a pocket sheet" }).click();
  await checkPage(page);
  await page.getByLabel("Language of the sheet").selectOption("es");
  await page.getByRole("button", { name: "Show the sheet" }).click();
  await expect(page.getByRole("heading", { name: "Lugares que ayudan" })).toBeVisible();
  await checkPage(page);

  await page.goto(`${service}/report`);
  await checkPage(page);
  await page.getByRole("radio", { name: "The phone number is wrong" }).check();
  await page.getByLabel(/^What is right/).fill("It ends in 06 now.");
  // Nobody fills the form in faster than this, and the program knows it.
  await page.waitForFunction((from) => performance.now() > from, 2_500);
  await page.getByRole("button", { name: "Tell us" }).click();
  await expect(page.getByRole("status").getByText("Thank you. We will check this.")).toBeVisible();

  await signInAs("Marcus");
  await page.goto(`/keep${service.replace("/directory/", "/directory/services/")}`);
  await expect(page.getByText("It ends in 06 now.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("button", { name: "It is true as it stands" }).click();
  await expect(page.getByRole("status").getByText(/marked as checked today/)).toBeVisible();
  await expect(page.getByText("It ends in 06 now.")).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("It ends in 06 now.")).toBeVisible();
});

test("a place is picked on the map, and a list is looked over, brought in and taken back", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await visit(page, "/directory/map");
  await page.getByRole("button", { name: /Map of all services/ }).click();
  await expect(page.getByRole("heading", { name: "What we found" })).toBeVisible();

  await signInAs("Ana");
  await visit(page, "/keep/directory");
  await visit(page, "/keep/directory/places");
  await visit(page, "/keep/directory/import");
  await page.getByLabel(/^Whose list/).fill("County list");
  const list = "Service,Agency,Phone,Category\nLantern night cafe,Lantern,315 555 0177,Food\n,Nobody,1,\n";
  await page.getByLabel(/^The file or files/).setInputFiles({ name: "county.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await page.getByRole("button", { name: "Look at it" }).click();
  // A plain list is asked about first: what was guessed stands there.
  await expect(page.getByRole("heading", { name: "What the columns are" })).toBeVisible();
  const agency = page.getByRole("group", { name: /^Agency/ }).getByLabel("This column is");
  await expect(agency.locator("option:checked")).toHaveText("Who offers it");
  await checkPage(page);
  await page.getByLabel(/^Keep these choices under a name/).fill("County");
  await page.getByRole("button", { name: "Look at it" }).click();
  await expect(page.getByText("This must be filled in.")).toBeVisible();
  await expect(page.getByLabel(/^Keep these choices under a name/)).toHaveValue("County");
  await checkPage(page);
  await page.getByRole("button", { name: "Bring it in" }).click();
  await expect(page.getByText("This list was brought in.")).toBeVisible();
  const shown = page.url();
  await page.goto("/directory?q=lantern");
  await expect(page.getByRole("heading", { name: /Lantern night cafe/ })).toBeVisible();
  await page.goto(shown);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("This list was taken back.")).toBeVisible();
  await page.goto("/directory?q=lantern");
  await expect(page.getByRole("heading", { name: /We found no/ })).toBeVisible();
});

test("somebody writes a service, and every pause is kept", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  await page.goto("/keep/directory");
  await page.getByRole("button", { name: "Add a service" }).click();
  await checkPage(page);
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Give the service a name." })).toBeVisible();
  await page.getByLabel("Name of the service").fill("Porch library");
  await page.getByLabel("Who offers it").fill("Elm Street Block");
  await page.getByRole("checkbox", { name: "School and learning" }).check();
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("status").getByText("The service is in the directory.")).toBeVisible();
  await checkPage(page);
  await page.goto("/directory?q=porch");
  await expect(page.getByRole("heading", { name: /Porch library/ })).toBeVisible();
});

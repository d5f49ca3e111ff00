// A consent is prepared, signed, opens a note to somebody of another program, and is closed the moment it is taken back.
import { checkPage } from "../lib/checks.ts";
import { fillWhenAndWhere, beginNote, nameOn, sign, tell } from "../lib/notes.ts";
import { allRecords } from "../lib/people.ts";
import { signInWith } from "../lib/set-up.ts";
import { expect, personOf, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

/** Fills in a general consent to share notes with one who works here; ends on its page. */
async function prepare(page: Page, record: string, worker: string): Promise<void> {
  await page.goto(`${record}/consents`);
  await checkPage(page);
  await page.getByRole("link", { name: "New consent" }).click();
  await checkPage(page);
  await page.getByRole("link", { name: "Share with somebody" }).click();
  await checkPage(page);
  await page.getByRole("checkbox", { name: "Notes" }).check();
  await page.getByRole("radio", { name: "Somebody who works here" }).check();
  await page.getByLabel("Who works here?").selectOption({ label: worker });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Now it can be read and signed")).toBeVisible();
}

test("a consent is completed, signed on a phone, opens a note, and closes it at once when taken back", async ({ page, browser, program, signInAs }) => {
  test.setTimeout(180_000);
  await signInAs("Ana");
  await beginNote(page);
  const name = await nameOn(page);
  await fillWhenAndWhere(page);
  await tell(page);
  const note = await sign(page);
  const contacts = await page.getByRole("link", { name: `All contacts with ${name}` }).getAttribute("href");
  const record = (contacts ?? "").replace(/\/contacts$/, "");

  // Somebody of another program, who stays signed in all the while.
  const other = await browser.newContext({ baseURL: program.address });
  const colleague = await other.newPage();
  const yolanda = personOf(program, "Yolanda");
  await signInWith(colleague, yolanda);
  expect((await colleague.goto(note))?.status(), "before the consent").toBe(404);

  await prepare(page, record, "Yolanda Pierce");
  await expect(page.getByRole("heading", { name: "This opens nothing yet" })).toBeVisible();
  await expect(page.getByText("Say what it is for.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByRole("checkbox", { name: "To support me" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { name: "This opens nothing yet" })).toHaveCount(0);

  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("link", { name: "Sign on this screen" }).click();
  await checkPage(page);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Type your name." })).toBeVisible();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("I read this, or it was read to me, and I agree.").check();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").getByText("Signed. You can print a copy.")).toBeVisible();
  await checkPage(page);
  expect((await colleague.goto(note))?.status(), "signed").toBe(200);

  await page.getByRole("button", { name: "Take it back now" }).click();
  await expect(page.getByRole("status").getByText("Nothing more is shared through it.")).toBeVisible();
  await checkPage(page);
  expect((await colleague.reload())?.status(), "taken back, in a session that was open").toBe(404);
  await other.close();
});

test("nothing is shared outside without a ground, and the page says the way forward", async ({ page, signInAs }) => {
  await signInAs("Ana");
  const [record = ""] = await allRecords(page);
  await page.goto(`${record}/releases/new`);
  await checkPage(page);
  await page.getByLabel("Who gets it?").fill("Harbor Clinic");
  await page.getByLabel("Which program shares?").selectOption({ index: 1 });
  await page.getByRole("checkbox", { name: "Goals" }).check();
  await page.getByLabel("What is it for?").selectOption({ label: "Housing, work, school or benefits" });
  await page.getByRole("button", { name: "Ask and share" }).click();
  await expect(page.getByRole("alert").getByText("42 CFR 2.31(a)(4)")).toBeVisible();
  await expect(page.getByLabel("Who gets it?")).toHaveValue("Harbor Clinic");
  await checkPage(page);
  await page.goto(`${record}/disclosures`);
  await expect(page.getByRole("heading", { name: "Nothing left" })).toBeVisible();
  await checkPage(page);
});

test("the director says which privacy rules hold, and why one does not", async ({ page, go, signInAs }) => {
  await signInAs("Ruth");
  await go("/admin/privacy");
  const hipaa = page.locator("section").filter({ has: page.getByRole("heading", { name: "HIPAA", exact: true }) }).last();
  await hipaa.getByText("Change this").click();
  await hipaa.getByLabel("Why? At least 20 letters").fill("too short");
  await hipaa.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("alert").getByText("Say why, in at least 20 letters.")).toBeVisible();
  await checkPage(page);
  await hipaa.getByLabel("Why? At least 20 letters").fill("We send no electronic bills to anybody.");
  await hipaa.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByText("Switched off: HIPAA")).toBeVisible();
  await checkPage(page);
  await go("/admin/emergency-access");
});

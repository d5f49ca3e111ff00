// The library: found by a misspelt word, saved on the device, shared; written, read over and published; sent to somebody
// who says that it helped.
import { checkPage } from "../lib/checks.ts";
import { signOut } from "../lib/set-up.ts";
import { expect, test } from "../lib/test.ts";

test.use({ viewport: { width: 360, height: 740 } });

test("a visitor finds, saves and shares without an account", async ({ page, go }) => {
  await go("/library");
  await expect(page.getByRole("heading", { name: /things to read or try/ })).toBeVisible();
  await page.getByLabel("What are you looking for?").fill("sleap");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByRole("link", { name: "Show all" })).toBeVisible();
  await checkPage(page);
  expect(new URL(page.url()).searchParams.get("q")).toBe("sleap");
  await page.getByRole("link", { name: "Sleep when your head is loud" }).click();
  await checkPage(page);
  await page.getByRole("button", { name: "Save on this device" }).click();
  await expect(page.getByRole("button", { name: "Saved on this device" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("The link")).toHaveValue(page.url());
  await expect(page.getByRole("link", { name: "Text it" })).toHaveAttribute("href", /^sms:\?&body=Sleep%20when/);
  await go("/library?topic=sleep&language=es");
  await expect(page.getByRole("link", { name: "Dormir cuando la cabeza hace ruido" })).toBeVisible();
  const saved = page.getByRole("region", { name: "Saved on this device" });
  await expect(saved.getByRole("link", { name: "Sleep when your head is loud" })).toBeVisible();
  await saved.getByRole("button").click();
  await expect(saved).toBeHidden();
  await go("/library/paths");
  await page.getByRole("link", { name: "New here" }).click();
  await checkPage(page);
  await go("/library/for-peers");
  await page.getByRole("link", { name: "Is my role clear?" }).click();
  await checkPage(page);
  await page.getByLabel("I walk beside people. I do not fix them.").check();
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
});

test("an item is written, read over by both sides and published", async ({ page, go, signInAs }) => {
  test.setTimeout(150_000);
  await signInAs("Ana");
  await go("/admin/library");
  await page.getByRole("button", { name: "Write something new" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Write an item" })).toBeVisible();
  await checkPage(page);
  await page.getByLabel("Title").fill("A cup of tea");
  await page.getByLabel("One line about it").fill("Five minutes that are yours.");
  await page.getByLabel("The words").fill("# Begin\n\nBoil the water. <script>alert(1)</script>\n\n- Sit down.\n- Look out of the window.");
  await page.getByRole("group", { name: "Topics" }).getByLabel("Feeling well").check();
  await page.getByRole("group", { name: "How to use it" }).getByLabel("To read").check();
  await page.getByRole("group", { name: "Who it is for" }).getByLabel("People who get support").check();
  await page.getByLabel("Source").fill("Open Door Peer Alliance");
  await page.getByLabel("Licence").selectOption({ label: "Ours: all rights kept" });
  await page.getByRole("button", { name: "See how it will look" }).click();
  await expect(page.getByRole("region", { name: "How it will look" }).getByText("<script>alert(1)</script>")).toBeVisible();
  await checkPage(page);
  await page.getByRole("button", { name: "Keep as a version" }).click();
  await expect(page.getByRole("status").getByText("Kept as a version.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("button", { name: "Send it to be read" }).click();
  await expect(page.getByRole("status").getByText("It is out to be read.")).toBeVisible();
  await signOut(page);
  for (const who of ["Jordan", "Marcus"]) {
    await signInAs(who);
    await go("/library/reviews");
    await page.getByRole("link", { name: "A cup of tea" }).click();
    await expect(page.getByRole("heading", { name: "What do you say?" })).toBeVisible();
    await checkPage(page);
    await page.getByLabel("Yes, it is ready").check();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("status").getByText("Thank you. Your word counts.")).toBeVisible();
    if (who === "Jordan") await signOut(page);
  }
  await go("/admin/library?state=in_review");
  await page.getByRole("link", { name: "A cup of tea" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("status").getByText("Published. Everybody can see it.")).toBeVisible();
  await signOut(page);
  await go("/library?q=tea");
  await expect(page.getByRole("link", { name: "A cup of tea" })).toBeVisible();
});

test("an item that was sent is on the person's own pages, and they say that it helped", async ({ page, go, signInAs }) => {
  await signInAs("Jordan");
  await go("/me");
  await page.getByRole("link", { name: /new thing to read for you/ }).click();
  await checkPage(page);
  await page.getByRole("button", { name: "It helped" }).click();
  await expect(page.getByRole("button", { name: "It helped" })).toHaveAttribute("aria-pressed", "true");
  await checkPage(page);
});

test("from a contact, a peer sends something with a line of their own; it helps, and the contact's page says so", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  await signInAs("Ana");
  await page.goto("/people");
  await page.locator(".ac-people__who a").filter({ hasText: "Jordan" }).first().click();
  await page.goto(`${new URL(page.url()).pathname}/contacts`);
  const notes = await page.locator("main a[href^='/contacts/']").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const note = notes.find((href) => /^\/contacts\/[0-9a-f-]{36}$/.test(href)) ?? "";
  await page.goto(note);
  await page.getByRole("main").getByRole("link", { name: "Send something from the library" }).click();
  await checkPage(page);
  await page.getByLabel("What are you looking for?").fill("sleap");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  expect(new URL(page.url()).searchParams.get("contact")).toBe(note.split("/").at(-1));
  await checkPage(page);
  await page.getByRole("link", { name: "Choose Sleep when your head is loud" }).click();
  await page.getByLabel("A line from you").fill("For the nights before the hearing.");
  await expect(page.locator("[data-draft-status]")).toHaveText(/^Saved/);
  await checkPage(page);
  await page.reload();
  await expect(page.getByLabel("A line from you"), "no word is lost").toHaveValue("For the nights before the hearing.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${note}$`));
  const came = page.getByRole("region", { name: "What came of this contact" });
  await expect(came.getByRole("listitem").filter({ hasText: "Sleep when your head is loud" }).getByText("Not answered yet")).toBeVisible();
  await checkPage(page);
  await signOut(page);

  await signInAs("Jordan");
  await page.goto("/me");
  await page.getByRole("link", { name: /new things? to read for you/ }).click();
  const sent = page.getByRole("listitem").filter({ hasText: "For the nights before the hearing." });
  await sent.getByRole("button", { name: "It helped" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await checkPage(page);
  await signOut(page);

  await signInAs("Ana");
  await page.goto(note);
  await expect(came.getByRole("listitem").filter({ hasText: "Sleep when your head is loud" }).getByText("It helped")).toBeVisible();
});

// What everybody sees without signing in, and how somebody asks for a peer from there.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";

test("a visitor looks around: the front, about, groups, a month, help now", async ({ page, go }) => {
  await go("/");
  await expect(page.getByRole("heading", { level: 1, name: "Welcome to Open Door Peer Alliance" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  await page.getByRole("navigation", { name: "Public pages" }).getByRole("link", { name: "About us" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "We work with" })).toBeVisible();
  await checkPage(page);

  await go("/groups");
  await go("/groups/calendar");
  await page.getByRole("link", { name: "Groups and meetings" }).first().click();
  await page.getByRole("listitem").filter({ hasText: "Every Tuesday" }).getByRole("link", { name: "Tea, toast and talk" }).click();
  await expect(page.getByText("Just come. The kettle is on")).toBeVisible();
  await checkPage(page);
  const feed = await page.request.get("/groups.ics");
  expect(feed.headers()["content-type"]).toContain("text/calendar");
  const calendar = await feed.text();
  expect(calendar).toContain("BEGIN:VTIMEZONE");
  expect(calendar).toContain("RRULE:FREQ=WEEKLY");
  expect(calendar).toContain("EXDATE;TZID=America/New_York:");

  await page.getByRole("link", { name: "Other lines to call or text" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Get help now" })).toBeVisible();
  const first = page.getByRole("main").getByRole("link", { name: /^Call/ }).first();
  await expect(first, "988 stands first").toHaveAttribute("href", "tel:988");
  await expect(page.getByRole("main").getByRole("link", { name: "Text HOME to 741741" })).toHaveAttribute("href", "sms:741741?body=HOME");
  await expect(page.getByRole("heading", { level: 2, name: "Our own lines" })).toBeVisible();
  await checkPage(page);
});

test("a visitor reads it in Spanish", async ({ page, go }) => {
  await go("/about");
  await page.getByLabel("Language").selectOption({ label: "Español" });
  await page.getByRole("button", { name: "Use these" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Qué es Open Door Peer Alliance" })).toBeVisible();
  await expect(page.getByText("Ya pasamos por ahí.")).toBeVisible();
  await checkPage(page);
});

test("directors keep the look and the lines", async ({ page, signInAs, go }) => {
  await signInAs("Director");
  await go("/admin/public");
  await page.getByLabel("Color of links and buttons").fill("#ffcc00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const refusal = page.getByRole("alert").getByText("Words in this color cannot be read by everybody");
  await expect(refusal).toBeVisible();
  const nearest = /#[0-9a-f]{6}/.exec(await refusal.innerText())?.[0] ?? "";
  await checkPage(page);
  await page.getByLabel("Color of links and buttons").fill(nearest);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("The public pages are saved.")).toBeVisible();
  await go("/about");
  await expect(page.locator('link[href^="/look.css"]')).toHaveCount(1);

  await go("/admin/help-lines");
  await page.getByRole("button", { name: "We tried Open Door warm line today" }).click();
  await expect(page.getByRole("status").getByText("Written down.")).toBeVisible();
  await page.getByRole("button", { name: "Leave out Trans Lifeline" }).click();
  await go("/help-now");
  await expect(page.getByText("Trans Lifeline")).toHaveCount(0);
});

test("a group is added and one of its days called off", async ({ page, signInAs, go }) => {
  await signInAs("Ana");
  await go("/admin/groups/new");
  await page.getByLabel("Name", { exact: true }).fill("Sketching");
  await page.getByLabel("Where").fill("Open Door, front room");
  await page.getByLabel("Time", { exact: true }).fill("15:00");
  await page.getByRole("radio", { name: "Every week" }).check();
  await page.getByRole("checkbox", { name: "Friday" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("It is in the calendar.")).toBeVisible();
  await checkPage(page);
  await page.getByText("Call a day off or move it").click();
  await page.getByLabel("Which day?").selectOption({ index: 1 });
  await page.getByRole("radio", { name: "It is called off" }).check();
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Say why, so that nobody wonders." })).toBeVisible();
  await page.getByLabel("Why", { exact: true }).fill("The room is painted.");
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByRole("status").getByText("The day is changed")).toBeVisible();
  await page.getByRole("link", { name: "See the page" }).click();
  await expect(page.getByText("Called off").first()).toBeVisible();
  await expect(page.getByText("The room is painted.")).toBeVisible();
  await checkPage(page);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("somebody asks for a peer for a student, and the program sees it", async ({ page, program }) => {
    await page.goto("/refer");
    await page.getByRole("link", { name: /^For somebody else/ }).click();
    await page.getByLabel("What do they like to be called?").fill("Wren");
    await page.getByLabel("What matters to them right now?").fill("Getting back to class.");
    await page.getByRole("radio", { name: "First Steps Together" }).check();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByRole("alert").getByRole("link", { name: "Give a phone number" })).toBeVisible();
    await expect(page.getByLabel("What matters to them right now?"), "no word is lost").toHaveValue("Getting back to class.");
    await page.getByLabel("Phone number").fill("315 555 0190");
    await page.getByRole("radio", { name: "Yes, but leave no message" }).check();
    await page.getByLabel("Your name").fill("Kay Lind");
    await page.getByLabel("How can we reach you?").fill("kay@school.example");
    await page.getByLabel("Who are you to them?").selectOption({ label: "School or college" });
    // Whoever is faster than a person is asked to send it again.
    await expect(async () => {
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: "We have it" })).toBeVisible({ timeout: 500 });
    }).toPass();
    const number = await page.locator("main strong").first().innerText();
    expect(number).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    await expect(page.getByText("A peer gets in touch by")).toBeVisible();

    const marcus = program.signIns.find(({ name }) => name.startsWith("Marcus"));
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(marcus?.email ?? "");
    await page.getByLabel("Password").fill(marcus?.password ?? "");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.goto("/referrals");
    await page.getByRole("link", { name: "Wren" }).click();
    await expect(page.getByText(number)).toBeVisible();
    await expect(page.getByText("Getting back to class.")).toBeVisible();
  });
});

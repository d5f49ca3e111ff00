// What everybody sees without signing in, and how somebody asks for a peer from there.
import { checkPage, watch } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import { crc32, deflateSync } from "node:zlib";

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

/** A small picture of one colour, as a PNG file. */
function picture(size: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // Eight bits for each of red, green and blue; every row begins with its filter.
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, 0x5a)]);
  const rows = Buffer.concat(Array.from({ length: size }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

test("a logo is put in with its words and stands on the front page, for everybody", async ({ page, browser, program, signInAs, go }) => {
  await signInAs("Director");
  await go("/admin/public");
  await page.getByLabel("Picture", { exact: true }).setInputFiles({ name: "door.png", mimeType: "image/png", buffer: picture(64) });
  await page.getByRole("button", { name: "Put it in" }).click();
  await expect(page.getByRole("status").getByText("Say in words what the logo shows, and choose a picture.")).toBeVisible();
  await page.getByLabel("What the logo shows, in words").fill("A yellow door that stands open");
  await page.getByLabel("Picture", { exact: true }).setInputFiles({ name: "door.png", mimeType: "image/png", buffer: picture(64) });
  await page.getByRole("button", { name: "Put it in" }).click();
  await expect(page.getByRole("status").getByText("The logo is on the pages.")).toBeVisible();
  await checkPage(page);

  const everybody = await browser.newContext({ baseURL: program.address });
  const visitor = await everybody.newPage();
  watch(visitor);
  await visitor.goto("/");
  const logo = visitor.getByRole("img", { name: "A yellow door that stands open" });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth), "it is the picture").toBe(64);
  await checkPage(visitor);
  await page.getByRole("button", { name: "Take the logo off" }).click();
  await expect(page.getByRole("status").getByText("The logo is off the pages.")).toBeVisible();
  await visitor.reload();
  await expect(logo).toHaveCount(0);
  await everybody.close();
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

test("who is asked for twice shows on the second referral, with the door to one record", async ({ page, signInAs, go }) => {
  test.setTimeout(120_000);
  for (const name of ["Wren Ashby", "Wren Ashbey"]) {
    await go("/refer/somebody");
    await page.getByLabel("What do they like to be called?").fill(name);
    await page.getByRole("radio", { name: "First Steps Together" }).check();
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
  }
  await signInAs("Marcus");
  await go("/referrals");
  await page.getByRole("link", { name: "Wren Ashbey" }).click();
  await expect(page.getByText("Are they here already?")).toBeVisible();
  await checkPage(page);
  await page.getByRole("link", { name: "Make Wren Ashby and this person one record" }).click();
  await expect(page.getByText("What is written about Wren Ashbey moves to the record of Wren Ashby.")).toBeVisible();
  await checkPage(page);
  await page.getByRole("button", { name: "Make them one record" }).click();
  await go("/referrals");
  await expect(page.getByRole("link", { name: "Wren Ashbey" })).toHaveCount(0);
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

// The participant's own pages by keyboard alone, with names that a screen reader says, and as wide as a phone at 200 %
// zoom with the largest words.
import { checkPage, visit, watch } from "../lib/checks.ts";
import { pressEscapeTwice, standInForNeutral } from "../lib/leaving.ts";
import { signInWith } from "../lib/set-up.ts";
import { expect, personOf, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

const PAGES = [
  "/me",
  "/me/messages",
  "/me/notes",
  "/me/plan",
  "/me/plan/sharing",
  "/me/plan/tools",
  "/me/circle",
  "/me/consents",
  "/me/restrictions",
  "/me/people",
  "/me/people/new",
  "/me/looked",
  "/me/requests/new",
  "/me/record",
  "/me/leaving",
];

/** Everything on a page that a keyboard has to reach: one of each group of radios, nothing that is folded away. */
async function controls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const seen = new Set<string>();
    const reachable = [...document.querySelectorAll<HTMLElement>(wanted)].filter((element) => {
      if (element.matches(":disabled") || element.tabIndex < 0 || !element.checkVisibility()) return false;
      if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
      const group = `${element.form?.action ?? ""} ${element.name}`;
      const isFirst = !seen.has(group);
      seen.add(group);
      return isFirst;
    });
    return reachable.map((element, place) => {
      const isRadio = element instanceof HTMLInputElement && element.type === "radio";
      element.dataset["place"] = isRadio ? `radio ${element.form?.action ?? ""} ${element.name}` : String(place);
      return element.dataset["place"];
    });
  });
}

/** Where the keyboard is: the control, and whether anybody can see that it is there. */
async function focused(page: Page): Promise<{ place: string; html: string; isVisible: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    const html = element?.outerHTML.slice(0, 160) ?? "";
    if (!element || element === document.body) return { place: "body", html, isVisible: true };
    const isRadio = element instanceof HTMLInputElement && element.type === "radio";
    const place = isRadio ? `radio ${element.form?.action ?? ""} ${element.name}` : (element.dataset["place"] ?? "another");
    const shows = (one: Element | null) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    // A tick box shows its focus on the line around it.
    return { place, html, isVisible: shows(element) || shows(element.closest("label")) || shows(element.parentElement) };
  });
}

/** Walks a page with the Tab key; answers what is not reached, what is reached unseen, and the order of the places. */
async function walk(page: Page): Promise<{ missed: string[]; unseen: string[]; order: number[] }> {
  const wanted = await controls(page);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  const reached = new Set<string>();
  const [unseen, order]: [string[], number[]] = [[], []];
  let last = "";
  // A field for a day has stops of its own for month, day, year and calendar.
  for (let step = 0; step < 2 * wanted.length + 20; step += 1) {
    await page.keyboard.press("Tab");
    const { place, html, isVisible } = await focused(page);
    if (place === last) continue;
    if (place === "body" || (reached.has(place) && !place.startsWith("radio"))) break;
    last = place;
    reached.add(place);
    if (!isVisible) unseen.push(html);
    if (/^\d+$/.test(place)) order.push(Number(place));
  }
  const missed = wanted.filter((place) => !reached.has(place));
  const html = await page.evaluate((places) => places.map((place) => document.querySelector(`[data-place="${CSS.escape(place)}"]`)?.outerHTML.slice(0, 160) ?? place), missed);
  return { missed: html, unseen, order };
}

test("every control of one's own space is reached with the Tab key, in reading order, and is seen to be", async ({ page, program }) => {
  test.setTimeout(240_000);
  await signInWith(page, personOf(program, "Jordan"));
  for (const path of PAGES) {
    await visit(page, path);
    const { missed, unseen, order } = await walk(page);
    expect(missed, `${path}: not reached`).toEqual([]);
    expect(unseen, `${path}: reached unseen`).toEqual([]);
    expect(order, `${path}: in reading order`).toEqual([...order].sort((a, b) => a - b));
  }
});

test("leaving quickly works with the keyboard: Escape twice, and the button", async ({ page, program }) => {
  await standInForNeutral(page);
  await signInWith(page, personOf(program, "Jordan"));
  await visit(page, "/me/plan");
  await pressEscapeTwice(page);
  await expect(page).toHaveTitle("Weather");
  await page.goto("/me/circle");
  await page.getByRole("button", { name: "Leave", exact: false }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle("Weather");
});

test("leaving quickly waits for no other script and for no answer", async ({ page, program }) => {
  await standInForNeutral(page);
  await signInWith(page, personOf(program, "Jordan"));
  await page.route("**/assets/app.*.js", () => {});
  await page.goto("/me/plan", { waitUntil: "commit" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await pressEscapeTwice(page);
  await expect(page).toHaveTitle("Weather");

  await page.unroute("**/assets/app.*.js");
  await page.route("**/leave", () => {});
  await page.goto("/me/plan");
  await pressEscapeTwice(page);
  await expect(page).toHaveTitle("Weather");
});

test("at 200 % zoom with the largest words nothing needs sideways scrolling", async ({ page, program }) => {
  test.setTimeout(240_000);
  await signInWith(page, personOf(program, "Jordan"));
  await page.getByLabel("Size of the words").or(page.locator("#reading-text-size")).first().selectOption("largest");
  await page.locator("form[action='/reading']").getByRole("button").click();
  await expect(page.locator("html")).toHaveAttribute("data-text", "largest");
  // A window of 640 px shows as much at 200 % as one of 320 px does.
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of PAGES) {
    watch(page);
    await page.goto(path);
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= limit) return [];
      const isWide = (element: Element) => element.getBoundingClientRect().right > limit + 1;
      return [...document.body.querySelectorAll("*")].filter(isWide).slice(0, 4).map((element) => element.outerHTML.slice(0, 140));
    });
    expect(wide, `${path} at 320 px`).toEqual([]);
  }
});

test("a screen reader finds a name for each control, and words for each picture", async ({ page, program }) => {
  test.setTimeout(240_000);
  await signInWith(page, personOf(program, "Jordan"));
  for (const path of PAGES) {
    await visit(page, path);
    const snapshot = await page.locator("body").ariaSnapshot();
    const nameless = snapshot.split("\n").filter((line) => /^\s*- (link|button|textbox|checkbox|radio|combobox|img)(:|$| \[)/.test(line));
    expect(nameless, `${path}: without a name`).toEqual([]);
  }
  await page.goto("/me/circle");
  const picture = page.locator("main svg[role=img]");
  await expect(picture, "the picture of the circle says what it shows").toHaveAccessibleName(/.{10,}/);
  await expect(page.locator("main").getByRole("list").first(), "and the same stands beside it as a list").toBeVisible();
});

test("a form keeps its words while they are written, and after coming back", async ({ page, program }) => {
  await signInWith(page, personOf(program, "Jordan"));
  await visit(page, "/me/requests/new");
  await page.getByRole("textbox").first().fill("Nobody called me back on Monday.");
  await expect(page.locator("[data-draft-status]")).toContainText("Saved");
  await page.goto("/me");
  await page.goto("/me/requests/new");
  await expect(page.getByRole("textbox").first()).toHaveValue("Nobody called me back on Monday.");
  await checkPage(page);
  await page.getByRole("button", { name: "Begin anew" }).click();
  await expect(page.getByRole("textbox").first()).toHaveValue("");
  await checkPage(page);
});

test("a consent can be signed by typing alone", async ({ page, program }) => {
  await signInWith(page, personOf(program, "Jordan"));
  await visit(page, "/me/consents");
  const hrefs = await page.locator("main a[href^='/me/consents/']").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  let name = page.locator("input[name=signed_name]");
  for (const href of hrefs) {
    await visit(page, href);
    name = page.locator("input[name=signed_name]");
    if ((await name.count()) > 0) break;
  }
  await expect(name, "one waits for a name").toHaveCount(1);
  await expect(name).toHaveAccessibleName(/.{3,}/);
  await expect(page.locator("svg.ac-signature--pad"), "the pad is for those who draw").toHaveAttribute("aria-hidden", "true");
  const { missed, unseen } = await walk(page);
  expect(missed, "not reached").toEqual([]);
  expect(unseen, "reached unseen").toEqual([]);
});

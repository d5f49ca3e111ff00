// What must hold on every page that a journey comes to: axe finds nothing, the HTML is valid,
// the console is quiet, and a phone of 360 px needs no sideways scrolling.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { HtmlValidate } from "html-validate";

/** What the browser said and received since the page was opened. */
export interface Watch {
  /** Errors of the console and of scripts, with the address they came from. */
  complaints: { text: string; url: string }[];
  /** Complaints that a journey brings about itself, whenever they come. */
  forgiven: RegExp[];
  /** Addresses of pages that themselves answered "not found", "please correct this" and the like. */
  refused: Set<string>;
  /** The HTML of the last page as it was served. */
  html: Promise<string>;
}

const PHONE = { width: 360, height: 740 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Matters of taste that a template engine decides.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    // The older browsers that need these are not served by these pages' other parts either.
    "require-sri": "off",
    // Checkboxes of one question share a name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button"] }],
    // Dots in ids are valid HTML; fields are named after the part of the note that they hold.
    "valid-id": ["error", { relaxed: true }],
    // Telephone numbers come as people wrote them.
    "tel-non-breaking": "off",
    // The one that tells where a picture was pressed, without script.
    "prefer-button": ["error", { exclude: ["image"] }],
  },
});

const watches = new WeakMap<Page, Watch>();

/** Begins to note what a page says and receives; call it before the first navigation. */
export function watch(page: Page): Watch {
  const known = watches.get(page);
  if (known) return known;
  const fresh: Watch = { complaints: [], forgiven: [], refused: new Set(), html: Promise.resolve("") };
  page.on("console", (message) => {
    if (message.type() === "error") fresh.complaints.push({ text: message.text(), url: message.location().url });
  });
  page.on("pageerror", (error) => fresh.complaints.push({ text: String(error), url: page.url() }));
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (!isPage) return;
    const status = response.status();
    if (status >= 400 && status < 500) fresh.refused.add(response.url());
    if (response.headers()["content-type"]?.startsWith("text/html")) fresh.html = response.text().catch(() => "");
  });
  watches.set(page, fresh);
  return fresh;
}

/** Pages that were sound as served; the same page need not be looked at twice. */
const sound = new Set<string>();

/** Goes to a path and checks the page there. */
export async function visit(page: Page, path: string): Promise<void> {
  watch(page);
  const response = await page.goto(path);
  expect(response?.status(), `${path} answers`).toBeLessThan(400);
  const served = (await watch(page).html).replaceAll(/nonce="[^"]*"/g, "");
  if (sound.has(served)) return;
  await checkPage(page);
  sound.add(served);
}

/** Overlooks complaints that a journey brings about itself, such as requests without a line; some come a little later. */
export function forgive(page: Page, complaint: RegExp): void {
  watch(page).forgiven.push(complaint);
}

/** What the console says about a page; that the page itself is a refusal is no complaint. */
function complaints(page: Page): string[] {
  const { complaints, forgiven, refused } = watch(page);
  const isRefusal = (text: string, url: string) => text.startsWith("Failed to load resource: the server responded with a status of 4") && refused.has(url);
  const loud = complaints.filter(({ text, url }) => !isRefusal(text, url)).map(({ text, url }) => `${text} (${url})`);
  return loud.filter((complaint) => !forgiven.some((pattern) => pattern.test(complaint)));
}

/** Checks the page that a click or a form has led to. */
export async function checkPage(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  const at = new URL(page.url()).pathname;
  const html = await watch(page).html;
  expect(html, `the HTML of ${at} was received`).not.toBe("");
  expect(htmlErrors(html), `the HTML of ${at}`).toEqual([]);
  await expectNoAxeViolations(page, at);
  await expectNoSidewaysScroll(page, at);
  expect(complaints(page), `the console at ${at}`).toEqual([]);
}

/** What the validator finds wrong, a line each. */
export function htmlErrors(html: string): string[] {
  const report = validator.validateStringSync(html);
  return report.results.flatMap(({ messages }) =>
    messages.filter(({ severity }) => severity === 2).map(({ line, column, message, ruleId }) => `${line}:${column} ${message} (${ruleId})`),
  );
}

// Legacy mode spares a second page; it leaves out frames of other sites, which no page of ours has. Only what is wrong is
// told in full: telling what is fine takes a third of the time.
async function expectNoAxeViolations(page: Page, at: string): Promise<void> {
  await layBarsDown(page, true);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).withTags(RULES).analyze();
  const lines = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
  await layBarsDown(page, false);
  expect(lines, `axe at ${at}`).toEqual([]);
}

// A bar that stays in view covers whatever is scrolled under it just then, which is no fault of what lies there.
async function layBarsDown(page: Page, isDown: boolean): Promise<void> {
  await page.evaluate((position) => {
    for (const bar of document.querySelectorAll<HTMLElement>(".ac-top, .ac-nav, .ac-quick")) bar.style.position = position;
  }, isDown ? "static" : "");
}

async function expectNoSidewaysScroll(page: Page, at: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const isTooWide = document.documentElement.scrollWidth > limit;
    return isTooWide ? [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > limit + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 120)) : [];
  });
  expect(wide, `${at} at 360 px`).toEqual([]);
  if (before) await page.setViewportSize(before);
}

// What journeys ask of the lists of people.
import type { Page } from "@playwright/test";

/** The addresses of the records that a list of people leads to. */
export async function recordsOn(page: Page): Promise<string[]> {
  const hrefs = await page.locator("main ul a[href^='/people/']").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return hrefs.filter((href) => /^\/people\/[0-9a-f-]{36}$/.test(href));
}

/** Every record that somebody's list of people leads to, over all its pages. */
export async function allRecords(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (let next: string | null = "/people"; next; ) {
    await page.goto(next);
    found.push(...(await recordsOn(page)));
    const more = page.getByRole("link", { name: "More people" });
    next = (await more.count()) > 0 ? await more.getAttribute("href") : null;
  }
  return found;
}

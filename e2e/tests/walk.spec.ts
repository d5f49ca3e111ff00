// A walk through every kind of page that somebody's links lead to. Pages of one kind (two people's records) are looked at once.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What kind of page an address leads to: ids and what is asked for left out. */
function kindOf({ pathname }: URL): string {
  return pathname.replaceAll(UUID, "…");
}

/** The pages of this site that the links of a page lead to. */
async function linksOf(page: Page): Promise<URL[]> {
  const hrefs = await page.locator("a[href]:not([download])").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  const here = new URL(page.url()).origin;
  return hrefs.map((href) => new URL(href)).filter(({ origin }) => origin === here);
}

for (const role of ["Peer specialist", "Volunteer peer", "Supervisor", "Director", "Team member", "Auditor", "Hiring staff", "Certification staff"]) {
  test(`every kind of page that a ${role.toLowerCase()} comes to is sound`, async ({ page, signInAs }) => {
    test.setTimeout(120_000);
    await signInAs(role);
    const [seen, waiting] = [new Set<string>(), await linksOf(page)];
    const problems: string[] = [];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const kind = kindOf(next);
      if (seen.has(kind)) continue;
      seen.add(kind);
      const response = await page.goto(next.href).catch((error: Error) => {
        if (!/Download is starting/.test(error.message)) throw error;
        return null;
      });
      if (!response) continue;
      const status = response.status();
      if (status >= 400) problems.push(`${kind} answers ${status}, linked somewhere`);
      else if (response.headers()["content-type"]?.startsWith("text/html")) {
        await checkPage(page).catch((error: Error) => problems.push(error.message));
        waiting.push(...(await linksOf(page)));
      }
    }
    if (process.env["ACCOMPANY_WALK"]) console.log(role, [...seen].sort());
    expect(problems.join("\n\n")).toBe("");
  });
}

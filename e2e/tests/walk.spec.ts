// A walk through every kind of page that somebody's links lead to. Pages of one kind (two people's records) are looked at once.
import { checkPage } from "../lib/checks.ts";
import { expect, test } from "../lib/test.ts";
import type { Page } from "@playwright/test";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Pages for everybody look the same to every role; one walk through them is enough. */
const FOR_EVERYBODY = /^\/(about|groups|library|directory|hsds|help-now|refer)\b/;

/** An address, and the kind of page that leads there. */
interface Link {
  to: URL;
  on: string;
}

/** What kind of page an address leads to: ids and what is asked for left out. */
function kindOf({ pathname }: URL): string {
  return pathname.replaceAll(UUID, "…");
}

/** The pages of this site that the links of a page lead to. */
async function linksOf(page: Page): Promise<Link[]> {
  const hrefs = await page.locator("a[href]:not([download])").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  const here = new URL(page.url());
  return hrefs.map((href) => ({ to: new URL(href), on: kindOf(here) })).filter(({ to }) => to.origin === here.origin);
}

/** Opens what a link leads to and checks it; answers what is wrong, and the links that lead on. A download leads nowhere. */
async function follow(page: Page, { to, on }: Link): Promise<{ problem?: string; links: Link[] }> {
  const response = await page.goto(to.href).catch((error: Error) => {
    if (!/Download is starting/.test(error.message)) throw error;
    return null;
  });
  if (!response) return { links: [] };
  if (response.status() >= 400) return { problem: `${kindOf(to)} answers ${response.status()}, linked on ${on}`, links: [] };
  if (!response.headers()["content-type"]?.startsWith("text/html")) return { links: [] };
  const problem = await checkPage(page).then(() => undefined, (error: Error) => error.message);
  const links = await linksOf(page);
  return problem ? { problem, links } : { links };
}

for (const role of ["Peer specialist", "Volunteer peer", "Supervisor", "Team member", "Director", "Hiring staff", "Certification staff", "Auditor"]) {
  test(`every kind of page that a ${role.toLowerCase()} comes to is sound`, async ({ page, signInAs }) => {
    test.setTimeout(480_000);
    await signInAs(role);
    const [seen, waiting] = [new Set<string>(), await linksOf(page)];
    const problems: string[] = [];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (seen.has(kindOf(next.to)) || (role !== "Peer specialist" && FOR_EVERYBODY.test(next.to.pathname))) continue;
      seen.add(kindOf(next.to));
      const { problem, links } = await follow(page, next);
      if (problem) problems.push(problem);
      waiting.push(...links);
    }
    expect(seen.size, "pages were found").toBeGreaterThan(3);
    expect(problems.join("\n\n")).toBe("");
  });
}

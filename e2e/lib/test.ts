// The `test` that journeys use: a program for each worker, and helpers bound to the page.
import { test as base, type Page } from "@playwright/test";
import { visit, watch } from "./checks.ts";
import { startProgram, type Program, type SignIn } from "./program.ts";

interface Journeys {
  /** Goes to a path and checks the page there. */
  go: (path: string) => Promise<void>;
  /** Signs in as the first person whose role contains these words. */
  signInAs: (role: string) => Promise<SignIn>;
}

export const test = base.extend<Journeys, { program: Program }>({
  program: [
    async ({}, use) => {
      const program = await startProgram();
      await use(program);
      await program.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ program }, use) => use(program.address),
  page: async ({ page }, use) => {
    watch(page);
    await use(page);
  },
  go: async ({ page }, use) => use((path) => visit(page, path)),
  signInAs: async ({ page, program }, use) => use((role) => signIn(page, program, role)),
});

export { expect } from "@playwright/test";

async function signIn(page: Page, program: Program, role: string): Promise<SignIn> {
  const person = program.signIns.find((each) => each.role.toLowerCase().includes(role.toLowerCase()));
  if (!person) throw new Error(`Nobody of the role ${role} in:\n${program.printed()}`);
  await visit(page, "/sign-in");
  await page.locator("[name=email]").fill(person.email);
  await page.locator("[name=password]").fill(person.password);
  await page.locator("main form button[type=submit]").first().click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  return person;
}

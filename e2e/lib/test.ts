// The `test` that journeys use: a program for each worker, and helpers bound to the page.
import { test as base } from "@playwright/test";
import { visit, watch } from "./checks.ts";
import { startProgram, type Program, type SignIn } from "./program.ts";
import { signInWith } from "./set-up.ts";

interface Journeys {
  /** Goes to a path and checks the page there. */
  go: (path: string) => Promise<void>;
  /** Signs in as the one whose first name or role this is, such as "mei" or "Director". */
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
  signInAs: async ({ page, program }, use) =>
    use(async (role) => {
      const person = personOf(program, role);
      await signInWith(page, person);
      await page.waitForURL((url) => url.pathname !== "/sign-in");
      return person;
    }),
});

/** Like `test`, with an empty program for each test. */
export const testFromScratch = base.extend<{ program: Program; go: Journeys["go"] }>({
  program: async ({}, use) => {
    const program = await startProgram([]);
    await use(program);
    await program.stop();
  },
  baseURL: async ({ program }, use) => use(program.address),
  page: async ({ page }, use) => {
    watch(page);
    await use(page);
  },
  go: async ({ page }, use) => use((path) => visit(page, path)),
});

export { expect } from "@playwright/test";

/** How somebody of the made-up organization signs in, by role as printed or by first name. */
export function personOf(program: Program, who: string): SignIn {
  const [first] = program.signIns;
  if (!first) throw new Error(`Nobody may sign in:\n${program.printed()}`);
  const printed = program.signIns.find(({ role, name }) => role === who || name.startsWith(who));
  return printed ?? { ...first, role: "", name: who, email: first.email.replace(/^[^@]+/, who.toLowerCase()) };
}

// The `test` that journeys use: a program for each test, and helpers bound to the page.
import { test as base } from "@playwright/test";
import { visit, watch } from "./checks.ts";
import { openPostOffice, type PostOffice } from "./post.ts";
import { makeStock, startProgram, type Program, type SignIn, type Stock } from "./program.ts";
import { signInWith } from "./set-up.ts";

interface Journeys {
  /** Goes to a path and checks the page there. */
  go: (path: string) => Promise<void>;
  /** Signs in as the one whose first name or role this is, such as "mei" or "Director". */
  signInAs: (role: string) => Promise<SignIn>;
}

/** Each test has a program of its own; what it does there disturbs no other. */
const onProgram = base.extend<{ program: Program; go: Journeys["go"] }>({
  program: async ({}, use) => {
    const program = await startProgram();
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

/** A program where nothing is set up yet. */
export const testFromScratch = onProgram;

/** A program with the made-up organization. */
export const test = onProgram.extend<Pick<Journeys, "signInAs">, { stock: Stock }>({
  stock: [
    async ({}, use) => {
      const stock = await makeStock();
      await use(stock);
      await stock.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  program: async ({ stock }, use) => {
    const program = await startProgram(stock);
    await use(program);
    await program.stop();
  },
  signInAs: async ({ page, program }, use) =>
    use(async (who) => {
      const person = personOf(program, who);
      await signInWith(page, person);
      await page.waitForURL((url) => url.pathname !== "/sign-in");
      return person;
    }),
});

/** A program with the made-up organization that sends its mail to a post office of the test. */
export const testWithMail = test.extend<{ post: PostOffice }>({
  post: async ({}, use) => {
    const post = await openPostOffice();
    await use(post);
    await post.stop();
  },
  program: async ({ stock, post }, use) => {
    const program = await startProgram(stock, post.settings);
    await use(program);
    await program.stop();
  },
});

export { expect } from "@playwright/test";

/** How somebody of the made-up organization signs in, by role as printed or by first name. */
export function personOf(program: Program, who: string): SignIn {
  const [first] = program.signIns;
  if (!first) throw new Error(`Nobody may sign in:\n${program.printed()}`);
  const printed = program.signIns.find(({ role, name }) => role === who || name.startsWith(who));
  return printed ?? { ...first, role: "", name: who, email: first.email.replace(/^[^@]+/, who.toLowerCase()) };
}

// Writing in the style guide's note editor, against a stand-in for the drafts' server: nothing typed is ever lost.
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { servePages } from "../lib/pages.ts";
import { target } from "../lib/program.ts";


interface Entry {
  client: string;
  sequence: number;
  base: number;
  fields: Record<string, string>;
}

/** Plays the server's part for one page. */
class DraftServer {
  entries: Entry[] = [];
  signatures = 0;
  isSignedIn = true;
  hasLine = true;
  others: object[] = [];
  #seen = new Set<string>();

  async serve(page: Page): Promise<void> {
    await page.route("**/drafts/*/entries", async (route) => {
      if (!this.hasLine) return route.abort("internetdisconnected");
      if (!this.isSignedIn) return route.fulfill({ status: 401, json: {} });
      const entry = route.request().postDataJSON() as Entry;
      const id = `${entry.client} ${entry.sequence}`;
      if (!this.#seen.has(id)) this.entries.push(entry);
      this.#seen.add(id);
      return route.fulfill({ json: { version: this.entries.length, saved_at: "2026-11-22T19:02:07Z", others: this.others } });
    });
    await page.route("**/sign-in", async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? "");
      expect(route.request().headers()["accept"]).toBe("application/json");
      if (form.get("password") !== "right") return route.fulfill({ status: 401, json: { ok: false, error: "That password does not fit." } });
      if (form.get("code") !== "123456") return route.fulfill({ status: 401, json: { ok: false, needs_code: true, error: "Type the code from your app." } });
      this.isSignedIn = true;
      return route.fulfill({ json: { ok: true } });
    });
    await page.route("**/signature", async (route) => {
      this.signatures += 1;
      return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Signed</title><h1>Signed</h1>" });
    });
  }
}

const test = base.extend<{ server: DraftServer; note: Page }>({
  server: async ({}, use) => use(new DraftServer()),
  note: async ({ page, server }, use) => {
    const pages = await servePages(join(target, "tmp/guide"));
    await server.serve(page);
    await page.goto(`${pages.address}/light.html`);
    await use(page);
    await pages.stop();
  },
});

const story = (page: Page) => page.getByLabel("What we did", { exact: true });
const status = (page: Page) => page.locator("[data-draft-status]");
const sign = (page: Page) => page.getByRole("button", { name: "Sign", exact: true });

/** How many drafts the browser's mirror holds words of. */
const wordsKept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opened = indexedDB.open("accompany");
        opened.onerror = () => reject(opened.error);
        opened.onsuccess = () => {
          const counted = opened.result.transaction("words").objectStore("words").count();
          counted.onerror = () => reject(counted.error);
          counted.onsuccess = () => {
            opened.result.close();
            resolve(counted.result);
          };
        };
      }),
  );

test("a pause in writing saves, and the time shown is the server's", async ({ note, server }) => {
  await story(note).fill("We found the form.");
  await expect(status(note)).toHaveText("Saved 14:02:07");
  expect(server.entries.map(({ sequence, base, fields }) => [sequence, base, fields["did"]])).toEqual([[1, 0, "We found the form."]]);
  expect(server.entries[0]?.client).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await story(note).pressSequentially(" Jordan filled it in.");
  await expect.poll(() => server.entries.at(-1)?.fields["did"]).toBe("We found the form. Jordan filled it in.");
  expect(server.entries.at(-1)?.base, "builds on the version it saw").toBe(server.entries.length - 1);
});

test("without a line the words stay on the device, and go out when it is back", async ({ note, server, context }) => {
  await story(note).fill("first");
  await expect(status(note)).toHaveText("Saved 14:02:07");
  server.hasLine = false;
  await context.setOffline(true);
  await story(note).fill("written on the bus");
  await expect(status(note)).toHaveText("Saved on this device, waiting for a line");
  await sign(note).click();
  await expect(status(note)).toContainText("Not sent yet");
  expect(server.signatures).toBe(0);
  await expect(story(note)).toHaveValue("written on the bus");
  server.hasLine = true;
  await context.setOffline(false);
  await expect(status(note)).toHaveText("Saved 14:02:07");
  expect(server.entries.at(-1)?.fields["did"]).toBe("written on the bus");
});

test("words that were not saved are offered after the page is opened again", async ({ note, server, context }) => {
  await story(note).fill("known to the server");
  await expect(status(note)).toHaveText("Saved 14:02:07");
  server.hasLine = false;
  await story(note).fill("only on this device");
  await expect(status(note)).toHaveText("Saved on this device, waiting for a line");
  const address = note.url();
  await note.close();
  server.hasLine = true;
  const again = await context.newPage();
  await server.serve(again);
  await again.goto(address);
  const panel = again.getByRole("region", { name: "This device has words that were not saved" });
  await expect(panel.locator("ins")).toHaveText("only on this device");
  await panel.getByRole("button", { name: "Use the words from this device" }).click();
  await expect(story(again)).toHaveValue("only on this device");
  await expect(status(again)).toHaveText("Saved 14:02:07");
  expect(server.entries.at(-1)?.fields["did"]).toBe("only on this device");
  // The stand-in serves the page as it first was; only the mirror could bring the words back now, and it lets go.
  await expect.poll(() => wordsKept(again)).toBe(0);
  await again.reload();
  await expect(story(again)).toHaveValue("Jordan went in alone and came out with a card.");
  await expect(again.getByRole("region", { name: "This device has words" })).toHaveCount(0);
});

test("a session that ends while signing opens again in place, and the note is signed", async ({ note, server }) => {
  server.isSignedIn = false;
  await story(note).fill("a long afternoon");
  const dialog = note.getByRole("dialog", { name: "Please sign in again" });
  await dialog.getByRole("button", { name: "Not now" }).click();
  await expect(dialog).toBeHidden();
  await expect(status(note)).toHaveText("Saved on this device, waiting for a line");
  await sign(note).click();
  await dialog.getByLabel("Email").fill("ana@demo.example");
  await dialog.getByLabel("Password").fill("wrong");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog.getByRole("alert")).toHaveText("That password does not fit.");
  await dialog.getByLabel("Password").fill("right");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.getByLabel("Code from your app").fill("123456");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(note.getByRole("heading", { name: "Signed" })).toBeVisible();
  expect(server.signatures).toBe(1);
  expect(server.entries.at(-1)?.fields["did"]).toBe("a long afternoon");
});

test("newer words from another device are shown, never written over", async ({ note, server }) => {
  server.others = [{ client: "phone", saved_at: "2026-11-22T18:59:00Z", fields: { did: "From the phone." } }];
  await story(note).fill("From the desk.");
  const panel = note.getByRole("region", { name: "This note was also changed somewhere else" });
  await expect(panel.locator("del")).toHaveText("desk.");
  await expect(panel.locator("ins")).toHaveText("phone.");
  await expect(story(note)).toHaveValue("From the desk.");
  await expect(story(note), "writing goes on").toBeFocused();
  server.others = [];
  await panel.getByRole("button", { name: "Keep both" }).click();
  await expect(story(note)).toHaveValue("From the desk.\n\nFrom the phone.");
  await expect.poll(() => server.entries.at(-1)?.fields["did"]).toBe("From the desk.\n\nFrom the phone.");
});

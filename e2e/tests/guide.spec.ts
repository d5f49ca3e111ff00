// The style guide, rendered by `cargo test -p ground --test guide`, holds what every page must hold.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { checkPage, htmlErrors, visit, watch } from "../lib/checks.ts";
import { servePages } from "../lib/pages.ts";
import { setUpLinkIn, signInsIn, target } from "../lib/program.ts";

const folder = join(target, "tmp/guide");

let pages: Awaited<ReturnType<typeof servePages>>;

test.beforeAll(async () => {
  if (!existsSync(folder)) throw new Error("Render the style guide first: cargo test -p ground --test guide");
  pages = await servePages(folder);
});

test.afterAll(() => pages.stop());

for (const theme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`the guide is sound in ${theme} at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await visit(page, `${pages.address}/${theme}.html`);
      if (process.env["ACCOMPANY_LOOK"]) {
        await page.screenshot({ path: `results/look/${theme}-${width}.png`, fullPage: true });
      }
    });
  }
}

test("a page that follows the device is dark on a dark device", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await visit(page, `${pages.address}/auto.html`);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(27, 24, 22)");
});

test("a dark page is printed dark on white, without what can only be pressed", async ({ page }) => {
  await page.goto(`${pages.address}/dark.html`);
  await page.emulateMedia({ media: "print" });
  const colours = await page.evaluate(() => [document.body, document.querySelector(".ac-alert--ok:not(.ac-flash)")].map((element) => element && getComputedStyle(element).backgroundColor));
  expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(225, 241, 223)"]);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(page.getByRole("heading", { name: "Jordan", level: 1 })).toBeVisible();
});

test("the checks see what is wrong", async ({ page }) => {
  watch(page);
  await page.goto(`${pages.address}/light.html`);
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<img src="/nowhere.png">'));
  await expect(checkPage(page)).rejects.toThrow(/axe at/);
  expect(htmlErrors("<!doctype html><html><head><title>x</title></head><body><p><div></div></p></body></html>")).not.toEqual([]);
});

test("the set-up link and the sign-in lines are read from what the program prints", () => {
  const printed =
    "Accompany is listening on http://127.0.0.1:8080\nOpen this link once to begin: http://localhost:8080/setup?token=abc\n" +
    "A made-up organization is ready at http://localhost:8080\nSign in as one of these, all with the password open-door\n\n" +
    "  Peer specialist       Ana Reyes         ana@example.org\n  Team member           Dr. Leah Stein    leah@example.org\n\n";
  expect(setUpLinkIn(printed)).toBe("/setup?token=abc");
  expect(signInsIn(printed)).toEqual([
    { role: "Peer specialist", name: "Ana Reyes", email: "ana@example.org", password: "open-door" },
    { role: "Team member", name: "Dr. Leah Stein", email: "leah@example.org", password: "open-door" },
  ]);
});

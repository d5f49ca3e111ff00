// Pictures for the tour in docs/tour, made by the journeys themselves.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../docs/tour");

/** Writes `docs/tour/NAME.png` when ACCOMPANY_TOUR is set; ordinary test runs leave the tree as it is. */
export async function picture(page: Page, name: string, options: { isWholePage?: boolean } = {}): Promise<void> {
  if (!process.env["ACCOMPANY_TOUR"]) return;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: options.isWholePage ?? false, animations: "disabled" });
}

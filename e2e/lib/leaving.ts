// Leaving quickly: a stand-in for the page that says nothing, and the two presses that lead there.
import { type Page } from "@playwright/test";

/** The page that somebody leaves for. */
export const NEUTRAL = "https://www.weather.gov/";

/** Answers in the place of that page, under the title "Weather". */
export async function standInForNeutral(page: Page): Promise<void> {
  await page.route(NEUTRAL, (route) => route.fulfill({ contentType: "text/html", body: "<title>Weather</title>" }));
}

/** Presses Escape twice as a hand does: the second press waits for no answer to the first. */
export async function pressEscapeTwice(page: Page): Promise<void> {
  await Promise.all([page.keyboard.press("Escape"), page.keyboard.press("Escape")]);
}

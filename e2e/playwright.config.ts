import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Debian's Chromium without a window; one with a window to look at is chosen by CHROMIUM=/usr/bin/chromium.
const windowless = "/usr/bin/chromium-headless-shell";
const chromium = process.env["CHROMIUM"] ?? (existsSync(windowless) ? windowless : "/usr/bin/chromium");

// Told to stay quiet: no background traffic, no first-run pages.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  expect: { timeout: 10_000 },
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    headless: true,
    actionTimeout: 15_000,
    locale: "en-US",
    timezoneId: "America/New_York",
    launchOptions: { executablePath: chromium, args: quiet },
    // A trace of every step costs a sixth of the time: look at a failure with `cargo xtask e2e --trace on`.
    screenshot: "only-on-failure",
  },
});

// Every pair of colours that the styles put on each other meets WCAG AA, in light and in dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const tokens = readFileSync(join(import.meta.dirname, "../styles/_tokens.scss"), "utf8");

/** Text on background: 4.5 to 1 (success criterion 1.4.3). */
const TEXT: [ink: string, on: string][] = [
  ...["paper", "surface", "sunken"].flatMap((on): [string, string][] => ["ink", "ink-soft", "primary", "primary-strong", "plum", "good", "warn", "bad", "info"].map((ink) => [ink, on])),
  ...["good", "warn", "bad", "info", "plum", "primary"].flatMap((tone): [string, string][] => [[tone, `${tone}-soft`], ["ink", `${tone}-soft`]]),
  ["ink", "neutral-soft"],
  ["ink-soft", "neutral-soft"],
  ["ink-soft", "primary-soft"],
  ["primary-strong", "primary-soft"],
  ["ink", "mark"],
  ["on-primary", "primary"],
  ["on-primary", "primary-strong"],
  ["on-bad", "bad"],
  ["on-bad", "bad-strong"],
  ["surface", "plum"],
];

/** Edges of controls and the focus ring: 3 to 1 (success criterion 1.4.11). */
const EDGES: [edge: string, on: string][] = ["control", "focus", "bad", "primary"].flatMap((edge): [string, string][] => [[edge, "paper"], [edge, "surface"], [edge, "sunken"]]);

for (const theme of ["light", "dark"]) {
  const colours = coloursOf(theme);
  for (const [pairs, least] of [[TEXT, 4.5], [EDGES, 3]] as const) {
    test(`${theme}: ${pairs.length} pairs reach ${least} to 1`, () => {
      const tooClose = pairs.map(([a, b]) => ({ pair: `${a} on ${b}`, ratio: contrast(colours[a], colours[b]) })).filter(({ ratio }) => !(ratio >= least));
      assert.deepEqual(tooClose, []);
    });
  }
}

function coloursOf(theme: string): Record<string, string> {
  const block = new RegExp(`@mixin ${theme} \\{([^}]*)\\}`).exec(tokens)?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

function contrast(a: string | undefined, b: string | undefined): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? Number.NaN) + 0.05) / ((dark ?? Number.NaN) + 0.05);
}

function luminance(hex: string | undefined): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt((hex ?? "").slice(at, at + 2), 16) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? Number.NaN) + 0.7152 * (green ?? Number.NaN) + 0.0722 * (blue ?? Number.NaN);
}

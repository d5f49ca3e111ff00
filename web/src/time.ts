// Times in human words that stay true while a page is open.

const STEPS: [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, "second", 1],
  [3_600, "minute", 60],
  [86_400, "hour", 3_600],
  [7 * 86_400, "day", 86_400],
];

/** "5 minutes ago" or "in 2 hours"; undefined a week and more away, where a date says more. */
export function relative(at: Date, now: Date, language: string): string | undefined {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const step = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  if (!step) return undefined;
  const [, unit, size] = step;
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** The time of day to the second, such as 14:02:07, in the zone of this device. */
export function clockTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Writes each `<time data-relative>` anew. */
export function refreshTimes(root: ParentNode, now: Date, language: string): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const at = new Date(element.dateTime);
    const words = Number.isNaN(at.getTime()) ? undefined : relative(at, now, language);
    if (words) element.textContent = words;
  }
}

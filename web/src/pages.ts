// Whole pages kept on this device, sealed like drafts: what somebody needs when there is no line.
import type { Mirror } from "./mirror.ts";

/** The name under which a page is kept. */
export function pageKey(path: string): string {
  return `page ${path}`;
}

/** Keeps a page, in place of what was kept of it before. */
export async function keepPage(mirror: Mirror, path: string, html: string, at: Date): Promise<void> {
  await mirror.keep(pageKey(path), { fields: { html }, base: 0, at: at.toISOString() });
}

/** A page that was kept; undefined when there is none that the account can read. */
export async function findPage(mirror: Mirror, path: string): Promise<string | undefined> {
  const html = (await mirror.find(pageKey(path)))?.fields["html"];
  return typeof html === "string" ? html : undefined;
}

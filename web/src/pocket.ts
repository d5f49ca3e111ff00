// The participant's plan on their phone: fetched whenever they look at it, sealed with their key, and shown by the worker
// (worker.entry.ts) when there is no line. Nothing is kept on a device that others use too.
import { Mirror } from "./mirror.ts";
import { keepPage } from "./pages.ts";

/** The name of the cache that holds the looks of pages: style sheet and font, nothing about anybody. */
export const LOOKS = "accompany-looks";

/** Keeps the page that `data-pocket` names, and says so. */
export async function keepPocket(document: Document): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-pocket]");
  const isShared = document.documentElement.hasAttribute("data-shared-device");
  if (!place || isShared || !("serviceWorker" in navigator)) return;
  const { pocket = "", worker = "", account = "", said = "" } = place.dataset;
  const answer = await fetch(pocket, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const mirror = await Mirror.open(account, fetchKey);
  await keepPage(mirror, pocket, await answer.text(), new Date());
  mirror.close();
  await (await caches.open(LOOKS)).addAll(looksOf(document));
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  const line = document.querySelector<HTMLElement>("[data-pocket-said]");
  if (line) line.textContent = said;
}

function looksOf(document: Document): string[] {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"], link[as="font"]');
  return [...links].map((link) => link.href);
}

async function fetchKey(): Promise<string> {
  const answer = await fetch("/drafts/key", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`no key: ${answer.status}`);
  return ((await answer.json()) as { key: string }).key;
}

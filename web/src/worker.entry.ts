// Answers for the participant's own pages when there is no line: with their plan as it was kept on this device. With a
// line it stays out of the way. It knows nobody: the plan is sealed, and its key leaves with whoever signs out.
import { Mirror } from "./mirror.ts";
import { findPage } from "./pages.ts";

const POCKET = "/me/plan/pocket";
const LOOKS = "accompany-looks";

/** What of a worker is used here. */
interface Worker {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", listener: (event: Waits) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetches) => void): void;
}

interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetches extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as Worker;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(pocketPage));
  } else if (new URL(request.url).pathname.startsWith("/assets/")) {
    event.respondWith(fetch(request).catch(() => kept(request)));
  }
});

async function pocketPage(): Promise<Response> {
  const mirror = await Mirror.known();
  const html = mirror ? await findPage(mirror, POCKET) : undefined;
  mirror?.close();
  if (html === undefined) return Response.error();
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'",
  };
  return new Response(html, { headers });
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(LOOKS);
  return (await cache.match(request.url)) ?? Response.error();
}

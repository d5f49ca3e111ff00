// A small server for finished pages in a folder, for the checks that need no program.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The same policy that the program sends, with the nonce that the finished pages carry. */
const POLICY =
  "default-src 'none'; script-src 'self' 'nonce-bm9uY2U'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Serves a folder, and a key for the drafts of its pages; answers its address and how to stop. */
export async function servePages(folder: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.url === "/drafts/key") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ key: Buffer.alloc(32, 7).toString("base64") }));
      return;
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://here").pathname));
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${port}`, stop };
}

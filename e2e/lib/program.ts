// Starts the program on a folder of its own with the made-up organization, and stops it again.
import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where cargo leaves what it builds. */
export const target = process.env["CARGO_TARGET_DIR"] ?? join(dirname(fileURLToPath(import.meta.url)), "../../target");

/** How one person of the made-up organization signs in. */
export interface SignIn {
  role: string;
  name: string;
  email: string;
  password: string;
}

/** A running program. */
export interface Program {
  /** Where it listens, by name because passkeys need one: `http://localhost:40123`, without a slash at the end. */
  address: string;
  signIns: SignIn[];
  /** Everything it has printed so far. */
  printed(): string;
  /** Ends it with SIGTERM and removes its folder. */
  stop(): Promise<void>;
}

/** A folder with the made-up organization in it, for programs to start from. */
export interface Stock {
  folder: string;
  remove(): Promise<void>;
}

/** Loads the made-up organization once; copying it is quicker than making it again. */
export async function makeStock(): Promise<Stock> {
  const folder = await mkdtemp(join(tmpdir(), "accompany-e2e-"));
  const program = await start(folder, ["--demo"]);
  await program.end();
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs the built program on a folder of its own: empty, or with the made-up organization of a stock; with settings of the environment. */
export async function startProgram(stock?: Stock, settings: Record<string, string> = {}): Promise<Program> {
  const data = await mkdtemp(join(tmpdir(), "accompany-e2e-"));
  if (stock) await cp(stock.folder, data, { recursive: true });
  const { end, ...program } = await start(data, stock ? ["--demo"] : [], settings);
  const stop = async () => {
    await end();
    await rm(data, { recursive: true, force: true });
  };
  return { ...program, stop };
}

/** Runs `$ACCOMPANY_BIN` or what cargo built; answers when it is ready and has printed how to begin. */
async function start(data: string, extra: string[], settings: Record<string, string> = {}): Promise<Omit<Program, "stop"> & { end: () => Promise<void> }> {
  const binary = process.env["ACCOMPANY_BIN"] ?? join(target, "debug/accompany");
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  const child = spawn(binary, ["serve", "--data", data, "--listen", listen, ...extra], { env: { ...plainEnvironment(), ...settings }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => { text += chunk.toString(); });
  try {
    await ready(child, `http://${listen}/readyz`, () => text);
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  return { address: `http://localhost:${port}`, signIns: signInsIn(text), printed: () => text, end: () => stopChild(child) };
}

/** The one-time link, as path and query, with which the program printed that an organization can be set up. */
export function setUpLinkIn(printed: string): string {
  const link = /https?:\/\/\S+\/setup\?\S+/.exec(printed)?.[0];
  if (!link) throw new Error(`No set-up link in:\n${printed}`);
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** The made-up people whom the program names, a line each (role, name, e-mail address), under the line with their one password. */
export function signInsIn(printed: string): SignIn[] {
  const password = /all with the password (\S+)/.exec(printed)?.[1];
  if (!password) return [];
  return printed.split("\n").flatMap((line) => {
    const found = /^ +(?<role>\S.*?) {2,}(?<name>\S.*?) +(?<email>\S+@[\w.-]+)$/.exec(line);
    const { role, name, email } = found?.groups ?? {};
    return role && name && email ? [{ role, name, email, password }] : [];
  });
}

/** The environment without the settings meant for these tests; the program refuses settings that it does not know. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ACCOMPANY_")));
}

async function ready(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  const saysHowToBegin = () => signInsIn(printed()).length > 0 || printed().includes("/setup?");
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${printed()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok && saysHowToBegin()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The program was not ready within a minute:\n${printed()}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

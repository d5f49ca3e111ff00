// When and how a draft is saved: pauses, numbering, retries. No page and no network in here, so that it can be tested.
import type { Fields } from "./fields.ts";

/** How long a pause in writing is before the words are saved, in milliseconds. */
export const PAUSE_MS = 700;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** However long the server asks to be left alone, words are not kept waiting for longer than this. */
const LONGEST_ASKED_MS = 5 * 60_000;

/** What is sent: the same client and sequence always carry the same words, so sending twice does no harm. */
export interface Entry {
  /** This opening of the page, a UUID. */
  client: string;
  /** Counts the entries of this client from 1. */
  sequence: number;
  /** The last version of the server whose words the writer has seen. */
  base: number;
  fields: Fields;
}

/** Newer words from another device. */
export interface Other {
  client: string;
  saved_at: string;
  fields: Fields;
}

/** What the server answers when it has the words. */
export interface Reply {
  version: number;
  /** When they were saved, ISO 8601. */
  saved_at: string;
  others: Other[];
}

/** `afterMs`: how long the server asked to be left alone (`Retry-After`), in milliseconds. */
export type Answer =
  | { kind: "saved"; reply: Reply }
  | { kind: "offline"; afterMs?: number | undefined }
  | { kind: "signed-out" }
  | { kind: "refused"; afterMs?: number | undefined };

/** What the person is told. `isKept`: the words are at least on this device. */
export type Status =
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "waiting"; isKept: boolean }
  | { kind: "refused"; isKept: boolean };

/** What a saver needs of the world. */
export interface World {
  send(entry: Entry): Promise<Answer>;
  /** Keeps words on this device; answers whether that worked. */
  keep(fields: Fields, base: number): Promise<boolean>;
  /** Lets the words kept on this device go. */
  drop(): Promise<void>;
  show(status: Status): void;
  /** Shows words from other devices; `Saver.settle` is called once the person has chosen. */
  ask(others: Other[]): void;
  /** Lets the person sign in again in place; false when they turn away. */
  signIn(): Promise<boolean>;
  /** Calls back after so many milliseconds; answers how to cancel. */
  later(ms: number, call: () => void): () => void;
}

/** How long to wait before the next try: doubling from a second to half a minute; never less than the server asked for. */
export function retryAfter(failures: number, askedMs = 0): number {
  const ours = Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1), LONGEST_RETRY_MS);
  return Math.max(ours, Math.min(askedMs, LONGEST_ASKED_MS));
}

/** What a `Retry-After` header asks for, in milliseconds: it holds seconds or a date (RFC 9110, 10.2.3). */
export function askedWait(header: string | null, now: Date): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** Saves one draft. */
export class Saver {
  readonly #world: World;
  readonly #client: string;
  #fields: Fields;
  #base: number;
  /** The newest version of the server; `#base` follows once the person has seen everything up to it. */
  #newest: number;
  #sequence = 0;
  #revision = 0;
  #savedRevision = 0;
  #unanswered: { revision: number; entry: Entry } | undefined;
  #running: Promise<boolean> | undefined;
  #failures = 0;
  /** The server asked to be left alone, and the next try is set for when that is over. */
  #isAskedToWait = false;
  #cancel: (() => void) | undefined;

  constructor(world: World, client: string, fields: Fields, version: number) {
    this.#world = world;
    this.#client = client;
    this.#fields = fields;
    this.#base = version;
    this.#newest = version;
  }

  /** Whether there are words that the server has not acknowledged. */
  get isUnsaved(): boolean {
    return this.#savedRevision < this.#revision;
  }

  /** Takes what the form holds now; it is saved after a pause. */
  change(fields: Fields): void {
    // Leaving a field tells of a change once more, though nothing was written since.
    if (JSON.stringify(fields) === JSON.stringify(this.#fields)) return;
    this.#fields = fields;
    this.#revision += 1;
    if (!this.#running && this.#failures === 0) this.#world.show({ kind: "unsaved" });
    // Writing on does not hurry a server that asked for time: the words go with the next try.
    if (!this.#isAskedToWait) this.#schedule(PAUSE_MS);
  }

  /** Saves at once. With `isAsked`, the server is asked even when nothing changed. True when it has every word. */
  flush(isAsked = false): Promise<boolean> {
    this.#cancel?.();
    this.#isAskedToWait = false;
    if (isAsked) this.#revision += 1;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** The person has seen the words of other devices and chosen. */
  settle(): void {
    this.#base = this.#newest;
  }

  async #run(): Promise<boolean> {
    // One turn later, so that a run with nothing to do ends after `flush` has noted it, not before.
    await Promise.resolve();
    try {
      while (this.isUnsaved) {
        if (!(await this.#sendOnce())) return false;
      }
      return true;
    } finally {
      this.#running = undefined;
    }
  }

  async #sendOnce(): Promise<boolean> {
    const { revision, entry } = this.#next();
    const isKept = await this.#world.keep(entry.fields, entry.base);
    if (this.#failures === 0) this.#world.show({ kind: "saving" });
    const answer = await this.#world.send(entry);
    switch (answer.kind) {
      case "saved":
        await this.#acknowledge(revision, answer.reply);
        return true;
      case "signed-out":
        this.#world.show({ kind: "waiting", isKept });
        return this.#world.signIn();
      case "offline":
      case "refused":
        this.#failures += 1;
        this.#world.show({ kind: answer.kind === "offline" ? "waiting" : "refused", isKept });
        this.#isAskedToWait = (answer.afterMs ?? 0) > 0;
        this.#schedule(retryAfter(this.#failures, answer.afterMs));
        return false;
    }
  }

  /** The entry that was not answered, if nothing was written since; else a new one. */
  #next(): { revision: number; entry: Entry } {
    if (this.#unanswered?.revision !== this.#revision) {
      this.#sequence += 1;
      const entry = { client: this.#client, sequence: this.#sequence, base: this.#base, fields: this.#fields };
      this.#unanswered = { revision: this.#revision, entry };
    }
    return this.#unanswered;
  }

  async #acknowledge(revision: number, reply: Reply): Promise<void> {
    this.#savedRevision = revision;
    this.#failures = 0;
    this.#newest = reply.version;
    if (reply.others.length > 0) this.#world.ask(reply.others);
    else this.#base = reply.version;
    if (this.isUnsaved) return;
    await this.#world.drop();
    this.#world.show({ kind: "saved", at: new Date(reply.saved_at) });
  }

  #schedule(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#world.later(ms, () => void this.flush());
  }
}

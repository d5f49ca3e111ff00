// The mirror: unsent words kept on this device, encrypted for one account.
//
// The key is derived from a secret that the server gives to the signed-in account, and is kept here only as a
// CryptoKey that no script can read out. Keys of other accounts are dropped when an account opens the mirror;
// their words stay, unreadable until their owner signs in again.
import { fromBase64 } from "./base64.ts";
import type { Fields } from "./fields.ts";

const DATABASE = "accompany";
const KEYS = "keys";
const WORDS = "words";

/** What is kept of one draft. */
export interface Kept {
  fields: Fields;
  /** The server's version that these words were written on. */
  base: number;
  /** When they were written, ISO 8601. */
  at: string;
}

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** The mirror of one account. */
export class Mirror {
  readonly #database: IDBDatabase;
  readonly #account: string;
  readonly #key: CryptoKey;

  private constructor(database: IDBDatabase, account: string, key: CryptoKey) {
    this.#database = database;
    this.#account = account;
    this.#key = key;
  }

  /** Opens the mirror. `secret` is asked for (base64) when this device has no key of the account yet. */
  static async open(account: string, secret: () => Promise<string>): Promise<Mirror> {
    const database = await openDatabase();
    await forgetOtherKeys(database, account);
    const known = (await wait(store(database, KEYS, "readonly").get(account))) as CryptoKey | undefined;
    const key = known ?? (await deriveKey(account, await secret()));
    if (!known) await wait(store(database, KEYS, "readwrite").put(key, account));
    return new Mirror(database, account, key);
  }

  /** Opens the mirror of the account whose key is on this device; undefined when there is none. */
  static async known(): Promise<Mirror | undefined> {
    const database = await openDatabase();
    const [account] = await wait(store(database, KEYS, "readonly").getAllKeys());
    const key = account === undefined ? undefined : ((await wait(store(database, KEYS, "readonly").get(account))) as CryptoKey);
    if (typeof account === "string" && key) return new Mirror(database, account, key);
    database.close();
    return undefined;
  }

  /** Keeps the words of a draft, in place of what was kept before. */
  async keep(draft: string, kept: Kept): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(kept));
    const data = await crypto.subtle.encrypt(this.#cipher(draft, iv), this.#key, plain);
    await wait(store(this.#database, WORDS, "readwrite").put({ iv, data } satisfies Sealed, this.#place(draft)));
  }

  /** The words kept of a draft; undefined when there are none, or none that this account can read. */
  async find(draft: string): Promise<Kept | undefined> {
    const sealed = (await wait(store(this.#database, WORDS, "readonly").get(this.#place(draft)))) as Sealed | undefined;
    if (!sealed) return undefined;
    try {
      const plain = await crypto.subtle.decrypt(this.#cipher(draft, sealed.iv), this.#key, sealed.data);
      return JSON.parse(new TextDecoder().decode(plain)) as Kept;
    } catch {
      return undefined;
    }
  }

  /** Lets the words of a draft go, once the server has them. */
  async drop(draft: string): Promise<void> {
    await wait(store(this.#database, WORDS, "readwrite").delete(this.#place(draft)));
  }

  close(): void {
    this.#database.close();
  }

  #place(draft: string): string {
    return `${this.#account} ${draft}`;
  }

  /** The place is sealed in, so that words cannot be moved to another draft or account. */
  #cipher(draft: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(this.#place(draft)) };
  }
}

/** Drops every key on this device; a key comes back when its account signs in again. */
export async function forgetKeys(): Promise<void> {
  const database = await openDatabase();
  await wait(store(database, KEYS, "readwrite").clear());
  database.close();
}

/** Drops every whole page that was kept on this device (pages.ts): it is fetched again when its owner comes back. */
export async function forgetPages(): Promise<void> {
  const database = await openDatabase();
  const places = await wait(store(database, WORDS, "readonly").getAllKeys());
  for (const place of places) {
    if (typeof place === "string" && place.includes(" page /")) await wait(store(database, WORDS, "readwrite").delete(place));
  }
  database.close();
}

async function forgetOtherKeys(database: IDBDatabase, account: string): Promise<void> {
  const owners = await wait(store(database, KEYS, "readonly").getAllKeys());
  for (const owner of owners) {
    if (owner !== account) await wait(store(database, KEYS, "readwrite").delete(owner));
  }
}

async function deriveKey(account: string, secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", fromBase64(secret), "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(`accompany drafts ${account}`);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(WORDS);
  };
  return wait(request);
}

function store(database: IDBDatabase, name: string, mode: IDBTransactionMode): IDBObjectStore {
  return database.transaction(name, mode).objectStore(name);
}

function wait<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the device's storage failed"));
  });
}

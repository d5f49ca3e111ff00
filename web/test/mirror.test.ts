import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { forgetKeys, forgetPages, Mirror, type Kept } from "../src/mirror.ts";
import { findPage, keepPage } from "../src/pages.ts";

const SECRET = btoa("a secret of thirty-two bytes....");
const kept: Kept = { fields: { story: "We walked to the library." }, base: 3, at: "2026-11-22T14:02:07Z" };

const giving = (secret: string) => async () => secret;
const withoutLine = async (): Promise<string> => {
  throw new Error("no line");
};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test("words come back, also after a reload without a line", async () => {
  const first = await Mirror.open("ana", giving(SECRET));
  await first.keep("draft", kept);
  first.close();
  const again = await Mirror.open("ana", withoutLine);
  assert.deepEqual(await again.find("draft"), kept);
  again.close();
});

test("nothing of the words is stored in the clear, and the key cannot be read out", async () => {
  const mirror = await Mirror.open("ana", giving(SECRET));
  await mirror.keep("draft", kept);
  mirror.close();
  const rows = await everything();
  const bytes = rows.flatMap((row) => Object.values(row as object)).map((part) => Buffer.from(part as ArrayBuffer).toString("latin1"));
  assert.ok(bytes.length >= 2);
  assert.ok(bytes.every((text) => !text.includes("library")));
  const key = rows.find((row) => row instanceof CryptoKey) as CryptoKey;
  assert.equal(key.extractable, false);
});

test("another account neither finds the words nor keeps the first one's key", async () => {
  const ana = await Mirror.open("ana", giving(SECRET));
  await ana.keep("draft", kept);
  ana.close();
  const marcus = await Mirror.open("marcus", giving(btoa("another secret of thirty-two b..")));
  assert.equal(await marcus.find("draft"), undefined);
  marcus.close();
  await assert.rejects(Mirror.open("ana", withoutLine), "her key is gone from this device");
  const back = await Mirror.open("ana", giving(SECRET));
  assert.deepEqual(await back.find("draft"), kept, "and comes back when she signs in");
  back.close();
});

test("words under a wrong key stay unread", async () => {
  const ana = await Mirror.open("ana", giving(SECRET));
  await ana.keep("draft", kept);
  ana.close();
  await forgetKeys();
  const wrong = await Mirror.open("ana", giving(btoa("a wrong secret.................!")));
  assert.equal(await wrong.find("draft"), undefined);
  wrong.close();
});

test("what the server has is let go", async () => {
  const mirror = await Mirror.open("ana", giving(SECRET));
  await mirror.keep("draft", kept);
  await mirror.drop("draft");
  assert.equal(await mirror.find("draft"), undefined);
  mirror.close();
});

/** Every value in every store. */
async function everything(): Promise<unknown[]> {
  const done = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open("accompany"));
  const values: unknown[] = [];
  for (const name of database.objectStoreNames) values.push(...(await done(database.transaction(name).objectStore(name).getAll())));
  database.close();
  return values;
}

test("a kept page is read without a line, and leaves with the one who signs out while words stay", async () => {
  const first = await Mirror.open("jordan", giving(SECRET));
  await first.keep("draft", kept);
  await keepPage(first, "/me/plan/pocket", "<p>Call Sam.</p>", new Date("2026-11-22T14:02:07Z"));
  first.close();
  const known = await Mirror.known();
  assert.ok(known);
  assert.equal(await findPage(known, "/me/plan/pocket"), "<p>Call Sam.</p>");
  known.close();
  await forgetKeys();
  await forgetPages();
  assert.equal(await Mirror.known(), undefined);
  const again = await Mirror.open("jordan", giving(SECRET));
  assert.equal(await findPage(again, "/me/plan/pocket"), undefined);
  assert.deepEqual(await again.find("draft"), kept);
  again.close();
});

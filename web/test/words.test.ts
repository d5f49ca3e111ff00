import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, toBase64Url } from "../src/base64.ts";
import { diffWords } from "../src/diff.ts";
import { differing, joined } from "../src/fields.ts";
import { KeyReader } from "../src/keys.ts";
import { creationOptions, requestOptions } from "../src/passkey.ts";
import { clockTime, relative } from "../src/time.ts";
import { fill } from "../src/words.ts";

const now = new Date("2026-11-22T14:00:00Z");
const ago = (seconds: number) => relative(new Date(now.getTime() - seconds * 1000), now, "en");

test("recent moments are told in words, older ones keep their date", () => {
  assert.equal(ago(5 * 60), "5 minutes ago");
  assert.equal(ago(-2 * 3_600), "in 2 hours");
  assert.equal(ago(86_400), "yesterday");
  assert.equal(ago(8 * 86_400), undefined);
});

test("the clock shows seconds", () => {
  assert.equal(clockTime(new Date(2026, 10, 22, 14, 2, 7)), "14:02:07");
});

test("a pair of keys counts only in time and only after g", () => {
  const keys = new KeyReader();
  assert.equal(keys.read("d", 0), undefined);
  assert.equal(keys.read("g", 100), undefined);
  assert.equal(keys.read("d", 400), "day");
  assert.equal(keys.read("g", 1_000), undefined);
  assert.equal(keys.read("p", 9_000), undefined);
  assert.equal(keys.read("?", 9_100), "help");
});

test("a diff joins back to both texts", () => {
  const pairs: [string, string][] = [
    ["We walked to the library.", "We took the bus to the library together."],
    ["", "new words"],
    ["old words", ""],
    ["same", "same"],
    ["a a a b", "a b a a"],
    ["one\n\ntwo  three", "one\ntwo three"],
  ];
  for (const [before, after] of pairs) {
    const runs = diffWords(before, after);
    assert.equal(runs.filter(({ kind }) => kind !== "new").map(({ text }) => text).join(""), before);
    assert.equal(runs.filter(({ kind }) => kind !== "old").map(({ text }) => text).join(""), after);
  }
  assert.deepEqual(diffWords("a b c", "a x c").map(({ kind }) => kind), ["same", "old", "new", "same"]);
  assert.deepEqual(diffWords("a b c d", "w x y z"), [{ kind: "old", text: "a b c d" }, { kind: "new", text: "w x y z" }]);
});

test("a very long rewrite is shown whole instead of stopping the page", () => {
  const text = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word}${index}`).join(" ");
  const started = performance.now();
  const runs = diffWords(text("a"), text("b"));
  assert.equal(runs.filter(({ kind }) => kind !== "old").map(({ text: part }) => part).join(""), text("b"));
  assert.ok(performance.now() - started < 2_000);
});

test("keeping both never loses a word of either", () => {
  const isProse = (name: string) => name !== "place";
  const mine = { story: "Mine.", said: "", place: "home", goal: "gym and more" };
  const theirs = { story: "Theirs.", said: "“Yes.”", place: "library", goal: "gym" };
  assert.deepEqual(joined(mine, theirs, isProse), { story: "Mine.\n\nTheirs.", said: "“Yes.”", place: "home", goal: "gym and more" });
  assert.deepEqual(differing(mine, { ...mine, said: "x" }), ["said"]);
  assert.deepEqual(differing({ story: "a\r\nb" }, { story: "a\nb" }), [], "line ends are no difference");
  assert.deepEqual(differing({ story: "", present: [] }, { story: null, present: null }), [], "nothing is told in two ways");
  assert.deepEqual(differing({ present: ["a", "b"] }, { present: ["a"] }), ["present"]);
});

test("bytes survive base64url", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const text = toBase64Url(bytes);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(fromBase64(text), bytes);
  assert.deepEqual(fromBase64(btoa("plain+/")), new TextEncoder().encode("plain+/"));
});

test("passkey options become bytes where the browser wants bytes", () => {
  const made = creationOptions({
    challenge: "AQID",
    rp: { name: "Accompany" },
    user: { id: "BAU", name: "ana", displayName: "Ana" },
    pubKeyCredParams: [],
    excludeCredentials: [{ id: "_-8", type: "public-key" }],
  });
  assert.deepEqual(made.challenge, Uint8Array.of(1, 2, 3));
  assert.deepEqual(made.user.id, Uint8Array.of(4, 5));
  assert.deepEqual(made.excludeCredentials?.[0]?.id, Uint8Array.of(255, 239));
  const asked = requestOptions({ challenge: "AQID", rpId: "here.example" });
  assert.deepEqual(asked.challenge, Uint8Array.of(1, 2, 3));
  assert.equal(asked.rpId, "here.example");
  assert.equal(asked.allowCredentials, undefined);
});

test("words are filled in and unknown places stay visible", () => {
  assert.equal(fill("Saved {time}", { time: "14:02:07" }), "Saved 14:02:07");
  assert.equal(fill("{x}", {}), "{x}");
});

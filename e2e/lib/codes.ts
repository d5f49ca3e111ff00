// Codes of an authenticator app, computed as the app would (RFC 6238: SHA-1, six digits, thirty seconds).
import { createHmac } from "node:crypto";

const STEP_MS = 30_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an app shows at a time, from the seed as the page prints it (base32, spaces allowed). */
export function codeAt(seed: string, ms: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / STEP_MS)));
  const digest = createHmac("sha1", fromBase32(seed)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The code of the step after this one: each code counts once, and one step early is forgiven. */
export function nextCode(seed: string): string {
  return codeAt(seed, Date.now() + STEP_MS);
}

function fromBase32(text: string): Buffer {
  const letters = text.toUpperCase().replace(/[\s=]/g, "");
  const bits = [...letters].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

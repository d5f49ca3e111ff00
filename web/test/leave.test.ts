import assert from "node:assert/strict";
import { test } from "node:test";
import { EscapeReader } from "../src/leave.ts";

test("two presses close together leave, one or two slow ones do not", () => {
  const reader = new EscapeReader();
  assert.equal(reader.read(0), false);
  assert.equal(reader.read(5_000), false);
  assert.equal(reader.read(5_400), true);
  assert.equal(reader.read(5_600), false, "the pair is used up");
});

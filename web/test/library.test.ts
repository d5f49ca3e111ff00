import assert from "node:assert/strict";
import { test } from "node:test";
import { savedOn, toggle } from "../src/library.ts";

function shelf(start: Record<string, string> = {}) {
  const held = new Map(Object.entries(start));
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    held,
  };
}

test("an item is kept once, let go again, and leaves nothing behind", () => {
  const device = shelf();
  assert.equal(toggle(device, { id: "a", title: "Sleep" }), true);
  assert.equal(toggle(device, { id: "b", title: "Friends" }), true);
  assert.deepEqual(savedOn(device).map((one) => one.id), ["b", "a"]);
  assert.equal(toggle(device, { id: "a", title: "Sleep" }), false);
  assert.equal(toggle(device, { id: "b", title: "Friends" }), false);
  assert.equal(device.held.size, 0);
});

test("what cannot be read counts as nothing", () => {
  assert.deepEqual(savedOn(shelf({ "accompany-library": "{broken" })), []);
  assert.deepEqual(savedOn(shelf({ "accompany-library": '[{"id":1},{"id":"a","title":"A"}]' })), [{ id: "a", title: "A" }]);
});

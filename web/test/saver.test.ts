import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../src/fields.ts";
import { askedWait, PAUSE_MS, retryAfter, Saver, type Answer, type Entry, type Other, type Reply, type Status, type World } from "../src/saver.ts";

/** A world whose server, line and timers the test turns by hand. */
class TestWorld implements World {
  answers: Answer[] = [];
  sent: Entry[] = [];
  shown: Status[] = [];
  kept: Fields | undefined;
  asked: Other[][] = [];
  signsIn = true;
  version = 0;
  timers: { ms: number; call: () => void }[] = [];
  /** Called while an entry is on its way. */
  onSend: () => void = () => {};

  async send(entry: Entry): Promise<Answer> {
    this.sent.push(structuredClone(entry));
    this.onSend();
    return this.answers.shift() ?? saved(++this.version);
  }
  async keep(fields: Fields): Promise<boolean> {
    this.kept = fields;
    return true;
  }
  async drop(): Promise<void> {
    this.kept = undefined;
  }
  show(status: Status): void {
    this.shown.push(status);
  }
  ask(others: Other[]): void {
    this.asked.push(others);
  }
  async signIn(): Promise<boolean> {
    return this.signsIn;
  }
  later(ms: number, call: () => void): () => void {
    const timer = { ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }
  /** Lets the time of every timer come, and waits for what it began. */
  async ring(): Promise<void> {
    for (const { call } of this.timers.splice(0)) call();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
  last(): Status | undefined {
    return this.shown.at(-1);
  }
}

function saved(version: number, others: Other[] = []): Answer {
  const reply: Reply = { version, saved_at: "2026-11-22T14:02:07Z", others };
  return { kind: "saved", reply };
}

function start(): { world: TestWorld; saver: Saver } {
  const world = new TestWorld();
  return { world, saver: new Saver(world, "tab", { story: "" }, 0) };
}

test("writing is saved after one pause, however many keys were pressed", async () => {
  const { world, saver } = start();
  for (const story of ["J", "Jo", "Jor"]) saver.change({ story });
  assert.deepEqual(world.timers.map(({ ms }) => ms), [PAUSE_MS]);
  assert.equal(world.sent.length, 0);
  assert.equal(await saver.flush(), true);
  assert.deepEqual(world.sent, [{ client: "tab", sequence: 1, base: 0, fields: { story: "Jor" } }]);
});

test("it says saved only when the server has acknowledged the last word", async () => {
  const { world, saver } = start();
  saver.change({ story: "one" });
  world.onSend = () => {
    world.onSend = () => {};
    saver.change({ story: "one two" });
  };
  await saver.flush();
  assert.deepEqual(world.sent.map(({ fields }) => fields["story"]), ["one", "one two"]);
  assert.equal(world.shown.filter(({ kind }) => kind === "saved").length, 1, "not after the first, which was old already");
  assert.equal(world.last()?.kind, "saved");
  assert.equal(world.kept, undefined, "the device lets go of what the server has");
});

test("without a line the words stay on the device and the same entry is sent again", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "offline" }, { kind: "offline" }];
  saver.change({ story: "kept" });
  assert.equal(await saver.flush(), false);
  assert.deepEqual(world.last(), { kind: "waiting", isKept: true });
  assert.deepEqual(world.kept, { story: "kept" });
  assert.equal(await saver.flush(), false);
  assert.equal(await saver.flush(), true);
  assert.deepEqual(world.sent.map(({ sequence }) => sequence), [1, 1, 1], "sending again is idempotent");
  assert.equal(saver.isUnsaved, false);
});

test("words written while offline go out under a new number", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "offline" }];
  saver.change({ story: "a" });
  await saver.flush();
  saver.change({ story: "ab" });
  await saver.flush();
  assert.deepEqual(world.sent.map(({ sequence, fields }) => [sequence, fields["story"]]), [[1, "a"], [2, "ab"]]);
});

test("the wait between tries doubles up to half a minute", () => {
  assert.deepEqual([1, 2, 3, 5, 6, 50].map((failures) => retryAfter(failures)), [1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
});

test("a server that asks for time gets it, up to five minutes", () => {
  assert.deepEqual([[1, 20_000], [6, 20_000], [1, 0], [1, 86_400_000]].map(([failures = 0, asked]) => retryAfter(failures, asked)), [20_000, 30_000, 1_000, 300_000]);
});

test("seconds and dates of a Retry-After are understood, and nonsense is left aside", () => {
  const now = new Date("2026-11-22T14:00:00Z");
  assert.equal(askedWait("7", now), 7_000);
  assert.equal(askedWait("Sun, 22 Nov 2026 14:00:30 GMT", now), 30_000);
  assert.equal(askedWait("Sun, 22 Nov 2026 13:00:00 GMT", now), 0);
  assert.equal(askedWait(null, now), undefined);
  assert.equal(askedWait("soon", now), undefined);
});

test("writing on does not hurry a server that asked for time, and the next try brings every word", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "offline", afterMs: 20_000 }];
  saver.change({ story: "a" });
  await saver.flush();
  saver.change({ story: "a b" });
  saver.change({ story: "a b c" });
  assert.deepEqual(world.timers.map(({ ms }) => ms), [20_000], "one try is set, for when the server asked");
  assert.deepEqual(world.last(), { kind: "waiting", isKept: true });
  await world.ring();
  assert.deepEqual(world.sent.map(({ sequence, fields }) => [sequence, fields["story"]]), [[1, "a"], [2, "a b c"]]);
  assert.equal(world.last()?.kind, "saved");
  saver.change({ story: "a b c d" });
  assert.deepEqual(world.timers.map(({ ms }) => ms), [PAUSE_MS], "then saving goes on as usual");
});

test("someone who sends the form is not kept waiting by what the server asked of the pauses", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "offline", afterMs: 20_000 }];
  saver.change({ story: "a" });
  await saver.flush();
  assert.equal(await saver.flush(true), true);
  assert.deepEqual(world.timers, []);
});

test("when the session has ended, the person signs in and saving goes on", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "signed-out" }];
  saver.change({ story: "still here" });
  assert.equal(await saver.flush(), true);
  assert.equal(world.sent.length, 2);
  assert.equal(world.last()?.kind, "saved");
});

test("turning away from signing in keeps the words on the device", async () => {
  const { world, saver } = start();
  world.answers = [{ kind: "signed-out" }];
  world.signsIn = false;
  saver.change({ story: "still here" });
  assert.equal(await saver.flush(), false);
  assert.deepEqual(world.kept, { story: "still here" });
  assert.equal(saver.isUnsaved, true);
});

test("newer words from another device are asked about until the person has chosen", async () => {
  const { world, saver } = start();
  const other: Other = { client: "phone", saved_at: "2026-11-22T14:00:00Z", fields: { story: "theirs" } };
  world.answers = [saved(7, [other]), saved(8, [other])];
  saver.change({ story: "mine" });
  await saver.flush();
  assert.deepEqual(world.asked, [[other]]);
  saver.change({ story: "mine still" });
  await saver.flush();
  assert.equal(world.sent[1]?.base, 0, "the server is told that their words were not yet seen");
  saver.settle();
  await saver.flush(true);
  assert.equal(world.sent[2]?.base, 8);
});

test("asking before a form leaves sends even when nothing changed", async () => {
  const { world, saver } = start();
  assert.equal(await saver.flush(), true);
  assert.equal(world.sent.length, 0);
  world.answers = [{ kind: "offline" }];
  assert.equal(await saver.flush(true), false, "the line is known to be down before the page is left");
});

test("leaving a field without writing saves nothing", async () => {
  const { world, saver } = start();
  saver.change({ story: "" });
  assert.equal(saver.isUnsaved, false);
  assert.deepEqual(world.timers, []);
});

test("two flushes at once send one entry", async () => {
  const { world, saver } = start();
  saver.change({ story: "once" });
  assert.deepEqual(await Promise.all([saver.flush(), saver.flush()]), [true, true]);
  assert.equal(world.sent.length, 1);
});

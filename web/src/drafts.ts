// No word is lost: forms marked `data-draft` are saved while someone writes. See saver.ts for when, mirror.ts for
// what stays on this device, choice.ts for two versions, sign-in.ts for sessions that end.
import { choose, type Choice } from "./choice.ts";
import { differing, joined, readFields, writeFields, type Fields } from "./fields.ts";
import { LEAVING } from "./leave.ts";
import { Mirror, type Kept } from "./mirror.ts";
import { askedWait, Saver, type Answer, type Entry, type Other, type Reply, type Status, type World } from "./saver.ts";
import { signInAgain } from "./sign-in.ts";
import { clockTime } from "./time.ts";
import { wordsOf, type Words } from "./words.ts";

const KEY_PATH = "/drafts/key";

/** Enhances every draft form of a page. */
export function enhanceDrafts(document: Document): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) new DraftForm(form).start();
}

class DraftForm implements World {
  readonly #form: HTMLFormElement;
  readonly #words: Words;
  readonly #key: string;
  readonly #url: string;
  readonly #account: string;
  readonly #saver: Saver;
  #mirror: Promise<Mirror | undefined> | undefined;
  #isPassing = false;
  #said = "";

  constructor(form: HTMLFormElement) {
    const { draftKey = "", draftUrl = "", account = "", version = "0" } = form.dataset;
    this.#form = form;
    this.#words = wordsOf(form.ownerDocument);
    this.#key = draftKey;
    this.#url = draftUrl;
    this.#account = account;
    this.#saver = new Saver(this, randomUuid(), readFields(form), Number(version));
  }

  start(): void {
    const save = () => this.#saver.change(readFields(this.#form));
    this.#form.addEventListener("input", save);
    this.#form.addEventListener("change", save);
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    window.addEventListener("online", () => void this.#flushUnsaved());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.#flushUnsaved();
    });
    document.addEventListener(LEAVING, () => void this.#flushUnsaved());
    window.addEventListener("beforeunload", (event) => {
      // Nobody who leaves quickly is asked anything (leave.ts hides the page first); the words leave with the page.
      const isLeaving = document.documentElement.hidden;
      if (this.#saver.isUnsaved && !this.#isPassing && !isLeaving) event.preventDefault();
    });
    void this.#offerKept();
  }

  // ---- What the saver asks for ----

  async send(entry: Entry): Promise<Answer> {
    try {
      const body = JSON.stringify(entry);
      const answer = await fetch(`${this.#url}/entries`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body,
        // Lets the last words of a closing page still leave; browsers allow it for 64 kB.
        keepalive: body.length < 60_000,
      });
      if (answer.ok) return { kind: "saved", reply: (await answer.json()) as Reply };
      if (answer.status === 401) return { kind: "signed-out" };
      const afterMs = askedWait(answer.headers.get("Retry-After"), new Date());
      return { kind: answer.status >= 500 || answer.status === 429 ? "offline" : "refused", afterMs };
    } catch {
      return { kind: "offline" };
    }
  }

  async keep(fields: Fields, base: number): Promise<boolean> {
    const mirror = await this.#openMirror();
    const kept: Kept = { fields, base, at: new Date().toISOString() };
    return mirror ? mirror.keep(this.#key, kept).then(() => true, () => false) : false;
  }

  async drop(): Promise<void> {
    const mirror = await this.#openMirror();
    await mirror?.drop(this.#key).catch(() => {});
  }

  show(status: Status): void {
    const { word, tone } = look(status);
    const text = this.#words(word, status.kind === "saved" ? { time: clockTime(status.at) } : {});
    const place = this.#form.querySelector<HTMLElement>("[data-draft-status]");
    if (place) {
      place.textContent = text;
      place.className = `ac-saved ac-saved--${tone}`;
    }
    this.#announce(word, text);
  }

  ask(others: Other[]): void {
    const newest = [...others].sort((a, b) => a.saved_at.localeCompare(b.saved_at)).at(-1);
    if (!newest) return;
    if (differing(readFields(this.#form), newest.fields).length === 0) {
      this.#saver.settle();
      return;
    }
    void this.#choose("other", newest.fields, newest.saved_at).then(() => this.#saver.settle());
  }

  signIn(): Promise<boolean> {
    return signInAgain(this.#form.ownerDocument);
  }

  later(ms: number, call: () => void): () => void {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  }

  // ---- The rest ----

  /** Everything is saved before a form leaves; without a line it stays, with every word. */
  #submit(event: SubmitEvent): void {
    if (this.#isPassing) return;
    event.preventDefault();
    const { submitter } = event;
    void this.#saver.flush(true).then((isSaved) => {
      if (!isSaved) {
        this.#announce("not-sent", this.#words("not-sent"), true);
        return;
      }
      this.#isPassing = true;
      this.#form.requestSubmit(submitter);
      // A form that the browser holds back (a field to correct) must be able to be sent again.
      setTimeout(() => {
        this.#isPassing = false;
      });
    });
  }

  async #flushUnsaved(): Promise<void> {
    if (this.#saver.isUnsaved) await this.#saver.flush();
  }

  /** Words on this device that the server does not have: shown beside the page's, for the person to choose. */
  async #offerKept(): Promise<void> {
    const mirror = await this.#openMirror();
    if (!mirror) return;
    const aside = `${this.#key} set aside`;
    const [fresh, older] = [await mirror.find(this.#key), await mirror.find(aside)];
    const kept = fresh && older ? { ...fresh, fields: this.#join(fresh.fields, older.fields) } : (fresh ?? older);
    if (!kept) return;
    if (differing(readFields(this.#form), kept.fields).length > 0) {
      // Writing goes on meanwhile and is mirrored, so these words wait in a place of their own.
      await mirror.keep(aside, kept);
      await this.#choose("device", kept.fields, kept.at);
      await this.#saver.flush(true);
      await mirror.drop(aside);
    } else {
      await mirror.drop(this.#key);
      await mirror.drop(aside);
    }
  }

  /** Lets the person choose between the form as it is and other words, and puts the choice into the form. */
  async #choose(kind: "other" | "device", theirs: Fields, at: string): Promise<void> {
    const when = new Date(at).toLocaleString(this.#form.ownerDocument.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const choice: Choice = await choose(this.#form, kind, readFields(this.#form), theirs, when);
    if (choice === "mine") return;
    writeFields(this.#form, choice === "theirs" ? theirs : this.#join(readFields(this.#form), theirs));
  }

  #join(mine: Fields, theirs: Fields): Fields {
    return joined(mine, theirs, (name) => this.#form.elements.namedItem(name) instanceof HTMLTextAreaElement);
  }

  /** The mirror, opened once; undefined where the device or the line does not allow it, and tried again later. */
  /** Nothing is kept on a device that others use too. */
  #openMirror(): Promise<Mirror | undefined> {
    if (this.#form.ownerDocument.documentElement.hasAttribute("data-shared-device")) return Promise.resolve(undefined);
    this.#mirror ??= Mirror.open(this.#account, fetchKey).catch(() => {
      this.#mirror = undefined;
      return undefined;
    });
    return this.#mirror;
  }

  /** Tells a screen reader about changes that matter, not about each save. */
  #announce(word: string, text: string, isAlways = false): void {
    const matters = ["waiting", "not-kept", "refused", "not-sent"].includes(word) || (word === "saved" && this.#said !== "");
    if (!isAlways && (!matters || this.#said === word)) return;
    this.#said = word === "saved" ? "" : word;
    const place = this.#form.ownerDocument.getElementById("ac-live");
    if (place) place.textContent = text;
    const shown = this.#form.querySelector<HTMLElement>("[data-draft-status]");
    if (isAlways && shown) shown.textContent = text;
  }
}

/** A random UUID; made by hand where a plain http address keeps `crypto.randomUUID` away. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function fetchKey(): Promise<string> {
  const answer = await fetch(KEY_PATH, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${KEY_PATH} answered ${answer.status}`);
  return ((await answer.json()) as { key: string }).key;
}

function look(status: Status): { word: string; tone: string } {
  switch (status.kind) {
    case "unsaved":
      return { word: "unsaved", tone: "unsaved" };
    case "saving":
      return { word: "saving", tone: "unsaved" };
    case "saved":
      return { word: "saved", tone: "saved" };
    case "waiting":
      return status.isKept ? { word: "waiting", tone: "waiting" } : { word: "not-kept", tone: "failed" };
    case "refused":
      return { word: "refused", tone: "failed" };
  }
}

// Keyboard shortcuts: single keys and pairs beginning with g. Never while someone writes.

/** What a key press means. */
export type Action = "search" | "day" | "people" | "add-contact" | "help";

const SINGLE: Record<string, Action> = { "/": "search", c: "add-contact", "?": "help" };
const AFTER_G: Record<string, Action> = { d: "day", p: "people" };

/** How long g waits for its second key, in milliseconds. */
const PAIR_MS = 1_500;

/** Reads keys one by one; keeps only whether g was just pressed. */
export class KeyReader {
  #gAt = Number.NEGATIVE_INFINITY;

  /** The action of this key at this time (milliseconds), if it completes one. */
  read(key: string, at: number): Action | undefined {
    const isPair = at - this.#gAt < PAIR_MS;
    this.#gAt = key === "g" ? at : Number.NEGATIVE_INFINITY;
    return isPair ? AFTER_G[key] : SINGLE[key];
  }
}

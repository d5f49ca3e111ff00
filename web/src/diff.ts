// What changed between two texts, word by word.

/** A run of words that both have, that only the old has, or that only the new has. */
export interface Run {
  kind: "same" | "old" | "new";
  text: string;
}

/** Above this many pairs of words a text is shown as wholly replaced, to keep typing quick. */
const MOST_PAIRS = 1_000_000;

/** The runs that turn `before` into `after`; joining all but the old ones gives `after`. */
export function diffWords(before: string, after: string): Run[] {
  const [a, b] = [split(before), split(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const runs: Run[] = [];
  push(runs, "same", a.slice(0, start));
  middle(runs, a.slice(start, a.length - end), b.slice(start, b.length - end));
  push(runs, "same", end > 0 ? a.slice(-end) : []);
  return gathered(runs);
}

/** Neighbouring changes with only space between them become one change, which reads better. */
function gathered(runs: Run[]): Run[] {
  const result: Run[] = [];
  let [before, after] = ["", ""];
  const flush = () => {
    if (before) result.push({ kind: "old", text: before });
    if (after) result.push({ kind: "new", text: after });
    [before, after] = ["", ""];
  };
  runs.forEach(({ kind, text }, index) => {
    const isBridge = kind === "same" && text.trim() === "" && before + after !== "" && index < runs.length - 1;
    if (kind === "same" && !isBridge) {
      flush();
      result.push({ kind, text });
      return;
    }
    if (kind !== "new") before += text;
    if (kind !== "old") after += text;
  });
  flush();
  return result;
}

function split(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

/** Longest common subsequence of what is left between the equal ends. */
function middle(runs: Run[], a: string[], b: string[]): void {
  if (a.length * b.length > MOST_PAIRS) {
    push(runs, "old", a);
    push(runs, "new", b);
    return;
  }
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(runs, "same", [a[i++] ?? ""]);
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      push(runs, "old", [a[i++] ?? ""]);
    } else {
      push(runs, "new", [b[j++] ?? ""]);
    }
  }
}

function push(runs: Run[], kind: Run["kind"], words: string[]): void {
  if (words.length === 0) return;
  const last = runs.at(-1);
  if (last?.kind === kind) last.text += words.join("");
  else runs.push({ kind, text: words.join("") });
}

// Two versions of the same note, both shown; the person chooses. Nothing is overwritten by itself.
import { diffWords } from "./diff.ts";
import { differing, textOf, type Fields } from "./fields.ts";
import { fill } from "./words.ts";

/** What to do with two versions. */
export type Choice = "mine" | "theirs" | "both";

/** Shows the panel of this kind (`other` device or this `device`) above the form and waits for a choice. */
export function choose(form: HTMLFormElement, kind: "other" | "device", mine: Fields, theirs: Fields, when: string): Promise<Choice> {
  const document = form.ownerDocument;
  document.querySelector(`[data-draft-panel="${kind}"]`)?.remove();
  const template = document.querySelector<HTMLTemplateElement>(`template[data-draft-choice="${kind}"]`);
  const panel = template?.content.firstElementChild?.cloneNode(true);
  if (!(panel instanceof HTMLElement)) return new Promise(() => {});
  panel.dataset["draftPanel"] = kind;
  for (const line of panel.querySelectorAll(":scope > p")) line.textContent = fill(line.textContent, { when });
  panel.querySelector("[data-differences]")?.replaceChildren(...differences(form, mine, theirs));
  // Focus stays where the person writes: a keystroke must never land elsewhere.
  form.before(panel);
  const live = document.getElementById("ac-live");
  if (live) live.textContent = panel.getAttribute("aria-label");
  return new Promise((resolve) => {
    panel.addEventListener("click", (event) => {
      const choice = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-choice]")?.dataset["choice"] : undefined;
      if (choice !== "mine" && choice !== "theirs" && choice !== "both") return;
      panel.remove();
      resolve(choice);
    });
  });
}

/** For each field that differs: its label, and the text with what would go and what would come. */
function differences(form: HTMLFormElement, mine: Fields, theirs: Fields): HTMLElement[] {
  const document = form.ownerDocument;
  return differing(mine, theirs).flatMap((name) => {
    const head = document.createElement("h3");
    head.textContent = labelOf(form, name);
    const text = document.createElement("p");
    text.className = "ac-other__text";
    for (const run of diffWords(textOf(mine[name]), textOf(theirs[name]))) {
      const piece = document.createElement({ same: "span", old: "del", new: "ins" }[run.kind]);
      piece.textContent = run.text;
      text.append(piece);
    }
    return [head, text];
  });
}

/** The label or legend of a field, without its "(optional)". */
function labelOf(form: HTMLFormElement, name: string): string {
  const element = form.elements.namedItem(name);
  const first = element instanceof RadioNodeList ? element[0] : element;
  const field = first instanceof HTMLElement ? first : undefined;
  const isBox = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
  const label = (isBox && field.closest("fieldset")?.querySelector("legend")) || form.querySelector(`label[for="${CSS.escape(field?.id ?? name)}"]`);
  return label?.firstChild?.textContent?.trim() ?? name;
}

// Saving items of the library on this device, for those without an account, and printing. What is kept is which item and
// its title: nothing about the person. On a device that others use too, nothing is kept.

/** An item that is kept on this device. */
export interface SavedItem {
  id: string;
  title: string;
}

/** The part of a browser's storage that this needs. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "accompany-library";
const MOST = 100;

/** What is kept on this device; nothing when what stands there cannot be read. */
export function savedOn(shelf: Shelf): SavedItem[] {
  try {
    const found: unknown = JSON.parse(shelf.getItem(KEY) ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.filter((one): one is SavedItem => typeof one?.id === "string" && typeof one?.title === "string");
  } catch {
    return [];
  }
}

/** Keeps an item, or lets it go when it was kept; says whether it is kept now. */
export function toggle(shelf: Shelf, item: SavedItem): boolean {
  const saved = savedOn(shelf);
  const others = saved.filter((one) => one.id !== item.id);
  const isKept = others.length === saved.length;
  const next = isKept ? [item, ...others].slice(0, MOST) : others;
  if (next.length === 0) shelf.removeItem(KEY);
  else shelf.setItem(KEY, JSON.stringify(next));
  return isKept;
}

/** The storage of the device, unless others use the device too or the browser keeps nothing. */
function shelfOf(document: Document): Shelf | undefined {
  if (document.documentElement.hasAttribute("data-shared-device")) return undefined;
  try {
    return document.defaultView?.localStorage;
  } catch {
    return undefined;
  }
}

function offerToSave(document: Document, shelf: Shelf): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-save-item]")) {
    const item = { id: button.dataset["saveItem"] ?? "", title: button.dataset["title"] ?? "" };
    const words = button.querySelector("span");
    const said = [words?.textContent ?? "", button.dataset["saved"] ?? ""];
    const show = (isKept: boolean) => {
      button.setAttribute("aria-pressed", String(isKept));
      if (words) words.textContent = said[isKept ? 1 : 0] ?? "";
    };
    show(savedOn(shelf).some((one) => one.id === item.id));
    button.addEventListener("click", () => show(toggle(shelf, item)));
    button.hidden = false;
  }
}

function showSaved(document: Document, shelf: Shelf): void {
  const section = document.querySelector<HTMLElement>("[data-saved-items]");
  const list = section?.querySelector("ul");
  if (!section || !list) return;
  const draw = () => {
    const saved = savedOn(shelf);
    list.replaceChildren(...saved.map((item) => line(document, item, section.dataset["remove"] ?? "", () => {
      toggle(shelf, item);
      draw();
    })));
    section.hidden = saved.length === 0;
  };
  draw();
}

function line(document: Document, item: SavedItem, remove: string, removed: () => void): HTMLLIElement {
  const [entry, link, button] = [document.createElement("li"), document.createElement("a"), document.createElement("button")];
  link.href = `/library/${encodeURIComponent(item.id)}`;
  link.textContent = item.title;
  button.type = "button";
  button.className = "ac-button ac-button--plain ac-button--small";
  button.textContent = remove;
  button.setAttribute("aria-label", `${remove}: ${item.title}`);
  button.addEventListener("click", removed);
  entry.append(link, " ", button);
  return entry;
}

/** Makes the page's ways to save and print work. */
export function start(document: Document): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.addEventListener("click", () => document.defaultView?.print());
    button.hidden = false;
  }
  const shelf = shelfOf(document);
  if (!shelf) return;
  offerToSave(document, shelf);
  showSaved(document, shelf);
}

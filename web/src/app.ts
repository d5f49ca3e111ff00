// What every page gets: times that stay true, menus that close, shortcuts, forms that are sent once.
// Nothing here is needed to use a page.
import { KeyReader, type Action } from "./keys.ts";
import { forgetKeys, forgetPages } from "./mirror.ts";
import { refreshTimes } from "./time.ts";

const MINUTE = 60_000;

/** Starts everything on a page. */
export function start(document: Document): void {
  keepTimesTrue(document);
  closeMenus(document);
  openDialogs(document);
  readKeys(document);
  growTextareas(document);
  sendFormsOnce(document);
  copyTexts(document);
  guessZone(document);
  forgetWhenSignedOut(document);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}

function keepTimesTrue(document: Document): void {
  const refresh = () => refreshTimes(document, new Date(), document.documentElement.lang);
  refresh();
  setInterval(refresh, MINUTE);
  document.addEventListener("htmx:afterSwap", refresh);
}

/** A menu closes on Escape, on a click elsewhere, and when another one opens. */
function closeMenus(document: Document): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** `data-opens="ID"` opens a dialog; such a button is hidden until the script shows it. */
function openDialogs(document: Document): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-opens]")) {
    button.hidden = false;
    button.addEventListener("click", () => showDialog(document, button.dataset["opens"] ?? ""));
  }
}

function showDialog(document: Document, id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function readKeys(document: Document): void {
  const reader = new KeyReader();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const action = reader.read(event.key, event.timeStamp);
    if (action && act(document, action)) event.preventDefault();
  });
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Does what a shortcut means; false where this page has no place for it. */
function act(document: Document, action: Action): boolean {
  const press = (selector: string) => {
    const element = document.querySelector<HTMLElement>(selector);
    element?.click();
    return element !== null;
  };
  switch (action) {
    case "search": {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      field?.focus();
      return field !== null || press('.ac-nav a[href="/people"]');
    }
    case "day":
      return press('.ac-nav a[href="/day"]');
    case "people":
      return press('.ac-nav a[href="/people"]');
    case "add-contact":
      return press('[data-key="c"]');
    case "help":
      showDialog(document, "ac-keys");
      return true;
  }
}

/** Where the browser cannot let a textarea grow by itself. */
function growTextareas(document: Document): void {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = (area: HTMLTextAreaElement) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  document.querySelectorAll<HTMLTextAreaElement>(".ac-textarea").forEach(grow);
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement && event.target.matches(".ac-textarea")) grow(event.target);
  });
}

/** A second press of a button does not send a form again; coming back to the page frees it. */
function sendFormsOnce(document: Document): void {
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    const question = form.dataset["confirm"];
    if (sent.has(form) || (question && !window.confirm(question))) event.preventDefault();
    else sent.add(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });
}

/** `data-copies="ID"` copies what a field holds; such a button is hidden until the script shows it. */
function copyTexts(document: Document): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-copies]")) {
    const field = document.getElementById(button.dataset["copies"] ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => void copy(field, button));
  }
}

async function copy(field: HTMLInputElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Not allowed here: selected, it can be copied by hand.
    field.focus();
    return;
  }
  const live = field.ownerDocument.getElementById("ac-live");
  const said = button.dataset["said"] ?? "";
  if (live) live.textContent = said;
  button.lastChild?.replaceWith(said);
}

/** The time zone of a new organization is most likely the zone of this device. */
function guessZone(document: Document): void {
  const select = document.querySelector<HTMLSelectElement>("[data-guess-zone] select");
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (select && [...select.options].some((option) => option.value === timeZone)) select.value = timeZone;
}

/** The keys to the words kept on this device leave with the person, and so do whole pages; words stay, unreadable. */
function forgetWhenSignedOut(document: Document): void {
  const isSignedIn = document.querySelector('form[action="/sign-out"]') !== null;
  if (!isSignedIn) void forgetKeys().then(forgetPages).catch(() => {});
}

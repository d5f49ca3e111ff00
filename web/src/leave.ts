// Leaving quickly: the button, or Escape twice, puts a page that says nothing in the place of this one.

/** Two presses of Escape within so many milliseconds leave. */
const TWICE_MS = 1_000;

/** So long the program may take to answer that somebody leaves. */
const TOLD_MS = 1_500;

/** Told to a page that is about to be left: what must not be lost leaves now. */
export const LEAVING = "ac-leaving";

/** Whether a press of Escape at this time (milliseconds) is the second of two. */
export class EscapeReader {
  #last = Number.NEGATIVE_INFINITY;

  read(at: number): boolean {
    const isSecond = at - this.#last < TWICE_MS;
    this.#last = isSecond ? Number.NEGATIVE_INFINITY : at;
    return isSecond;
  }
}

/** Makes the quick way out to `neutral`, for a page that may still be coming: what of it is pressed is looked for then. */
export function leaveQuickly(document: Document, neutral: string): void {
  const leave = () => {
    // Out of sight first: the way on may be slow.
    document.documentElement.hidden = true;
    document.title = "";
    // What is being written leaves before the session ends.
    document.dispatchEvent(new Event(LEAVING));
    const soon = new Promise((resolve) => setTimeout(resolve));
    const told = soon.then(() => fetch("/leave", { method: "POST", headers: { Accept: "application/json" }, keepalive: true }));
    // On a bad line the browser goes on telling after the page is left.
    const late = new Promise((resolve) => setTimeout(resolve, TOLD_MS));
    void Promise.race([told.catch(() => {}), late]).then(() => location.replace(neutral));
  };
  const reader = new EscapeReader();
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof Element && event.target.matches('form[action="/leave"]'))) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reader.read(event.timeStamp)) leave();
  });
}

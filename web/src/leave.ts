// Leaving quickly: the button, or Escape twice, puts a page that says nothing in the place of this one.

/** Two presses of Escape within so many milliseconds leave. */
const TWICE_MS = 1_000;

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

/** Makes the quick way out of a page that has one (`form[data-leave]`). */
export function leaveQuickly(document: Document): void {
  const form = document.querySelector<HTMLFormElement>("form[data-leave]");
  const neutral = form?.dataset["leave"];
  if (!form || !neutral) return;
  const leave = () => {
    // Out of sight first: the way on may be slow.
    document.documentElement.hidden = true;
    document.title = "";
    // What is being written leaves before the session ends.
    document.dispatchEvent(new Event(LEAVING));
    const soon = new Promise((resolve) => setTimeout(resolve));
    const gone = soon.then(() => fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, keepalive: true }));
    void gone.catch(() => {}).finally(() => location.replace(neutral));
  };
  const reader = new EscapeReader();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reader.read(event.timeStamp)) leave();
  });
}

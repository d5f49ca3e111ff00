// Signing in again in place, when the session has ended in the middle of writing.
import { emailIn, signInWithPasskey } from "./passkey.ts";

interface SignInReply {
  ok: boolean;
  /** What went wrong, in the person's words. */
  error?: string;
  /** A second step is asked for. */
  needs_code?: boolean;
}

let open: Promise<boolean> | undefined;

/** Opens the page's sign-in dialog; true when the person is signed in, false when they close it. */
export function signInAgain(document: Document): Promise<boolean> {
  open ??= ask(document).finally(() => {
    open = undefined;
  });
  return open;
}

function ask(document: Document): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-draft-sign-in]");
  const form = dialog?.querySelector<HTMLFormElement>("form");
  if (!dialog || !form) return Promise.resolve(false);
  form.reset();
  dialog.showModal();
  return new Promise((resolve) => {
    const ended = new AbortController();
    const { signal } = ended;
    const finish = (isSignedIn: boolean) => {
      ended.abort();
      dialog.close();
      resolve(isSignedIn);
    };
    const attempt = async (how: () => Promise<string | undefined>) => {
      const problem = await how().catch(() => form.dataset["failed"] ?? "");
      if (problem === undefined) finish(true);
      else complain(form, problem);
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); void attempt(() => withPassword(form)); }, { signal });
    dialog.querySelector("[data-sign-in-passkey]")?.addEventListener("click", () => void attempt(() => withPasskey(form)), { signal });
    dialog.querySelector("[data-sign-in-close]")?.addEventListener("click", () => finish(false), { signal });
    dialog.addEventListener("cancel", () => finish(false), { signal });
  });
}

/** Undefined when signed in, else what to say. */
async function withPassword(form: HTMLFormElement): Promise<string | undefined> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const answer = await fetch("/sign-in", { method: "POST", headers: { Accept: "application/json" }, body });
  const reply = (await answer.json()) as SignInReply;
  if (reply.ok) return undefined;
  if (reply.needs_code) showCode(form);
  return reply.error ?? (reply.needs_code ? "" : (form.dataset["failed"] ?? ""));
}

async function withPasskey(form: HTMLFormElement): Promise<undefined> {
  await signInWithPasskey(emailIn(form));
  return undefined;
}

function showCode(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>("[data-sign-in-code]");
  if (!box) return;
  box.hidden = false;
  box.querySelector("input")?.focus();
}

function complain(form: HTMLFormElement, problem: string): void {
  const place = form.querySelector<HTMLElement>("[data-sign-in-error]");
  if (!place) return;
  place.hidden = problem === "";
  place.textContent = problem;
}

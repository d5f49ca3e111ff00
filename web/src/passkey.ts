// Passkeys: adding one to an account, and signing in with one. The server's options and our answers travel as JSON
// with every run of bytes as base64url.
import { fromBase64, toBase64Url } from "./base64.ts";

interface Described {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

/** Options for a new passkey as the server sends them. */
export interface CreationJson extends Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Described[];
}

/** Options for signing in as the server sends them. */
export interface RequestJson extends Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> {
  challenge: string;
  allowCredentials?: Described[];
}

/** Adds a passkey of this device to the signed-in account. */
export async function registerPasskey(): Promise<void> {
  const { publicKey } = await post<{ publicKey: CreationJson }>("/account/passkeys/start", {});
  const made = await navigator.credentials.create({ publicKey: creationOptions(publicKey) });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no passkey was made");
  await post("/account/passkeys/finish", registrationJson(made));
}

/** Signs in with a passkey. `email` narrows the choice when it is known. */
export async function signInWithPasskey(email?: string): Promise<void> {
  const { publicKey } = await post<{ publicKey: RequestJson }>("/sign-in/passkey/start", email ? { email } : {});
  const found = await navigator.credentials.get({ publicKey: requestOptions(publicKey) });
  if (!(found instanceof PublicKeyCredential)) throw new Error("no passkey was chosen");
  await post("/sign-in/passkey/finish", assertionJson(found));
}

/** Wires buttons marked `data-passkey="register"` or `"sign-in"`; they are hidden where passkeys do not work. */
export function enhancePasskeys(document: Document): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => void press(button));
  }
}

async function press(button: HTMLButtonElement): Promise<void> {
  const failure = button.parentElement?.querySelector<HTMLElement>("[data-passkey-error]");
  if (failure) failure.hidden = true;
  button.disabled = true;
  try {
    if (button.dataset["passkey"] === "register") await registerPasskey();
    else await signInWithPasskey(emailIn(button.form));
    location.assign(button.dataset["next"] ?? location.href);
  } catch {
    if (failure) failure.hidden = false;
  } finally {
    button.disabled = false;
  }
}

/** What was typed as the address, if anything. */
export function emailIn(form: HTMLFormElement | null): string | undefined {
  const field = form?.elements.namedItem("email");
  return field instanceof HTMLInputElement && field.value.trim() !== "" ? field.value.trim() : undefined;
}

/** The server's options for a new passkey as the browser wants them. */
export function creationOptions(json: CreationJson): PublicKeyCredentialCreationOptions {
  const { challenge, user, excludeCredentials, ...rest } = json;
  return {
    ...rest,
    challenge: fromBase64(challenge),
    user: { ...user, id: fromBase64(user.id) },
    ...(excludeCredentials ? { excludeCredentials: excludeCredentials.map(descriptor) } : {}),
  };
}

/** The server's options for signing in as the browser wants them. */
export function requestOptions(json: RequestJson): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, ...rest } = json;
  return {
    ...rest,
    challenge: fromBase64(challenge),
    ...(allowCredentials ? { allowCredentials: allowCredentials.map(descriptor) } : {}),
  };
}

function descriptor({ id, ...rest }: Described): PublicKeyCredentialDescriptor {
  return { ...rest, id: fromBase64(id) };
}

function registrationJson(made: PublicKeyCredential): object {
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...identity(made),
    response: {
      attestationObject: toBase64Url(response.attestationObject),
      clientDataJSON: toBase64Url(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

function assertionJson(found: PublicKeyCredential): object {
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    ...identity(found),
    response: {
      authenticatorData: toBase64Url(response.authenticatorData),
      clientDataJSON: toBase64Url(response.clientDataJSON),
      signature: toBase64Url(response.signature),
      userHandle: response.userHandle ? toBase64Url(response.userHandle) : null,
    },
  };
}

function identity(credential: PublicKeyCredential): object {
  return { id: credential.id, rawId: toBase64Url(credential.rawId), type: credential.type, extensions: credential.getClientExtensionResults() };
}

async function post<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  const text = await answer.text();
  return (text ? JSON.parse(text) : {}) as T;
}

// A post office for one test: takes every letter that the program sends (RFC 5321, as little of it as is needed) and hands
// it out by address.
import { createServer, type AddressInfo, type Socket } from "node:net";

/** A letter as its reader gets it. */
export interface Letter {
  to: string;
  subject: string;
  /** The plain text. */
  text: string;
}

/** A running post office. */
export interface PostOffice {
  /** Settings with which a program sends its mail here. */
  settings: Record<string, string>;
  /** The next letter to an address that was not handed out yet; waits until it comes. */
  letterTo(address: string): Promise<Letter>;
  stop(): Promise<void>;
}

/** Opens a post office on this machine. */
export async function openPostOffice(): Promise<PostOffice> {
  const waiting: Letter[] = [];
  const asked: { address: string; take: (letter: Letter) => void }[] = [];
  const arrive = (letter: Letter) => {
    const at = asked.findIndex(({ address }) => address === letter.to);
    const [found] = at < 0 ? [] : asked.splice(at, 1);
    if (found) found.take(letter);
    else waiting.push(letter);
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serve(socket, arrive);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      ACCOMPANY_MAIL_HOST: "127.0.0.1",
      ACCOMPANY_MAIL_PORT: String(port),
      ACCOMPANY_MAIL_SECURITY: "none",
      ACCOMPANY_MAIL_FROM: "Open Door <peers@open-door.example>",
    },
    letterTo: (address) => {
      const at = waiting.findIndex(({ to }) => to === address);
      const [found] = at < 0 ? [] : waiting.splice(at, 1);
      return found ? Promise.resolve(found) : new Promise((take) => asked.push({ address, take }));
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Speaks with one sender, line by line. */
function serve(socket: Socket, arrive: (letter: Letter) => void): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let rest = "";
  let recipients: string[] = [];
  let body: string[] | undefined;
  const hear = (line: string) => {
    if (body && line !== ".") return void body.push(line.startsWith(".") ? line.slice(1) : line);
    if (body) {
      for (const to of recipients) arrive({ to, ...opened(body) });
      [recipients, body] = [[], undefined];
      return say("250 taken");
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") return say("250-post office\r\n250 8BITMIME");
    if (verb === "QUIT") return void socket.end("221 good bye\r\n");
    if (verb === "RCPT") recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
    if (verb === "DATA") body = [];
    say(verb === "DATA" ? "354 go on" : "250 well");
  };
  say("220 post office");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString("latin1")).split("\r\n");
    rest = lines.pop() ?? "";
    lines.forEach(hear);
  });
}

/** Subject and plain text of a letter. */
function opened(lines: string[]): Omit<Letter, "to"> {
  const [head, ...parts] = lines.join("\n").split("\n\n");
  const subject = header(head ?? "", "subject");
  const boundary = /boundary="?([^";\n]+)/i.exec(head ?? "")?.[1];
  if (!boundary) return { subject, text: decoded(head ?? "", parts.join("\n\n")) };
  const piece = parts.join("\n\n").split(`--${boundary}`).find((part) => /content-type: *text\/plain/i.test(part)) ?? "";
  const [partHead, ...words] = piece.trimStart().split("\n\n");
  return { subject, text: decoded(partHead ?? "", words.join("\n\n")) };
}

function header(head: string, name: string): string {
  const unfolded = head.replaceAll(/\n[ \t]+/g, " ");
  return new RegExp(`^${name}: *(.*)$`, "im").exec(unfolded)?.[1] ?? "";
}

function decoded(head: string, body: string): string {
  const encoding = header(head, "content-transfer-encoding").toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return Buffer.from(body, "latin1").toString();
  const bytes = body.replaceAll("=\n", "").replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/**
 * Dialogues in STOMP, byte for byte, in a small text language. A file is script and recording at once: `record.ts` plays
 * its client's lines to a real RabbitMQ and writes the server's lines anew; the test plays the same lines to our broker.
 *
 *     # why
 *     a> SEND\n…\0           connection a says; \n \r \0 \\ stand for their bytes, {session} for a's session name
 *     a< RECEIPT\n…\0\n      what it hears, a line for each frame or heart-beat
 *     a| closed
 *     = wait 1000            time passes
 *     = amqp get q           something is done by an AMQP client; its answer follows as `=<`
 */
import { connect, type Socket } from 'node:net';
import { actOverAmqp, type AmqpHand } from './amqp-hand.ts';

/** How long a line is given to have its consequences, on the broker's clock. */
export const REST_MS = 250;

export interface Target {
  readonly stompPort: number;
  readonly amqpPort: number;
  /** Everything that is under way has come to its end, and `REST_MS` have passed. */
  rest(): Promise<void>;
  pass(ms: number): Promise<void>;
}

/** The script with the answers of `target` in the places of those that it holds. */
export async function play(lines: readonly string[], target: Target): Promise<string[]> {
  const stage = new Stage(target);
  try {
    for (const line of lines) if (!/^(?:[a-z][<|]|=<)/.test(line)) await stage.act(line);
  } finally {
    await stage.close();
  }
  return stage.lines;
}

class Stage {
  readonly lines: string[] = [];
  readonly #target: Target;
  readonly #connections = new Map<string, Line>();
  readonly #names = new Map<string, string>();
  #hand: AmqpHand | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  async act(line: string): Promise<void> {
    this.lines.push(line);
    const [, name, said] = /^([a-z])> ?(.*)$/.exec(line) ?? [];
    if (name !== undefined && said !== undefined) (await this.#connection(name)).say(said);
    else if (line.startsWith('= ')) await this.#do(line.slice(2));
    else return;
    await this.#target.rest();
    for (const [letter, connection] of this.#connections) {
      this.lines.push(...connection.heard().map((text) => this.#mask(`${letter}${text}`)));
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#connections.values()) connection.cut();
    await this.#hand?.close();
    await this.#target.rest();
  }

  async #do(words: string): Promise<void> {
    const [verb, ...rest] = words.split(' ');
    const [first = ''] = rest;
    if (verb === 'wait') await this.#target.pass(Number(first));
    else if (verb === 'cut') this.#connections.get(first)?.cut();
    else if (verb === 'amqp') {
      this.#hand ??= await actOverAmqp(this.#target.amqpPort);
      const answer = await this.#hand.act(rest.join(' '));
      if (answer !== '') this.lines.push(this.#mask(`=< ${answer}`));
    } else throw new Error(`no such step: ${words}`);
  }

  async #connection(name: string): Promise<Line> {
    const known = this.#connections.get(name);
    if (known !== undefined) return known;
    const line = new Line(await opened(this.#target.stompPort), this.#names);
    this.#connections.set(name, line);
    return line;
  }

  /** Names that a broker makes up are numbered as they come. */
  #mask(line: string): string {
    return line.replace(/(session|amq\.gen|stomp-subscription)-[\w-]{22}/g, (made, kind: string) => {
      const count = [...this.#names.values()].filter((name) => name.startsWith(kind)).length;
      const name = this.#names.get(made) ?? `${kind}-#${count + 1}`;
      this.#names.set(made, name);
      return name;
    });
  }
}

/** One connection; text is one character for each byte. */
class Line {
  readonly #socket: Socket;
  readonly #names: ReadonlyMap<string, string>;
  #pending = '';
  #session = '';
  #closed = false;
  #told = false;

  constructor(socket: Socket, names: ReadonlyMap<string, string>) {
    this.#socket = socket;
    this.#names = names;
    socket.on('data', (chunk: Buffer) => (this.#pending += chunk.toString('latin1')));
    socket.on('end', () => (this.#closed = true));
    socket.on('error', () => (this.#closed = true));
    socket.on('close', () => (this.#closed = true));
  }

  say(escaped: string): void {
    let text = escaped.replaceAll('{session}', this.#session);
    for (const [made, name] of this.#names) text = text.replaceAll(`{${name}}`, made);
    const bytes = text.replace(/\\(?:x(..)|(.))/g, (_, hex: string | undefined, letter: string) =>
      hex === undefined ? (BYTES[letter] ?? letter) : String.fromCharCode(parseInt(hex, 16)),
    );
    this.#socket.write(Buffer.from(bytes, 'latin1'));
  }

  cut(): void {
    this.#socket.destroy();
    this.#told = true;
  }

  heard(): string[] {
    const lines: string[] = [];
    for (let frame = this.#take(); frame !== ''; frame = this.#take()) {
      this.#session = /^session:(.*)$/m.exec(frame)?.[1] ?? this.#session;
      lines.push(`< ${shown(frame)}`);
    }
    if (this.#closed && !this.#told) {
      if (this.#pending !== '') lines.push(`< ${shown(this.#pending)} (cut off)`);
      lines.push('| closed');
      this.#told = true;
    }
    return lines;
  }

  /** The next whole frame with the line feed after it, or a heart-beat. */
  #take(): string {
    const text = this.#pending;
    let length = text.startsWith('\n') ? 1 : 0;
    const head = text.indexOf('\n\n');
    if (length === 0 && head > 0) {
      const body = Number(/^content-length:(\d+)$/m.exec(text.slice(0, head))?.[1] ?? 0);
      length = head + 2 + body + 2;
    }
    if (text.length < length) return '';
    this.#pending = text.slice(length);
    return text.slice(0, length);
  }
}

const BYTES: Readonly<Record<string, string>> = { n: '\n', r: '\r', '0': '\0' };

const shown = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', '\\0')
    .replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

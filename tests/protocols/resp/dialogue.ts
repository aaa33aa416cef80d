/**
 * Conversations with a Redis server as text: what each client says, and under it what each heard, byte for byte, one
 * reply a line. Recorded from the real one, played against ours.
 *
 *     ### a message reaches who listens
 *     a> SUBSCRIBE news
 *     a< *3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n
 *     b> PUBLISH news hello
 *     b< :1\r\n
 *     a< *3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n
 *
 * `a>` sends words as an array of bulk strings (quoted as in Redis' command line), `a>>` bytes as they are. Answers whose
 * numbers differ from run to run follow `a>~`, where every run of digits is a `#`; those whose order does follow `a>?`,
 * where the items are sorted. `a cut` hangs up, `pause 100` lets milliseconds go by. `a!` is what ours says instead, for
 * the reason in the comment before it.
 */
import { WireError } from '../../../src/protocols/protocol.ts';
import { RespClientCodec } from '../../../src/protocols/resp/codec.ts';
import { splitWords } from '../../../src/protocols/resp/inline.ts';
import { bytesOf, textOf } from './wire-text.ts';

export interface Dialogue {
  readonly name: string;
  readonly steps: readonly Step[];
}

interface Step {
  /** As written. */
  readonly line: string;
  /** Remarks before it. */
  readonly comments: readonly string[];
  /** What was heard, and what ours says instead; by client, in lines `a< …` and `a! …`. */
  readonly heard: readonly string[];
  readonly instead: readonly string[];
}

/** One client's connection to the server that is talked to. */
export interface Line {
  write(bytes: Uint8Array): void;
  cut(): void;
}

export interface Target {
  connect(heard: (bytes: Uint8Array) => void, closed: () => void): Promise<Line>;
  pause(milliseconds: number): Promise<void>;
  /** Until the server has said everything that it will say to what was sent. */
  settle(): Promise<void>;
}

export function parseDialogues(text: string): Dialogue[] {
  const dialogues: { name: string; steps: Step[] }[] = [];
  let comments: string[] = [];
  for (const line of text.split('\n')) {
    const steps = dialogues.at(-1)?.steps;
    if (line.startsWith('### ')) dialogues.push({ name: line.slice(4), steps: [] });
    else if (line.startsWith('#')) comments.push(line);
    else if (/^\w+[<!] /.test(line)) {
      const step = steps?.at(-1) as { heard: string[]; instead: string[] } | undefined;
      if (line.includes('< ') && /^\w+< /.test(line)) step?.heard.push(line);
      else step?.instead.push(line);
    } else if (line.trim() !== '') {
      steps?.push({ line, comments, heard: [], instead: [] });
      comments = [];
    }
  }
  return dialogues;
}

/** What the recording says that ours answers: `a!` in the place of `a<` where there is any. */
export function expected({ heard, instead }: Step): string[] {
  const changed = new Set(instead.map((line) => line.split('!', 1)[0]));
  const kept = heard.filter((line) => !changed.has(line.split('<', 1)[0]));
  return [...kept, ...instead.map((line) => line.replace('!', '<'))].filter((line) => !line.endsWith('< (nothing)'));
}

export function printDialogues(dialogues: readonly Dialogue[]): string {
  const lines = dialogues.map(({ name, steps }) => [
    `### ${name}`,
    ...steps.flatMap(({ comments, line, heard, instead }) => [...comments, line, ...heard, ...instead]),
  ]);
  return `${lines.map((block) => block.join('\n')).join('\n\n')}\n`;
}

/** What was heard after each step, by client: whoever spoke first, the others by name. */
export async function play({ steps }: Dialogue, target: Target): Promise<string[][]> {
  const heard: string[][] = [];
  const clients = new Map<string, TalkingClient>();
  let show: (reply: string) => string = (reply) => reply;
  for (const { line } of steps) {
    const [, who = '', verb = '', rest = ''] = /^(\w+)(>>|>~|>\?|>| )\s*(.*)$/.exec(line) ?? [];
    if (who === 'pause') await target.pause(Number(rest));
    else if (rest === 'cut' && verb === ' ') clients.get(who)?.cut();
    else {
      show = SHOWN[verb] ?? show;
      let client = clients.get(who);
      if (client === undefined) {
        client = await TalkingClient.connect(target);
        clients.set(who, client);
      }
      client.say(verb === '>>' ? unescape(rest) : asRequest(rest));
    }
    await target.settle();
    const order = [...clients].sort(([a], [b]) => Number(b === who) - Number(a === who) || (a < b ? -1 : 1));
    heard.push(order.flatMap(([name, client]) => client.take().map((reply) => `${name}< ${show(reply)}`)));
  }
  for (const client of clients.values()) client.cut();
  return heard;
}

const SHOWN: Readonly<Record<string, (reply: string) => string>> = {
  '>': (reply) => reply,
  '>>': (reply) => reply,
  '>~': (reply) => reply.replace(/\d+/g, '#'),
  '>?': sortItems,
};

class TalkingClient {
  readonly #codec = new RespClientCodec();
  readonly #heard: string[] = [];
  #line: Line | undefined;

  static async connect(target: Target): Promise<TalkingClient> {
    const client = new TalkingClient();
    client.#line = await target.connect(
      (bytes) => client.#hear(bytes),
      () => client.#closed(),
    );
    return client;
  }

  say(bytes: Uint8Array): void {
    this.#line?.write(bytes);
  }

  take(): string[] {
    return this.#heard.splice(0);
  }

  cut(): void {
    this.#line?.cut();
    this.#line = undefined;
  }

  #hear(bytes: Uint8Array): void {
    try {
      for (const _reply of this.#codec.decode(bytes)) this.#heard.push(escape(this.#codec.lastBytes));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#heard.push(`(no RESP: ${error.message})`);
    }
  }

  #closed(): void {
    if (this.#line !== undefined) this.#heard.push('(closed)');
    this.#line = undefined;
  }
}

function asRequest(text: string): Uint8Array {
  const words = splitWords(new TextEncoder().encode(text));
  const parts = words.map((word) => `$${word.length}\r\n${textOf(word)}\r\n`);
  return bytesOf(`*${words.length}\r\n${parts.join('')}`);
}

const ESCAPES = new Map([
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\\', '\\\\'],
]);

/** Printable text as it is, UTF-8 included; everything else by its code. */
function escape(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const readable = text.includes('\ufffd') ? textOf(bytes) : text;
  return Array.from(readable, (character) => {
    const known = ESCAPES.get(character);
    if (known !== undefined) return known;
    const isText = character > '\x9f' ? readable === text : character >= ' ' && character < '\x7f';
    return isText ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  }).join('');
}

function unescape(text: string): Uint8Array {
  return bytesOf(
    text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_all, code: string | undefined, letter: string) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return { r: '\r', n: '\n' }[letter] ?? letter;
    }),
  );
}

/** Bulk strings within one array, in the order of the alphabet. */
function sortItems(reply: string): string {
  const [, head = '', items = ''] = /^([*~>%]\d+\\r\\n)(.*)$/.exec(reply) ?? [];
  if (head === '') return reply;
  const found = items.match(/\$-?\d+\\r\\n(?:(?!\$\d).)*/g) ?? [];
  return head + found.sort().join('');
}

/**
 * Conversations with an MQTT broker in a small text language, played against any broker and written down with what it
 * answered. One line a step; further packet fields as JSON at the end:
 *
 *     ### a retained message waits for its subscriber
 *     = 3.3.1-5                     the clauses that it shows
 *     a connect
 *     a publish t on {"retain":true}
 *     b connect {"version":5}
 *     b subscribe 1 t:1
 *
 * Verbs: connect · publish topic payload · puback|pubrec|pubrel|pubcomp id · subscribe id filter:qos … ·
 * unsubscribe id filter … · ping · disconnect · auth · raw hex · open (no CONNECT) · cut. Without a client: wait
 * milliseconds, and with ours alone restart · behind on|off.
 */
import { MqttCodec } from '../../../src/protocols/mqtt/codec.ts';
import type { Packet, Subscription } from '../../../src/protocols/mqtt/packets.ts';
import { WireError } from '../../../src/protocols/protocol.ts';
import { hex, toHex, utf8 } from './bytes.ts';

export interface Dialogue {
  readonly name: string;
  /** As they stand in the names of tests: `[MQTT-3.3.1-5]`, one after the other. */
  readonly clauses: string;
  readonly steps: readonly string[];
}

/** One end of a connection to the broker that is talked to. */
export interface Line {
  write(bytes: Uint8Array): void;
  /** Without a word. */
  cut(): void;
}

export interface Target {
  connect(heard: (bytes: Uint8Array) => void, closed: () => void): Promise<Line>;
  wait(milliseconds: number): Promise<void>;
  restart?(): void;
  /** Connections read no more, or again. */
  behind?(now: boolean): void;
  /** Until the broker has said all that it will say to the verb `after`; the connection that did it comes first. */
  settle(connections: readonly Settling[], after: string): Promise<void>;
}

export interface Settling {
  /** Whether it has been let in, so that it can ask for a PINGRESP. */
  readonly live: boolean;
  ping(): Promise<void>;
  /** The first packet has come, or the end. */
  readonly answered: Promise<void>;
}

export function parseDialogues(text: string): Dialogue[] {
  const dialogues: { name: string; clauses: string; steps: string[] }[] = [];
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const last = dialogues.at(-1);
    if (line.startsWith('### ')) dialogues.push({ name: line.slice(4), clauses: '', steps: [] });
    else if (line.startsWith('= ') && last) last.clauses = line.slice(2).replaceAll(/\S+/g, '[MQTT-$&]');
    else if (line !== '' && !line.startsWith('#')) last?.steps.push(line);
  }
  return dialogues;
}

/** The steps as they were, each followed by what came back, by connection. */
export async function play({ steps }: Dialogue, target: Target): Promise<string[]> {
  const said: string[] = [];
  const connections = new Map<string, Connection>();
  for (const step of steps) {
    said.push(step);
    const [who = '', verb = '', ...rest] = step.split(' ');
    if (who === 'wait') {
      await target.wait(Number(verb));
    } else if (who === 'restart') {
      target.restart?.();
    } else if (who === 'behind') {
      target.behind?.(verb === 'on');
    } else {
      if (verb === 'connect' || verb === 'open') {
        const connection = new Connection();
        await connection.dial(target);
        connections.set(who, connection);
      }
      connections.get(who)?.perform(verb, rest);
    }
    const order = [...connections].sort(([name]) => (name === who ? -1 : 1)).map(([, connection]) => connection);
    await target.settle(
      order.filter((connection) => connection.open),
      verb,
    );
    for (const [name, connection] of connections) {
      for (const line of connection.heard.splice(0)) said.push(`  ${name}< ${line}`);
    }
  }
  for (const connection of connections.values()) connection.cut();
  return said;
}

class Connection implements Settling {
  readonly heard: string[] = [];
  readonly answered: Promise<void>;
  readonly #codec = new MqttCodec();
  #line: Line | undefined;
  #connected = false;
  #pongs: (() => void)[] = [];
  #answer: () => void = () => {};

  constructor() {
    this.answered = new Promise((resolve) => (this.#answer = resolve));
  }

  get live(): boolean {
    return this.#connected && this.#line !== undefined;
  }

  get open(): boolean {
    return this.#line !== undefined;
  }

  async dial(target: Target): Promise<void> {
    this.#line = await target.connect(
      (bytes) => this.#hear(bytes),
      () => this.#closed('end'),
    );
  }

  ping(): Promise<void> {
    return new Promise((resolve) => {
      this.#pongs.push(resolve);
      this.#line?.write(hex('c0 00'));
    });
  }

  cut(): void {
    this.#line?.cut();
    this.#line = undefined;
    this.#release();
  }

  perform(verb: string, words: readonly string[]): void {
    if (verb === 'cut') this.cut();
    else if (verb === 'raw') this.#line?.write(hex(words.join(' ')));
    else if (verb !== 'open') this.#line?.write(this.#codec.encode(packetOf(verb, words)));
  }

  #hear(bytes: Uint8Array): void {
    try {
      for (const packet of this.#codec.decode(bytes)) this.#take(packet);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#connected = false;
      this.heard.push(`broken: ${error.message}`);
    }
  }

  #take(packet: Packet): void {
    this.#answer();
    if (packet.type === 'connack' && packet.reasonCode === 0) this.#connected = true;
    if (packet.type === 'pingresp' && this.#pongs.length > 0) this.#pongs.shift()?.();
    else this.heard.push(show(packet));
  }

  #closed(how: string): void {
    if (this.#line === undefined) return;
    this.#line = undefined;
    this.heard.push(how);
    this.#answer();
    this.#release();
  }

  #release(): void {
    for (const pong of this.#pongs.splice(0)) pong();
  }
}

function packetOf(verb: string, words: readonly string[]): Packet {
  const text = words.join(' ');
  const brace = text.search(/(?:^| )\{"/);
  const extra = brace < 0 ? {} : (JSON.parse(text.slice(brace), reviveBytes) as Record<string, unknown>);
  const [first = '', ...rest] = (brace < 0 ? text : text.slice(0, brace)).split(' ').filter(Boolean);
  return { type: verb, ...defaults(verb, first, rest), ...extra } as Packet;
}

/** In JSON `"hex:00ff"` are bytes; so is any payload. */
function reviveBytes(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.startsWith('hex:')) return hex(value.slice(4));
  return key === 'payload' || key === 'password' ? utf8(value) : value;
}

function defaults(verb: string, first: string, rest: readonly string[]): object {
  switch (verb) {
    case 'connect':
      return { version: 4, cleanStart: true, keepAliveSeconds: 60, clientId: first };
    case 'publish':
      return { topic: first, payload: utf8(rest.join(' ')), qos: 0, retain: false, dup: false };
    case 'subscribe':
      return { packetId: Number(first), subscriptions: rest.map(subscription) };
    case 'unsubscribe':
      return { packetId: Number(first), filters: rest };
    case 'ping':
      return { type: 'pingreq' };
    case 'disconnect':
    case 'auth':
      return first === '' ? {} : { reasonCode: Number(first) };
    default:
      return { packetId: Number(first) };
  }
}

/** `filter:1`, and then `n` for no local, `p` for retain as published, `h2` for retain handling 2. */
function subscription(text: string): Subscription {
  const at = text.lastIndexOf(':');
  const options = text.slice(at + 2);
  return {
    filter: text.slice(0, at),
    qos: Number(text[at + 1]) as Subscription['qos'],
    noLocal: options.includes('n'),
    retainAsPublished: options.includes('p'),
    retainHandling: Number(/h([012])/.exec(options)?.[1] ?? 0) as Subscription['retainHandling'],
  };
}

/**
 * The type and the rest as JSON, without what says nothing. Names that a broker made up at random are blotted out, and
 * what is left of a life is rounded up to ten seconds.
 */
function show({ type, ...rest }: Packet): string {
  const json = JSON.stringify(rest, (key, value: unknown) => {
    if (key === 'messageExpiryInterval') return Math.ceil((value as number) / 10) * 10;
    if (value === false || value === undefined) return undefined;
    if (!(value instanceof Uint8Array)) return value;
    const text = new TextDecoder().decode(value);
    return text.includes('\ufffd') ? `hex:${toHex(value)}` : text;
  });
  const blotted = json.replace(/("assignedClientIdentifier":")[^"]*/, '$1…');
  return blotted === '{}' ? type : `${type} ${blotted}`;
}

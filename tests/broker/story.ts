/**
 * A small language in which the behaviour of the core is told; `*.story.txt` beside this file speak it.
 *
 *     == title                              a story begins: a new broker, no queues; a title that ends with (3.10)
 *                                           is about that profile
 *     exchange x topic durable              … auto-delete, internal, alternate-exchange=other
 *     queue q durable x-max-length=2        … auto-delete, exclusive
 *     bind hello -> q                       on amq.direct; `bind x/hello -> q`, `bind x/hello -> exchange y`
 *     unbind x/hello -> q
 *     publish hello body persistent ttl=50  to amq.direct; `publish x/hello …`; priority=, header:name=value, also=key
 *     send q body …                         by the default exchange
 *     consume A on q prefetch=2             … auto, exclusive, priority=, share=name:limit
 *     A gets 1 2R                           what came to A since it was last asked; R: redelivered
 *     A acks 1 2 | A requeues 1 | A rejects 1 | A returns 1
 *     get q is 1R | get q is nothing        fetched and held: then `me acks 1`
 *     cancel A | purge q is 2 | delete q | delete exchange x | release | restart | wait 50
 *     expect q: 1 ready, 2 unsettled | expect q: gone | expect exchange x: gone
 *     refused queue-not-found: send …       the command is refused with this code
 *     outcome unroutable: publish …         and so is answered to its sender
 */
import { expect } from 'vitest';
import { Broker, BrokerError, type Consumer, Credit, type Delivery, type Outcome } from '../../src/broker/index.ts';
import type { Profile, Properties, Settlement, Value } from '../../src/broker/index.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';

export interface Story {
  readonly title: string;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

export function readStories(text: string): Story[] {
  const stories: { title: string; lines: { number: number; text: string }[] }[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/^#.*|\s{2,}#.*/, '').trim();
    if (line.startsWith('== ')) stories.push({ title: line.slice(3), lines: [] });
    else if (line !== '') stories.at(-1)?.lines.push({ number: index + 1, text: line });
  });
  return stories;
}

interface Listener {
  readonly consumer: Consumer;
  readonly held: Map<string, Delivery>;
  heard: string[];
}

const CONNECTION = 'c1';
const VERBS: Readonly<Record<string, Settlement>> = {
  acks: 'ack',
  rejects: 'reject',
  requeues: 'requeue',
  returns: 'return',
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const shown = ({ message, redelivered }: Delivery): string => decoder.decode(message.body) + (redelivered ? 'R' : '');

export class Stage {
  readonly clock: ManualClock = manualClock();
  readonly broker: Broker;
  readonly #listeners = new Map<string, Listener>();
  readonly #fetched = new Map<string, Delivery>();
  readonly #credits = new Map<string, Credit>();
  #outcome: Outcome | undefined;

  constructor(profile: Profile = '4.x') {
    this.broker = new Broker({ clock: this.clock, profile });
  }

  play({ lines }: Story): void {
    for (const { number, text } of lines) {
      try {
        this.#line(text);
      } catch (error) {
        throw new Error(`line ${number}: ${text}\n${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  }

  #line(text: string): void {
    const refused = /^refused ([\w-]+): (.*)$/.exec(text);
    if (refused !== null) return this.#refused(refused[1] ?? '', refused[2] ?? '');
    const outcome = /^outcome (\w+): (.*)$/.exec(text);
    if (outcome !== null) {
      this.#line(outcome[2] ?? '');
      return void expect(this.#outcome).toBe(outcome[1]);
    }
    const [word = '', ...rest] = text.split(/\s+/);
    const command = this.#commands[word];
    if (command !== undefined) return command(rest);
    this.#listenerLine(word, rest);
  }

  #refused(code: string, line: string): void {
    try {
      this.#line(line);
    } catch (error) {
      const root = error instanceof Error && error.cause !== undefined ? error.cause : error;
      if (!(root instanceof BrokerError)) throw error;
      return void expect(root.code).toBe(code);
    }
    throw new Error(`it was not refused with ${code}`);
  }

  readonly #commands: Readonly<Record<string, (words: string[]) => void>> = {
    exchange: ([name = '', kind = '', ...options]) => {
      const { flags, table } = read(options);
      const durable = flags.has('durable');
      const autoDelete = flags.has('auto-delete');
      const internal = flags.has('internal');
      this.broker.declareExchange({ name, kind, durable, autoDelete, internal, arguments: table });
    },
    queue: ([name = '', ...options]) => {
      const { flags, table } = read(options);
      const durable = flags.has('durable');
      const autoDelete = flags.has('auto-delete');
      const exclusive = flags.has('exclusive');
      this.broker.declareQueue({ name, durable, autoDelete, exclusive, arguments: table, connection: CONNECTION });
    },
    bind: (words) => this.broker.bind(binding(words)),
    unbind: (words) => this.broker.unbind(binding(words)),
    publish: ([to = '', body = '', ...options]) => this.#publish(...address(to), body, options),
    send: ([queue = '', body = '', ...options]) => this.#publish('', queue, body, options),
    consume: ([name = '', , queue = '', ...options]) => this.#consume(name, queue, options),
    get: ([queue = '', , wanted = '']) => {
      const delivery = this.broker.fetch(queue, { connection: CONNECTION, held: true });
      expect(delivery === undefined ? 'nothing' : shown(delivery)).toBe(wanted);
      if (delivery !== undefined) this.#fetched.set(decoder.decode(delivery.message.body), delivery);
    },
    cancel: ([name = '']) => this.broker.cancel(this.#listener(name).consumer),
    purge: ([queue = '', , count = '']) => expect(this.broker.purge(queue, CONNECTION)).toBe(Number(count)),
    delete: ([first = '', second, ...options]) => {
      if (first === 'exchange') this.broker.deleteExchange(second ?? '', { ifUnused: options.includes('if-unused') });
      else this.#deleteQueue(first, [second ?? '', ...options]);
    },
    release: () => this.broker.release(CONNECTION),
    restart: () => this.broker.restart(),
    wait: ([ms = '']) => this.clock.advance(Number(ms)),
    expect: (words) => this.#expect(words.join(' ')),
  };

  #deleteQueue(name: string, options: string[]): void {
    const ifEmpty = options.includes('if-empty');
    const ifUnused = options.includes('if-unused');
    this.broker.deleteQueue(name, { connection: CONNECTION, ifEmpty, ifUnused });
  }

  #publish(exchange: string, key: string, text: string, options: string[]): void {
    const { flags, values, headers, also } = read(options);
    const properties: Properties = {
      ...(flags.has('persistent') ? { deliveryMode: 2 } : {}),
      ...(values.has('ttl') ? { expiration: values.get('ttl') } : {}),
      ...(values.has('priority') ? { priority: Number(values.get('priority')) } : {}),
      ...(headers.size > 0 ? { headers } : {}),
    };
    const body = encoder.encode(text);
    this.#outcome = this.broker.publish({ exchange, key, extraKeys: also, properties, body, connection: CONNECTION });
  }

  #consume(name: string, queue: string, options: string[]): void {
    const { flags, values } = read(options);
    const held = new Map<string, Delivery>();
    let tag = 0;
    const [shared, limit] = values.get('share')?.split(':') ?? [];
    const consumer = this.broker.consume(
      {
        queue,
        connection: CONNECTION,
        name,
        ack: flags.has('auto') ? 'auto' : 'manual',
        prefetch: Number(values.get('prefetch') ?? 0),
        exclusive: flags.has('exclusive'),
        priority: Number(values.get('priority') ?? 0),
        ...(shared === undefined ? {} : { credit: this.#credit(shared, Number(limit)) }),
      },
      {
        deliver: (delivery) => {
          listener.heard.push(shown(delivery));
          held.set(decoder.decode(delivery.message.body), delivery);
          return ++tag;
        },
        cancelled: () => void listener.heard.push('cancelled'),
      },
    );
    const listener: Listener = { consumer, held, heard: [] };
    this.#listeners.set(name, listener);
    consumer.resume();
  }

  #credit(name: string, limit: number): Credit {
    const credit = this.#credits.get(name) ?? new Credit(limit);
    this.#credits.set(name, credit);
    return credit;
  }

  #listenerLine(name: string, [verb = '', ...bodies]: string[]): void {
    const how = VERBS[verb];
    if (verb === 'gets') {
      const listener = this.#listener(name);
      expect(listener.heard.splice(0).join(' ')).toBe(bodies.join(' ') === 'nothing' ? '' : bodies.join(' '));
    } else if (verb === 'pauses') this.#listener(name).consumer.pause();
    else if (verb === 'resumes') this.#listener(name).consumer.resume();
    else if (how !== undefined) {
      const held = name === 'me' ? this.#fetched : this.#listener(name).held;
      const deliveries = bodies.map((body) => {
        const delivery = held.get(body);
        if (delivery === undefined) throw new Error(`${name} does not hold ${body}`);
        held.delete(body);
        return delivery;
      });
      this.broker.settleAll(deliveries, how);
    } else throw new Error('nobody understands this line');
  }

  #listener(name: string): Listener {
    const listener = this.#listeners.get(name);
    if (listener === undefined) throw new Error(`nobody is called ${name}`);
    return listener;
  }

  #expect(text: string): void {
    const [, kind, name = '', what = ''] = /^(exchange )?([^:]*): (.*)$/.exec(text) ?? [];
    if (kind !== undefined) {
      return void expect([...this.broker.exchanges()].some((one) => one.name === name)).toBe(what !== 'gone');
    }
    const queue = [...this.broker.queues()].find((one) => one.name === name);
    if (what === 'gone') return void expect(queue).toBeUndefined();
    for (const part of what.split(',')) {
      const [, count, noun] = /^\s*(\d+) (ready|unsettled|consumers)\s*$/.exec(part) ?? [];
      if (noun === undefined) throw new Error(`"${part}" cannot be expected`);
      const counts = { ready: queue?.readyCount, unsettled: queue?.unsettledCount, consumers: queue?.consumerCount };
      expect(counts[noun as keyof typeof counts], noun).toBe(Number(count));
    }
  }
}

function address(text: string): [exchange: string, key: string] {
  const slash = text.indexOf('/');
  return slash < 0 ? ['amq.direct', text] : [text.slice(0, slash), text.slice(slash + 1)];
}

function binding([from = '', , ...to]: string[]) {
  const [source, key] = address(from);
  const [name = '', ...options] = to[0] === 'exchange' ? to.slice(1) : to;
  const kind = to[0] === 'exchange' ? ('exchange' as const) : ('queue' as const);
  const { table } = read(options);
  return { source, key, target: { kind, name }, arguments: table, connection: CONNECTION };
}

/** `word` is a flag, `name=value` an argument, `header:name=value` a header; digits are a number. */
function read(options: readonly string[]) {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const table = new Map<string, Value>();
  const headers = new Map<string, Value>();
  const also: string[] = [];
  for (const option of options) {
    const [name = '', text] = option.split(/=(.*)/s);
    const value: Value = /^-?\d+$/.test(text ?? '') ? { type: 'int32', value: Number(text) } : (text ?? '');
    const typed = text === 'true' ? true : text === 'void' ? null : value;
    if (text === undefined) flags.add(name);
    else if (name === 'also') also.push(text);
    else if (name.startsWith('header:')) headers.set(name.slice('header:'.length), typed);
    else {
      values.set(name, text);
      table.set(name, typed);
    }
  }
  return { flags, values, table, headers, also };
}

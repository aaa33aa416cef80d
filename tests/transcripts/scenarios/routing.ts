/** Which queues a message reaches. */
import type { Channel } from 'amqplib';
import { bytes, content, type Scenario } from '../stage.ts';

const PATTERNS = ['a.*', 'a.#', '#', '*.b', 'a.b.c', '#.c', 'a.#.c', '*', '', '*.*', 'a..b'];
const KEYS = ['a', 'a.b', 'a.b.c', 'a.x.c', 'a.c', '', 'b', 'a..b', '.', 'a.'];

const HEADER_BINDINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  all: { 'x-match': 'all', a: 1, b: 'x' },
  any: { 'x-match': 'any', a: 1, b: 'x' },
  default: { a: 1 },
  empty: {},
  allx: { 'x-match': 'all-with-x', 'x-foo': 1 },
  anyx: { 'x-match': 'any-with-x', 'x-foo': 1, a: 9 },
  // amqplib leaves `undefined` out: this is an empty pattern, too
  voidval: { 'x-match': 'all', a: undefined },
};

const HEADER_MESSAGES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  a1: { a: 1 },
  a1bx: { a: 1, b: 'x' },
  bx: { b: 'x' },
  none: {},
  xfoo: { 'x-foo': 1 },
  astr: { a: '1' },
  afloat: { a: 1.5 },
};

/** Remembers by which of several names each message came. */
class Hits {
  readonly #by = new Map<string, string[]>();

  add(message: string, name: string): void {
    this.#by.set(message, [...(this.#by.get(message) ?? []), name]);
  }

  told(format: (message: string, names: readonly string[]) => string): string[] {
    return [...this.#by].map(([message, names]) => format(message, [...names].sort()));
  }
}

const own = async (channel: Channel): Promise<string> => (await channel.assertQueue('', { exclusive: true })).queue;

export const ROUTING: Readonly<Record<string, Scenario>> = {
  '30-topic-matching': async (stage) => {
    const channel = await stage.channel();
    const queues = new Map<string, string>();
    for (const pattern of PATTERNS) {
      const queue = await own(channel);
      queues.set(queue, pattern);
      await channel.bindQueue(queue, 'amq.topic', pattern);
    }
    const hits = new Hits();
    for (const [queue, pattern] of queues) {
      const hit = (key: string | undefined): void => hits.add(JSON.stringify(key), JSON.stringify(pattern));
      await channel.consume(queue, (message) => hit(message?.fields.routingKey), { noAck: true });
    }
    for (const key of KEYS) channel.publish('amq.topic', key, bytes(''));
    await stage.pause(150);
    // of this one only the result was recorded
    stage.tap.lines.length = 0;
    for (const line of hits.told((key, names) => `routing key ${key} -> ${names.join(' ')}`)) stage.note(line);
  },

  '31-headers-matching': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const hits = new Hits();
    for (const [name, table] of Object.entries(HEADER_BINDINGS)) {
      const queue = await own(channel);
      await channel.bindQueue(queue, 'amq.headers', '', table);
      await channel.consume(queue, (message) => hits.add(String(message?.content), name), { noAck: true });
    }
    for (const [label, headers] of Object.entries(HEADER_MESSAGES)) {
      channel.publish('amq.headers', 'ignored', bytes(label), { headers });
    }
    await stage.pause(150);
    for (const line of hits.told((message, names) => `${message} -> ${String(names)}`)) stage.note(line);
    const other = await stage.channel(connection);
    const queue = await own(channel);
    await stage.attempt('bad x-match', () => other.bindQueue(queue, 'amq.headers', '', { 'x-match': 'bogus' }));
  },

  '32-exchange-to-exchange': async (stage) => {
    const channel = await stage.channel();
    await channel.assertExchange('t.src', 'topic', { durable: false });
    await channel.assertExchange('t.dst', 'fanout', { durable: false });
    await channel.bindExchange('t.dst', 't.src', 'k.#');
    await channel.bindExchange('t.src', 't.dst', 'cycle');
    const queue = await own(channel);
    await channel.bindQueue(queue, 't.dst', '');
    await channel.bindQueue(queue, 't.src', 'k.1');
    channel.publish('t.src', 'k.1', bytes('once?'));
    await stage.pause(60);
    stage.note(`copies in queue: ${(await channel.checkQueue(queue)).messageCount}`);
    const message = await channel.get(queue);
    if (message === false) throw new Error('nothing there');
    stage.note(`delivered exchange=${message.fields.exchange} routingKey=${message.fields.routingKey}`);
    await channel.deleteExchange('t.src');
    await channel.deleteExchange('t.dst');
  },

  '33-alternate-exchange': async (stage) => {
    const channel = await stage.confirmChannel();
    await channel.assertExchange('t.ae', 'fanout', { durable: false });
    await channel.assertExchange('t.main', 'direct', { durable: false, alternateExchange: 't.ae' });
    const queue = await own(channel);
    await channel.bindQueue(queue, 't.ae', '');
    channel.on('return', () => stage.note('client: returned'));
    channel.publish('t.main', 'nokey', bytes('m'), { mandatory: true });
    await stage.pause(60);
    const message = await channel.get(queue);
    if (message === false) throw new Error(content(message));
    stage.note(`via AE: exchange=${message.fields.exchange} rk=${message.fields.routingKey}`);
    await channel.deleteExchange('t.main');
    await channel.deleteExchange('t.ae');
  },
};

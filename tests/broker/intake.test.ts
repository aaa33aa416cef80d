/** Queues whose owner decides what they take in, and what exchanges remember. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Admission,
  Broker,
  type Consumer,
  type Delivery,
  type Message,
  type Queue,
} from '../../src/broker/index.ts';
import type { TraceBody } from '../../src/trace/events.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';

const KEPT: Admission = { fleeting: false };
const FLEETING: Admission = { fleeting: true };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

let clock: ManualClock;
let broker: Broker;
let events: TraceBody[];

beforeEach(() => {
  clock = manualClock();
  events = [];
  broker = new Broker({ clock, emit: (event) => events.push(event) });
});

function queue(name: string, admit: (message: Message) => readonly Admission[], durable = false): Queue {
  const declared = broker.declareQueue({ name, connection: 'c1', intake: { admit }, durable });
  broker.bind({ source: 'amq.topic', target: { kind: 'queue', name }, key: '#', connection: 'c1' });
  return declared;
}

const publish = (key: string, body: string, more: { expiration?: string; remember?: boolean } = {}) => {
  const { remember = false, ...properties } = more;
  return broker.publish({ exchange: 'amq.topic', key, properties, body: encoder.encode(body), remember });
};

function consume(name: string, prefetch = 0): { consumer: Consumer; got: Delivery[]; texts: () => string[] } {
  const got: Delivery[] = [];
  const consumer = broker.consume(
    { queue: name, connection: 'c1', name: 'A', ack: 'manual', prefetch },
    { deliver: (delivery) => got.push(delivery), cancelled: () => {} },
  );
  return { consumer, got, texts: () => got.map(({ message }) => decoder.decode(message.body)) };
}

const types = (): string[] => events.map(({ type }) => type);

describe('an intake', () => {
  it('lets messages pass by, so that nobody has taken them', () => {
    queue('q', ({ key }) => (key === 'in' ? [KEPT] : []));
    expect(publish('out', 'x')).toBe('unroutable');
    expect(publish('in', 'x')).toBe('routed');
    expect(broker.checkQueue('q', 'c1').readyCount).toBe(1);
    expect(events.filter(({ type }) => type === 'routed')).toEqual([{ type: 'routed', message: 2, queues: ['q'] }]);
  });

  it('takes a message in more than once, and its consumer is told what was said of each copy', () => {
    const [one, two] = [{ ...KEPT }, { ...KEPT }];
    queue('q', () => [one, two]);
    const { consumer, got } = consume('q');
    consumer.resume();
    publish('a', 'x');
    expect(got.map(({ admission }) => admission)).toEqual([one, two]);
    expect(got[0]?.admission).toBe(one);
  });

  it('belongs to who declared the queue first', () => {
    broker.declareQueue({ name: 'q', connection: 'c1' });
    expect(() => broker.declareQueue({ name: 'q', connection: 'c1', intake: { admit: () => [] } })).toThrow(
      'queue-locked',
    );
  });
});

describe('a fleeting message', () => {
  it('goes to a consumer who is there, without credit, and is settled at once', () => {
    queue('q', ({ key }) => [key === 'kept' ? KEPT : FLEETING]);
    const { consumer, got, texts } = consume('q', 1);
    consumer.resume();
    publish('kept', '1');
    publish('kept', '2');
    publish('fleeting', '3');
    expect(texts()).toEqual(['1', '3']);
    expect(broker.checkQueue('q', 'c1').unsettledCount).toBe(1);
    expect(types().slice(-5)).toEqual(['published', 'routed', 'enqueued', 'delivered', 'acked']);
    broker.settle(got[0] as Delivery, 'ack');
    expect(texts()).toEqual(['1', '3', '2']);
  });

  it('waits in order for a consumer who is paused, and is lost when that one goes', () => {
    const declared = queue('q', () => [FLEETING]);
    const { consumer, texts } = consume('q');
    publish('a', '1');
    publish('a', '2');
    expect(declared.readyCount).toBe(2);
    consumer.resume();
    publish('a', '3');
    expect(texts()).toEqual(['1', '2', '3']);
    consumer.pause();
    publish('a', '4');
    broker.cancel(consumer);
    expect(declared.readyCount).toBe(0);
    expect(events).toContainEqual({ type: 'dropped', message: 4, queue: 'q', reason: 'unroutable' });
  });
});

describe('a memory', () => {
  const recalled = (pattern: string) =>
    broker.recall('amq.topic', pattern).map(({ message }) => decoder.decode(message.body));

  it('holds the last message of each key', () => {
    publish('a.b', '1', { remember: true });
    publish('a.b', '2', { remember: true });
    publish('a.b', '3');
    publish('a.c', '4', { remember: true });
    expect(recalled('a.b')).toEqual(['2']);
    publish('a.b', '', { remember: true });
    expect(recalled('#')).toEqual(['4']);
  });

  it.each([
    ['a', ['a']],
    ['*', ['a', '']],
    ['a.#', ['a', 'a.b', 'a.b.c']],
    ['#.c', ['a.b.c', '..c']],
    ['a.*.c', ['a.b.c']],
    ['#.#', ['a', 'a.b', 'a.b.c', '', '..c']],
    ['*.*.*', ['a.b.c', '..c']],
    ['x.#', []],
  ])('finds by the pattern %s', (pattern, keys) => {
    for (const key of ['a', 'a.b', 'a.b.c', '', '..c']) publish(key, key === '' ? 'empty' : key, { remember: true });
    const expected = keys.map((key) => (key === '' ? 'empty' : key));
    // an empty key has no words at all: only `#` finds it
    expect(recalled(pattern).sort()).toEqual(expected.filter((text) => pattern !== '*' || text !== 'empty').sort());
  });

  it('forgets what has expired, and tells others how long they have left', () => {
    const declared = queue('q', () => []);
    publish('a', '1', { remember: true, expiration: '1000' });
    clock.advance(400);
    for (const last of broker.recall('amq.topic', 'a')) broker.replay(last, declared, KEPT);
    const { consumer, got } = consume('q');
    consumer.resume();
    expect(got[0]?.expiresAt).toBe(clock.now() + 600);
    clock.advance(600);
    expect(recalled('a')).toEqual([]);
  });

  it('stays through a restart', () => {
    publish('a', '1', { remember: true });
    broker.restart();
    expect(recalled('a')).toEqual(['1']);
  });
});

/** Every type of event is known to picture, motion and words; the table does not compile with one left out. */
import { describe, expect, it } from 'vitest';
import { advance, movesOf, say } from '../../src/scene/index.ts';
import type { EventType, TraceBody, TraceEvent } from '../../src/trace/events.ts';
import {
  BROKER,
  acked,
  after,
  connected,
  consuming,
  declared,
  delivered,
  enqueued,
  published,
  routed,
  started,
} from './stories.ts';

const connection = 'c-producer';
const SAMPLES: { readonly [T in EventType]: readonly Extract<TraceBody, { type: T }>[] } = {
  'connection-opened': [
    { type: 'connection-opened', connection: 'c3', protocol: 'amqp', peer: { address: '127.0.0.1', port: 50003 } },
  ],
  'connection-closed': [
    { type: 'connection-closed', connection },
    { type: 'connection-closed', connection, reason: 'cut' },
  ],
  frame: [
    { type: 'frame', connection, direction: 'in', protocol: 'amqp', bytes: 'AQID' },
    { type: 'frame', connection, direction: 'out', protocol: 'amqp', bytes: 'AQI=' },
  ],
  'exchange-declared': [
    { type: 'exchange-declared', exchange: 'hub', kind: 'fanout', durable: true, autoDelete: false },
  ],
  'exchange-deleted': [{ type: 'exchange-deleted', exchange: 'hub' }],
  'queue-declared': [
    declared('q') as Extract<TraceBody, { type: 'queue-declared' }>,
    { type: 'queue-declared', queue: 'tmp', durable: false, exclusive: true, autoDelete: true, arguments: {} },
  ],
  'queue-deleted': (['deleted', 'auto-delete', 'exclusive', 'expired', 'restart'] as const).map((reason) => ({
    type: 'queue-deleted' as const,
    queue: 'q',
    reason,
  })),
  bound: [
    { type: 'bound', source: 'hub', destination: { kind: 'queue', name: 'q' }, key: 'k', arguments: {} },
    { type: 'bound', source: 'hub', destination: { kind: 'exchange', name: 'sub' }, key: '', arguments: {} },
  ],
  unbound: [{ type: 'unbound', source: 'hub', destination: { kind: 'queue', name: 'q' }, key: 'k' }],
  'consumer-added': [
    consuming('consumer', 'q') as Extract<TraceBody, { type: 'consumer-added' }>,
    consuming('consumer', 'q', 'auto') as Extract<TraceBody, { type: 'consumer-added' }>,
  ],
  'consumer-cancelled': [{ type: 'consumer-cancelled', consumer: 'ctag', queue: 'q', connection }],
  published: [
    published(7, 'producer') as Extract<TraceBody, { type: 'published' }>,
    { type: 'published', message: 8, exchange: 'hub', key: '', body: '', sizeBytes: 0, persistent: true },
  ],
  routed: [routed(1, 'q', 'r') as Extract<TraceBody, { type: 'routed' }>],
  unroutable: [
    { type: 'unroutable', message: 1 },
    { type: 'unroutable', message: 1, channel: 'news' },
  ],
  subscribed: [
    { type: 'subscribed', channel: 'news', pattern: false, connection },
    { type: 'subscribed', channel: 'n*', pattern: true, connection },
  ],
  unsubscribed: [{ type: 'unsubscribed', channel: 'news', pattern: false, connection }],
  relayed: [
    { type: 'relayed', message: 1, channel: 'news', connection },
    { type: 'relayed', message: 1, channel: 'news', pattern: 'n*', connection },
  ],
  returned: [{ type: 'returned', message: 1, connection }],
  confirmed: [
    { type: 'confirmed', message: 1, connection, outcome: 'ack' },
    { type: 'confirmed', message: 1, connection, outcome: 'nack' },
  ],
  enqueued: [enqueued(1, 'q') as Extract<TraceBody, { type: 'enqueued' }>],
  delivered: [
    delivered(1, 'q', 'consumer') as Extract<TraceBody, { type: 'delivered' }>,
    delivered(1, 'q', 'consumer', true) as Extract<TraceBody, { type: 'delivered' }>,
  ],
  acked: [acked(1, 'q', 'consumer') as Extract<TraceBody, { type: 'acked' }>],
  nacked: [
    { type: 'nacked', message: 1, queue: 'q', connection, requeue: true },
    { type: 'nacked', message: 1, queue: 'q', connection, requeue: false },
  ],
  requeued: [{ type: 'requeued', message: 1, queue: 'q', ready: 1 }],
  expired: [{ type: 'expired', message: 1, queue: 'q' }],
  dropped: (['unroutable', 'maxlen', 'expired', 'rejected', 'delivery-limit', 'purged', 'restart'] as const).map(
    (reason) => ({
      type: 'dropped' as const,
      message: 1,
      reason,
      ...(reason !== 'unroutable' && { queue: 'q' }),
    }),
  ),
  'dead-lettered': [{ type: 'dead-lettered', message: 1, queue: 'q', reason: 'rejected', exchange: 'dlx', key: 'q' }],
  'broker-started': [
    { type: 'broker-started', listeners: [{ protocol: 'amqp', port: 5672 }] },
    { type: 'broker-started', listeners: [] },
  ],
  'broker-restarted': [{ type: 'broker-restarted' }],
  'fault-injected': [
    { type: 'fault-injected', fault: 'cut' },
    { type: 'fault-injected', fault: 'cut', target: 'c3' },
  ],
  'process-started': [started('late') as Extract<TraceBody, { type: 'process-started' }>],
  'process-exited': [
    { type: 'process-exited', process: 'producer', code: 0 },
    { type: 'process-exited', process: 'producer', code: 137, signal: 'SIGKILL' },
  ],
  'process-listening': [{ type: 'process-listening', process: 'producer', port: 3000 }],
  'process-connected': [{ type: 'process-connected', process: 'producer', localPort: 50010, remotePort: 3000 }],
};

const before = after(
  ...BROKER,
  ...connected('producer', 50001),
  ...connected('consumer', 50002),
  declared('q'),
  published(1, 'producer'),
);
const samples: readonly TraceEvent[] = Object.values(SAMPLES)
  .flat()
  .map((body: TraceBody, index) => ({ ...body, seq: 100 + index, at: 2000 + index }));

describe.each(samples)('$type', (event) => {
  it('has its place in the picture', () => {
    expect(() => advance(before, [event])).not.toThrow();
    expect(() => movesOf(before, event)).not.toThrow();
  });

  it('is a sentence in both languages', () => {
    const vi = say(event, before, 'vi');
    const en = say(event, before, 'en');
    for (const sentence of [vi, en]) {
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}| [.,:]/);
      if (event.type !== 'process-started') expect(sentence).toMatch(/[.”]$/);
    }
    expect(vi).not.toBe(en);
  });
});

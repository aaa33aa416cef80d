/** What the picture is after what happened. */
import { describe, expect, it } from 'vitest';
import { EMPTY_PICTURE, advance, headOf, readyCount } from '../../src/scene/index.ts';
import type { Picture } from '../../src/scene/index.ts';
import type { TraceBody } from '../../src/trace/events.ts';
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
  stamped,
  started,
} from './stories.ts';

const counts = (picture: Picture, name: string): { ready: number; unacked: number } => {
  const queue = picture.queues.get(name);
  if (!queue) throw new Error(`no queue ${name} in the picture`);
  return { ready: readyCount(queue), unacked: queue.unacked.size };
};

const head = (picture: Picture, name: string): readonly number[] => {
  const queue = picture.queues.get(name);
  return queue ? headOf(queue, 8) : [];
};

const base = [...BROKER, ...connected('producer', 50001), ...connected('consumer', 50002), declared('q')];
const sent = (message: number): TraceBody[] => [
  published(message, 'producer'),
  routed(message, 'q'),
  enqueued(message, 'q'),
];

describe('a queue', () => {
  it('keeps what is enqueued until it is delivered, and what is delivered until it is acked', () => {
    const waiting = after(...base, ...sent(1), ...sent(2));
    expect(counts(waiting, 'q')).toEqual({ ready: 2, unacked: 0 });
    const delivering = [...base, ...sent(1), ...sent(2), consuming('consumer', 'q'), delivered(1, 'q', 'consumer')];
    expect(counts(after(...delivering), 'q')).toEqual({ ready: 1, unacked: 1 });
    expect(counts(after(...delivering, acked(1, 'q', 'consumer')), 'q')).toEqual({ ready: 1, unacked: 0 });
  });

  it('forgets at delivery what is acked automatically', () => {
    const story = [...base, consuming('consumer', 'q', 'auto'), ...sent(1), delivered(1, 'q', 'consumer')];
    expect(counts(after(...story), 'q')).toEqual({ ready: 0, unacked: 0 });
  });

  it('puts what is given back before what still waits, oldest first', () => {
    const story: TraceBody[] = [
      ...base,
      ...[1, 2, 3].flatMap(sent),
      consuming('consumer', 'q'),
      delivered(1, 'q', 'consumer'),
      delivered(2, 'q', 'consumer'),
      { type: 'nacked', message: 2, queue: 'q', connection: 'c-consumer', requeue: true },
      { type: 'requeued', message: 2, queue: 'q', ready: 2 },
    ];
    expect(head(after(...story), 'q')).toEqual([2, 3]);
    const cut: TraceBody[] = [
      ...story,
      { type: 'connection-closed', connection: 'c-consumer' },
      { type: 'requeued', message: 1, queue: 'q', ready: 3 },
    ];
    expect(head(after(...cut), 'q')).toEqual([1, 2, 3]);
    expect(counts(after(...cut), 'q')).toEqual({ ready: 3, unacked: 0 });
  });

  it('counts a message that is nacked and requeued in between as its own', () => {
    const story: TraceBody[] = [
      ...base,
      ...sent(1),
      consuming('consumer', 'q'),
      delivered(1, 'q', 'consumer'),
      { type: 'nacked', message: 1, queue: 'q', connection: 'c-consumer', requeue: true },
    ];
    expect(counts(after(...story), 'q')).toEqual({ ready: 0, unacked: 1 });
  });

  it('holds its own copy of a message that went to several queues', () => {
    const story = [
      ...base,
      declared('r'),
      published(1, 'producer', 'hub', ''),
      routed(1, 'q', 'r'),
      enqueued(1, 'q'),
      enqueued(1, 'r'),
      consuming('consumer', 'q'),
      delivered(1, 'q', 'consumer'),
      acked(1, 'q', 'consumer'),
    ];
    expect(counts(after(...story), 'q')).toEqual({ ready: 0, unacked: 0 });
    expect(counts(after(...story), 'r')).toEqual({ ready: 1, unacked: 0 });
  });

  it.each<TraceBody>([
    { type: 'expired', message: 1, queue: 'q' },
    { type: 'dropped', message: 1, queue: 'q', reason: 'maxlen' },
    { type: 'dead-lettered', message: 1, queue: 'q', reason: 'expired', exchange: 'dlx', key: 'q' },
  ])('loses a message that is $type', (gone) => {
    expect(counts(after(...base, ...sent(1), gone), 'q')).toEqual({ ready: 0, unacked: 0 });
  });

  it('goes with its bindings and consumers', () => {
    const picture = after(...base, ...sent(1), consuming('consumer', 'q'), {
      type: 'queue-deleted',
      queue: 'q',
      reason: 'deleted',
    });
    expect([picture.queues.size, picture.bindings.size, picture.consumers.size]).toEqual([0, 0, 0]);
  });
});

describe('a connection', () => {
  const dial: TraceBody = { type: 'process-connected', process: 'worker', localPort: 50009, remotePort: 5672 };
  const open: TraceBody = {
    type: 'connection-opened',
    connection: 'c9',
    protocol: 'amqp',
    peer: { address: '127.0.0.1', port: 50009 },
  };

  it.each([
    ['process first', [dial, open]],
    ['broker first', [open, dial]],
  ])('is joined to the process that opened it: %s', (_, events) => {
    const picture = after(...BROKER, started('worker'), ...events);
    expect(picture.connections.get('c9')?.process).toBe('worker');
    expect(picture.dialling.size).toBe(0);
    expect(picture.links.size).toBe(0);
  });

  it('stays with its process when the port is used again', () => {
    const close: TraceBody = { type: 'connection-closed', connection: 'c9' };
    const again: TraceBody[] = [
      { ...dial, process: 'other' },
      { ...open, connection: 'c10' },
    ];
    const picture = after(...BROKER, started('worker'), started('other'), dial, open, close, ...again);
    expect([...picture.connections.values()].map((it) => [it.id, it.process])).toEqual([['c10', 'other']]);
  });

  it('takes its consumers with it when it closes, and leaves the receiver where it stood', () => {
    const story: TraceBody[] = [...base, consuming('consumer', 'q')];
    expect([...after(...story).receivers]).toEqual(['consumer']);
    const closed = after(...story, { type: 'connection-closed', connection: 'c-consumer' });
    expect(closed.consumers.size).toBe(0);
    expect([...closed.receivers]).toEqual(['consumer']);
  });

  it('knows a receiver also when the process is reported last', () => {
    const consumer: TraceBody = {
      type: 'consumer-added',
      consumer: 'ctag',
      queue: 'q',
      connection: 'c9',
      prefetch: 1,
      ack: 'manual',
    };
    const picture = after(...BROKER, started('worker'), declared('q'), open, consumer, dial);
    expect([...picture.receivers]).toEqual(['worker']);
  });

  it('makes a receiver of who subscribes to a channel over it', () => {
    const subscribed: TraceBody = { type: 'subscribed', channel: 'news', pattern: false, connection: 'c9' };
    expect([...after(...BROKER, started('worker'), dial, open, subscribed).receivers]).toEqual(['worker']);
    expect([...after(...BROKER, started('worker'), open, subscribed, dial).receivers]).toEqual(['worker']);
  });

  it('past the broker is a link between a process and a port', () => {
    const link: TraceBody = { type: 'process-connected', process: 'client', localPort: 50001, remotePort: 3000 };
    const listening: TraceBody = { type: 'process-listening', process: 'server', port: 3000 };
    const picture = after(started('server'), listening, started('client'), link, { ...link, localPort: 50002 });
    expect([...picture.links.values()]).toEqual([{ process: 'client', port: 3000, open: true }]);
    expect(picture.processes.get('server')?.listens).toEqual([3000]);
    const gone = advance(picture, stamped([{ type: 'process-exited', process: 'client', code: 0 }]));
    expect([...gone.links.values()]).toEqual([{ process: 'client', port: 3000, open: false }]);
    expect(gone.processes.get('client')?.exit).toEqual({ code: 0 });
  });
});

describe('the broker', () => {
  it('keeps the queues it speaks of and loses every connection when it restarts', () => {
    const picture = after(...base, ...sent(1), consuming('consumer', 'q'), { type: 'broker-restarted' });
    expect(picture.broker?.running).toBe(true);
    expect([picture.connections.size, picture.consumers.size]).toEqual([0, 0]);
    expect([...picture.publishers.values()].map((it) => it.closedBy)).toEqual(['producer']);
    expect(counts(picture, 'q')).toEqual({ ready: 1, unacked: 0 });
  });

  it('is no process among the others, and is marked when it has stopped', () => {
    const picture = after(...base, { type: 'process-exited', process: 'broker', code: 143, signal: 'SIGTERM' });
    expect(picture.processes.has('broker')).toBe(false);
    expect(picture.broker).toEqual({ running: false, ports: [] });
  });

  it('has its ways out of the default exchange from use, once', () => {
    const picture = after(...base, ...sent(1), ...sent(2));
    expect([...picture.bindings.values()]).toEqual([
      { source: '', destination: { kind: 'queue', name: 'q' }, key: 'q', declared: false },
    ]);
    expect(picture.sorting.size).toBe(0);
  });
});

describe('advance', () => {
  const story: TraceBody[] = [
    ...base,
    ...sent(1),
    consuming('consumer', 'q'),
    delivered(1, 'q', 'consumer'),
    acked(1, 'q', 'consumer'),
    ...sent(2),
    { type: 'process-exited', process: 'producer', code: 0 },
    { type: 'queue-deleted', queue: 'q', reason: 'deleted' },
    declared('q'),
  ];

  it('gives the same picture for a batch as for one event after the other', () => {
    const oneByOne = stamped(story).reduce((picture, event) => advance(picture, [event]), EMPTY_PICTURE);
    expect(oneByOne).toEqual(after(...story));
    expect(oneByOne.queues.get('q')?.ready.size).toBe(0);
  });

  it('never changes the picture it was given', () => {
    let picture = EMPTY_PICTURE;
    for (const event of stamped(story)) {
      const copy = structuredClone(picture);
      const next = advance(picture, [event]);
      expect(picture).toEqual(copy);
      picture = next;
    }
  });
});

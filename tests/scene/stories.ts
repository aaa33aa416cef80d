/** Short traces to tell the picture: events without their stamps, numbered as a recorder would. */
import { EMPTY_PICTURE, advance } from '../../src/scene/index.ts';
import type { Picture } from '../../src/scene/index.ts';
import type { TraceBody, TraceEvent } from '../../src/trace/events.ts';

export const stamped = (bodies: readonly TraceBody[]): readonly TraceEvent[] =>
  bodies.map((body, index) => ({ ...body, seq: index + 1, at: 1000 + index }));

export const after = (...bodies: readonly TraceBody[]): Picture => advance(EMPTY_PICTURE, stamped(bodies));

export const BROKER: readonly TraceBody[] = [
  { type: 'process-started', process: 'broker', command: 'node broker.mjs --amqp 5672' },
  { type: 'broker-started', listeners: [{ protocol: 'amqp', port: 5672 }] },
];

export const started = (process: string): TraceBody => ({
  type: 'process-started',
  process,
  command: `node ${process}.ts`,
});

/** The process has an AMQP connection `c-<process>` from `port`. */
export const connected = (process: string, port: number): readonly TraceBody[] => [
  started(process),
  { type: 'process-connected', process, localPort: port, remotePort: 5672 },
  {
    type: 'connection-opened',
    connection: `c-${process}`,
    protocol: 'amqp',
    peer: { address: '127.0.0.1', port },
  },
];

export const declared = (queue: string): TraceBody => ({
  type: 'queue-declared',
  queue,
  durable: true,
  exclusive: false,
  autoDelete: false,
  arguments: {},
});

export const consuming = (process: string, queue: string, ack: 'manual' | 'auto' = 'manual'): TraceBody => ({
  type: 'consumer-added',
  consumer: `ctag-${process}`,
  queue,
  connection: `c-${process}`,
  prefetch: 0,
  ack,
});

export const published = (message: number, process: string, exchange = '', key = 'q'): TraceBody => ({
  type: 'published',
  message,
  connection: `c-${process}`,
  exchange,
  key,
  body: `thư ${message}`,
  sizeBytes: 6,
  persistent: false,
});

export const routed = (message: number, ...queues: readonly string[]): TraceBody => ({
  type: 'routed',
  message,
  queues,
});

export const enqueued = (message: number, queue: string, ready = 1): TraceBody => ({
  type: 'enqueued',
  message,
  queue,
  ready,
});

export const delivered = (message: number, queue: string, process: string, redelivered = false): TraceBody => ({
  type: 'delivered',
  message,
  queue,
  consumer: `ctag-${process}`,
  connection: `c-${process}`,
  tag: message,
  redelivered,
});

export const acked = (message: number, queue: string, process: string): TraceBody => ({
  type: 'acked',
  message,
  queue,
  connection: `c-${process}`,
});

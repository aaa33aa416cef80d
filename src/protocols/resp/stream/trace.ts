/**
 * Streams in the words of the trace: a stream is where messages are published to, each of its groups a queue that is
 * bound to it, with what the group has not read yet and what it has not acknowledged.
 */
import type { Broker } from '../../../broker/index.ts';
import type { DropReason } from '../../../trace/events.ts';
import type { Group, GroupConsumer } from './group.ts';
import { ID_MAX, idText, type StreamId } from './id.ts';
import type { Fields } from './node.ts';
import type { Entry, StreamValue } from './stream-value.ts';

const BODY_BYTES = 256;
const decoder = new TextDecoder();

/** The consumer of a group, and the connection that speaks for it now. */
export interface Reader {
  readonly key: string;
  readonly group: Group;
  readonly consumer: GroupConsumer;
  readonly connection: string;
}

export class StreamTrace {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  created(key: string): void {
    this.#broker.tell({ type: 'exchange-declared', exchange: key, kind: 'stream', durable: false, autoDelete: false });
  }

  removed(key: string, stream: StreamValue, reason: 'deleted' | 'expired' | 'restart'): void {
    for (const group of stream.groups.values()) this.groupRemoved(key, group, reason);
    this.#broker.tell({ type: 'exchange-deleted', exchange: key });
  }

  /** Returns the message's number; 0 where nobody listens. Comes before the entry is in the stream. */
  added(key: string, stream: StreamValue, entry: { id: StreamId; fields: Fields; connection: string }): number {
    if (!this.#broker.traced) return 0;
    const message = this.#broker.nextMessage();
    const { id, fields, connection } = entry;
    this.#broker.tell({
      type: 'published',
      message,
      connection,
      exchange: key,
      key: idText(id),
      body: bodyOf(fields),
      sizeBytes: fields.reduce((sum, field) => sum + field.length, 0),
      persistent: false,
      kind: 'stream',
    });
    const groups = [...stream.groups.values()];
    this.#broker.tell({ type: 'routed', message, queues: groups.map((group) => queueOf(key, group)) });
    for (const group of groups) this.#enqueued(key, group, message, unread(stream, group) + 1);
    return message;
  }

  /** Taken out of the stream: nobody who has not read it will. */
  dropped(key: string, stream: StreamValue, gone: Iterable<readonly [StreamId, Entry]>, reason: DropReason): void {
    if (!this.#broker.traced) return;
    for (const [id, { message }] of gone) {
      for (const group of stream.groups.values()) {
        if (id <= group.lastId) continue;
        this.#broker.tell({ type: 'dropped', message, queue: queueOf(key, group), reason });
      }
    }
  }

  groupCreated(key: string, stream: StreamValue, group: Group): void {
    if (!this.#broker.traced) return;
    const queue = queueOf(key, group);
    this.#broker.tell({
      type: 'queue-declared',
      queue,
      durable: false,
      exclusive: false,
      autoDelete: false,
      arguments: {},
    });
    const destination = { kind: 'queue', name: queue } as const;
    this.#broker.tell({ type: 'bound', source: key, destination, key: '', arguments: {} });
    let ready = 0;
    for (const [, { message }] of stream.entries.range(group.lastId + 1n, ID_MAX)) {
      this.#enqueued(key, group, message, ++ready);
    }
  }

  groupRemoved(key: string, group: Group, reason: 'deleted' | 'expired' | 'restart'): void {
    this.#broker.tell({ type: 'queue-deleted', queue: queueOf(key, group), reason });
  }

  joined({ key, group, consumer, connection }: Reader, ack: 'manual' | 'auto'): void {
    const queue = queueOf(key, group);
    this.#broker.tell({ type: 'consumer-added', consumer: consumer.name, queue, connection, prefetch: 0, ack });
  }

  left({ key, group, consumer, connection }: Reader): void {
    const queue = queueOf(key, group);
    this.#broker.tell({ type: 'consumer-cancelled', consumer: consumer.name, queue, connection });
  }

  /** To a consumer of a group. `again`: it had been handed out before. */
  delivered({ key, group, consumer, connection }: Reader, message: number, again: boolean): void {
    this.#broker.tell({
      type: 'delivered',
      message,
      queue: queueOf(key, group),
      consumer: consumer.name,
      connection,
      tag: 0,
      redelivered: again,
    });
  }

  /** Taken from the consumer that had it, for another one. */
  requeued(key: string, stream: StreamValue, group: Group, message: number): void {
    if (!this.#broker.traced) return;
    this.#broker.tell({ type: 'requeued', message, queue: queueOf(key, group), ready: unread(stream, group) + 1 });
  }

  acked(key: string, group: Group, acked: { readonly message: number; readonly connection: string }): void {
    this.#broker.tell({ type: 'acked', queue: queueOf(key, group), ...acked });
  }

  /** To somebody who reads without a group. */
  relayed(key: string, message: number, connection: string): void {
    this.#broker.tell({ type: 'relayed', message, channel: key, connection });
  }

  #enqueued(key: string, group: Group, message: number, ready: number): void {
    this.#broker.tell({ type: 'enqueued', message, queue: queueOf(key, group), ready });
  }
}

/** Under this name a group stands in the picture. */
function queueOf(key: string, group: Group): string {
  return `${key}/${group.name}`;
}

function unread(stream: StreamValue, group: Group): number {
  return stream.entries.countFrom(group.lastId + 1n);
}

function bodyOf(fields: Fields): string {
  const words = fields.map((field) => decoder.decode(field.subarray(0, BODY_BYTES)));
  const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [`${word}=${words[index + 1] ?? ''}`] : []));
  return pairs.join(' ').slice(0, BODY_BYTES);
}

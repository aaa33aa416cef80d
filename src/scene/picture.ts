/**
 * What the picture shows at one moment: plain data that `advance` makes from the trace and from nothing else.
 * Maps keep the order of first appearance, so that a drawing of them stays where it is while things come and go.
 */
import type { AckMode, Destination, ProtocolName } from '../trace/events.ts';

export interface ProcessPicture {
  readonly name: string;
  /** Undefined while it runs. */
  readonly exit?: { readonly code: number; readonly signal?: string };
  /** Ports on which it accepts connections, or did before it ended. */
  readonly listens: readonly number[];
}

/** A connection that the broker has accepted; `process` once it is known who opened it. */
export interface ConnectionPicture {
  readonly id: string;
  readonly protocol: ProtocolName;
  readonly peerPort: number;
  readonly process?: string;
}

/** TCP connections seen from the process that opened them; `open` as long as it lives, then only remembered. */
export interface LinkPicture {
  readonly process: string;
  readonly port: number;
  readonly open: boolean;
}

/** Who has published to which exchange; with the connection closed, it is remembered by its process. */
export interface PublisherPicture {
  readonly connection: string;
  readonly exchange: string;
  /** Set when the connection is closed. */
  readonly closedBy?: string;
}

export interface ExchangePicture {
  /** `''` is the default exchange. */
  readonly name: string;
  readonly kind: string;
  readonly durable: boolean;
}

export interface QueuePicture {
  readonly name: string;
  readonly durable: boolean;
  /** Numbers of the messages that wait, first in, first out. */
  readonly ready: ReadonlySet<number>;
  /** Those given back to the queue: they go out again before `ready`, oldest first. */
  readonly requeued: ReadonlySet<number>;
  /** Delivered and not yet acknowledged → the connection that holds it. */
  readonly unacked: ReadonlyMap<number, string>;
}

/** An exchange's way to a queue or to another exchange; `declared` is false for one that is only known from use. */
export interface BindingPicture {
  readonly source: string;
  readonly destination: Destination;
  readonly key: string;
  readonly declared: boolean;
}

export interface ConsumerPicture {
  readonly consumer: string;
  readonly queue: string;
  readonly connection: string;
  readonly prefetch: number;
  readonly ack: AckMode;
}

/** Who listens to a channel, or by a pattern; both stand among the exchanges. */
export interface SubscriptionPicture {
  readonly channel: string;
  readonly connection: string;
}

export interface Picture {
  readonly broker: { readonly running: boolean; readonly ports: readonly number[] } | undefined;
  readonly processes: ReadonlyMap<string, ProcessPicture>;
  /** Names of those that have consumed or listened: they stand on the receiving side and stay there. */
  readonly receivers: ReadonlySet<string>;
  /** By connection id. */
  readonly connections: ReadonlyMap<string, ConnectionPicture>;
  /** Local port → process, for connections that the broker has not reported yet. */
  readonly dialling: ReadonlyMap<number, string>;
  /** By `linkKey`: connections between processes, past any broker. */
  readonly links: ReadonlyMap<string, LinkPicture>;
  readonly exchanges: ReadonlyMap<string, ExchangePicture>;
  readonly queues: ReadonlyMap<string, QueuePicture>;
  /** By `bindingKey`. */
  readonly bindings: ReadonlyMap<string, BindingPicture>;
  /** By `consumerKey`. */
  readonly consumers: ReadonlyMap<string, ConsumerPicture>;
  /** By `subscriptionKey`. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionPicture>;
  /** By `publisherKey`. */
  readonly publishers: ReadonlyMap<string, PublisherPicture>;
  /** Message → exchange that holds it, from `published` or `dead-lettered` until it is routed. */
  readonly sorting: ReadonlyMap<number, string>;
}

export const EMPTY_PICTURE: Picture = {
  broker: undefined,
  processes: new Map(),
  receivers: new Set(),
  connections: new Map(),
  dialling: new Map(),
  links: new Map(),
  exchanges: new Map(),
  queues: new Map(),
  bindings: new Map(),
  consumers: new Map(),
  subscriptions: new Map(),
  publishers: new Map(),
  sorting: new Map(),
};

/** Before a run: nobody is there, but who received last time is going to stand on the receiving side again. */
export const pictureBefore = (last: Picture): Picture => ({ ...EMPTY_PICTURE, receivers: last.receivers });

/** The name under which every runtime starts `broker.mjs`: drawn as the frame around exchanges and queues. */
export const BROKER_PROCESS = 'broker';

const key = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

export const consumerKey = (it: { connection: string; consumer: string }): string => key(it.connection, it.consumer);
export const subscriptionKey = (it: SubscriptionPicture): string => key(it.connection, it.channel);
export const linkKey = (it: { process: string; port: number }): string => key(it.process, it.port);
export const publisherKey = (it: PublisherPicture): string =>
  it.closedBy === undefined ? key(it.connection, it.exchange) : key('closed', it.closedBy, it.exchange);
export const bindingKey = (it: { source: string; destination: Destination; key: string }): string =>
  key(it.source, it.destination.kind, it.destination.name, it.key);

export const readyCount = (queue: QueuePicture): number => queue.ready.size + queue.requeued.size;

/** Numbers of the first `count` messages to go out next. */
export function headOf(queue: QueuePicture, count: number): readonly number[] {
  const head = [...queue.requeued].sort((a, b) => a - b).slice(0, count);
  for (const message of queue.ready) {
    if (head.length >= count) break;
    head.push(message);
  }
  return head;
}

/** The process behind a connection, if both of its ends have been reported. */
export const processOf = (picture: Picture, connection: string | undefined): string | undefined =>
  connection === undefined ? undefined : picture.connections.get(connection)?.process;

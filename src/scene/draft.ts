/** A picture that may be changed: one batch of events shares it, and each part is copied once. */
import type { Picture, QueuePicture } from './picture.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftMap<M> = M extends ReadonlyMap<infer K, infer V> ? Map<K, V> : M extends ReadonlySet<infer T> ? Set<T> : M;
/** The maps are this batch's own; what they hold is replaced, not changed, but for the queues in `ownQueues`. */
export type Draft = { -readonly [K in keyof Picture]: DraftMap<Picture[K]> } & { ownQueues: Map<string, DraftQueue> };
export type DraftQueue = Mutable<QueuePicture> & {
  ready: Set<number>;
  requeued: Set<number>;
  unacked: Map<number, string>;
};

export function draftOf(picture: Picture): Draft {
  return {
    broker: picture.broker,
    processes: new Map(picture.processes),
    receivers: new Set(picture.receivers),
    connections: new Map(picture.connections),
    dialling: new Map(picture.dialling),
    links: new Map(picture.links),
    exchanges: new Map(picture.exchanges),
    queues: new Map(picture.queues),
    bindings: new Map(picture.bindings),
    consumers: new Map(picture.consumers),
    subscriptions: new Map(picture.subscriptions),
    publishers: new Map(picture.publishers),
    sorting: new Map(picture.sorting),
    ownQueues: new Map(),
  };
}

/** The queue as this batch may change it, made on first sight. */
export function ownQueue(draft: Draft, name: string): DraftQueue {
  const own = draft.ownQueues.get(name);
  if (own) return own;
  const before = draft.queues.get(name);
  const queue: DraftQueue = {
    name,
    durable: before?.durable ?? false,
    ready: new Set(before?.ready),
    requeued: new Set(before?.requeued),
    unacked: new Map(before?.unacked),
  };
  draft.ownQueues.set(name, queue);
  draft.queues.set(name, queue);
  return queue;
}

/** What every broker has (`''`, `amq.*`, channels) needs no declaration: it comes into sight when it is used. */
export function seeExchange(draft: Draft, name: string, given?: 'channel' | 'pattern' | 'stream'): void {
  if (draft.exchanges.has(name)) return;
  const kind = given ?? (name.startsWith('amq.') ? name.slice('amq.'.length) : 'direct');
  draft.exchanges.set(name, { name, kind, durable: true });
}

/** Whoever consumes or subscribes over `connection` is a receiver, once it is known who that is. */
export function markReceiver(draft: Draft, connection: string): void {
  const process = draft.connections.get(connection)?.process;
  if (process === undefined) return;
  const listeners = [...draft.consumers.values(), ...draft.subscriptions.values()];
  if (listeners.some((listener) => listener.connection === connection)) draft.receivers.add(process);
}

/**
 * The reducer: a picture and what happened since → the next picture. Pure for the caller: the picture handed in is
 * never changed. Inside, one batch shares one draft, so that catching up with many events copies each part once.
 */
import type { Destination, EventOf, TraceEvent } from '../trace/events.ts';
import type { ConsumerPicture, Picture, ProcessPicture, QueuePicture } from './picture.ts';
import { BROKER_PROCESS, bindingKey, consumerKey, linkKey, publisherKey, subscriptionKey } from './picture.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftMap<M> = M extends ReadonlyMap<infer K, infer V> ? Map<K, V> : M;
/** The maps are this batch's own; what they hold is replaced, not changed, but for the queues in `ownQueues`. */
type Draft = { -readonly [K in keyof Picture]: DraftMap<Picture[K]> } & { ownQueues: Map<string, DraftQueue> };
type DraftQueue = Mutable<QueuePicture> & { ready: Set<number>; requeued: Set<number>; unacked: Map<number, string> };

export function advance(picture: Picture, events: Iterable<TraceEvent>): Picture {
  const draft: Draft = {
    broker: picture.broker,
    processes: new Map(picture.processes),
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
  for (const event of events) apply(draft, event);
  const { ownQueues: _, ...next } = draft;
  return next;
}

function apply(draft: Draft, event: TraceEvent): void {
  switch (event.type) {
    case 'process-started':
    case 'process-exited':
    case 'process-listening':
    case 'process-connected':
      return applyToProcesses(draft, event);
    case 'broker-started':
      draft.broker = { running: true, ports: event.listeners.map((listener) => listener.port) };
      return;
    case 'broker-restarted':
      return cutEverything(draft);
    case 'connection-opened': {
      const process = draft.dialling.get(event.peer.port);
      draft.dialling.delete(event.peer.port);
      draft.connections.set(event.connection, {
        id: event.connection,
        protocol: event.protocol,
        peerPort: event.peer.port,
        ...(process !== undefined && { process }),
      });
      return;
    }
    case 'connection-closed':
      return closeConnection(draft, event.connection);
    case 'exchange-declared':
    case 'exchange-deleted':
    case 'queue-declared':
    case 'queue-deleted':
    case 'bound':
    case 'unbound':
    case 'consumer-added':
    case 'consumer-cancelled':
      return applyToTopology(draft, event);
    case 'subscribed':
    case 'unsubscribed':
    case 'relayed':
      return applyToChannel(draft, event);
    case 'published':
      seeExchange(draft, event.exchange, event.kind);
      draft.sorting.set(event.message, event.exchange);
      if (event.connection !== undefined) {
        const publisher = { connection: event.connection, exchange: event.exchange };
        draft.publishers.set(publisherKey(publisher), publisher);
      }
      return;
    case 'routed':
      return route(draft, event);
    case 'unroutable':
      draft.sorting.delete(event.message);
      return;
    case 'enqueued':
    case 'requeued':
    case 'delivered':
    case 'acked':
    case 'nacked':
    case 'expired':
    case 'dropped':
    case 'dead-lettered':
      return applyToQueue(draft, event);
    case 'frame':
    case 'returned':
    case 'confirmed':
    case 'fault-injected':
      return; // they pass by and leave nothing behind; `movesOf` and `say` show them
    default:
      return unknown(event);
  }
}

function applyToProcesses(draft: Draft, event: EventOf<`process-${string}` & TraceEvent['type']>): void {
  const name = event.process;
  const before: ProcessPicture = draft.processes.get(name) ?? { name, receives: false, listens: [] };
  switch (event.type) {
    case 'process-started':
      if (name !== BROKER_PROCESS) {
        const listens = before.exit ? [] : before.listens;
        draft.processes.set(name, { name, receives: before.receives, listens });
      } else if (!draft.broker?.running) draft.broker = { running: true, ports: [] };
      return;
    case 'process-exited': {
      if (name === BROKER_PROCESS) {
        cutEverything(draft);
        draft.broker = { running: false, ports: [] };
        return;
      }
      const exit = { code: event.code, ...(event.signal !== undefined && { signal: event.signal }) };
      draft.processes.set(name, { ...before, exit });
      for (const [id, link] of draft.links) if (link.process === name) draft.links.set(id, { ...link, open: false });
      return;
    }
    case 'process-listening':
      if (name === BROKER_PROCESS) return;
      draft.processes.set(name, { ...before, receives: true, listens: [...new Set([...before.listens, event.port])] });
      return;
    case 'process-connected': {
      const waiting = [...draft.connections.values()].find(
        (connection) => connection.process === undefined && connection.peerPort === event.localPort,
      );
      if (waiting) draft.connections.set(waiting.id, { ...waiting, process: name });
      else if (draft.broker?.ports.includes(event.remotePort)) draft.dialling.set(event.localPort, name);
      else {
        const link = { process: name, port: event.remotePort, open: true };
        draft.links.set(linkKey(link), link);
      }
      if (waiting) markReceiver(draft, waiting.id);
    }
  }
}

type TopologyEvent = EventOf<
  | 'exchange-declared'
  | 'exchange-deleted'
  | 'queue-declared'
  | 'queue-deleted'
  | 'bound'
  | 'unbound'
  | 'consumer-added'
  | 'consumer-cancelled'
>;

function applyToTopology(draft: Draft, event: TopologyEvent): void {
  switch (event.type) {
    case 'exchange-declared':
      draft.exchanges.set(event.exchange, { name: event.exchange, kind: event.kind, durable: event.durable });
      return;
    case 'exchange-deleted':
      draft.exchanges.delete(event.exchange);
      return unbind(draft, { kind: 'exchange', name: event.exchange });
    case 'queue-declared':
      ownQueue(draft, event.queue).durable = event.durable;
      return;
    case 'queue-deleted':
      draft.queues.delete(event.queue);
      draft.ownQueues.delete(event.queue);
      for (const [id, consumer] of draft.consumers) if (consumer.queue === event.queue) draft.consumers.delete(id);
      return unbind(draft, { kind: 'queue', name: event.queue });
    case 'bound':
      seeExchange(draft, event.source);
      draft.bindings.set(bindingKey(event), {
        source: event.source,
        destination: event.destination,
        key: event.key,
        declared: true,
      });
      return;
    case 'unbound':
      draft.bindings.delete(bindingKey(event));
      return;
    case 'consumer-added': {
      const { consumer, queue, connection, prefetch, ack } = event;
      const added: ConsumerPicture = { consumer, queue, connection, prefetch, ack };
      draft.consumers.set(consumerKey(added), added);
      return markReceiver(draft, connection);
    }
    case 'consumer-cancelled':
      draft.consumers.delete(consumerKey(event));
  }
}

function applyToChannel(draft: Draft, event: EventOf<'subscribed' | 'unsubscribed' | 'relayed'>): void {
  const { channel, connection } = event;
  switch (event.type) {
    case 'subscribed':
      seeExchange(draft, channel, event.pattern ? 'pattern' : 'channel');
      draft.subscriptions.set(subscriptionKey(event), { channel, connection });
      return markReceiver(draft, connection);
    case 'unsubscribed':
      draft.subscriptions.delete(subscriptionKey(event));
      return;
    case 'relayed': {
      draft.sorting.delete(event.message);
      if (event.pattern === undefined) return;
      // a pattern is not bound to channels: the way shows itself when a message takes it
      const destination: Destination = { kind: 'exchange', name: event.pattern };
      const way = { source: channel, destination, key: event.pattern, declared: false };
      draft.bindings.set(bindingKey(way), way);
    }
  }
}

function applyToQueue(
  draft: Draft,
  event: EventOf<'enqueued' | 'requeued' | 'delivered' | 'acked' | 'nacked' | 'expired' | 'dropped' | 'dead-lettered'>,
): void {
  const { message } = event;
  const queue = event.queue === undefined ? undefined : ownQueue(draft, event.queue);
  if (event.type === 'enqueued') draft.sorting.delete(message);
  if (event.type === 'dropped') draft.sorting.delete(message);
  queue?.ready.delete(message);
  queue?.requeued.delete(message);
  queue?.unacked.delete(message);
  switch (event.type) {
    case 'enqueued':
      queue?.ready.add(message);
      return;
    case 'requeued':
      queue?.requeued.add(message);
      return;
    case 'delivered':
      if (draft.consumers.get(consumerKey(event))?.ack !== 'auto') queue?.unacked.set(message, event.connection);
      return;
    case 'nacked':
      // its way back is told by `requeued`; until then the queue still answers for it
      if (event.requeue) queue?.unacked.set(message, event.connection);
      return;
    case 'dead-lettered':
      seeExchange(draft, event.exchange);
      draft.sorting.set(message, event.exchange);
      return;
    case 'acked':
    case 'expired':
    case 'dropped':
  }
}

/** A routed message shows a way from the exchange to each queue; the default exchange's ways are never declared. */
function route(draft: Draft, event: EventOf<'routed'>): void {
  const source = draft.sorting.get(event.message);
  draft.sorting.delete(event.message);
  if (source === undefined) return;
  for (const name of event.queues) {
    const destination: Destination = { kind: 'queue', name };
    const known = [...draft.bindings.values()].some(
      (binding) =>
        binding.source === source && binding.destination.kind === 'queue' && binding.destination.name === name,
    );
    const used = { source, destination, key: name, declared: false };
    if (!known) draft.bindings.set(bindingKey(used), used);
  }
}

function closeConnection(draft: Draft, connection: string): void {
  const process = draft.connections.get(connection)?.process;
  draft.connections.delete(connection);
  for (const [id, it] of draft.consumers) if (it.connection === connection) draft.consumers.delete(id);
  for (const [id, it] of draft.subscriptions) if (it.connection === connection) draft.subscriptions.delete(id);
  for (const [id, it] of draft.publishers) {
    if (it.closedBy !== undefined || it.connection !== connection) continue;
    draft.publishers.delete(id);
    if (process === undefined) continue;
    const past = { ...it, closedBy: process };
    draft.publishers.set(publisherKey(past), past);
  }
}

/** The broker's end of every connection is gone; what became of queues and messages, the broker tells itself. */
function cutEverything(draft: Draft): void {
  for (const connection of [...draft.connections.keys()]) closeConnection(draft, connection);
  for (const part of [draft.consumers, draft.subscriptions, draft.dialling, draft.sorting]) part.clear();
}

function unbind(draft: Draft, gone: Destination): void {
  for (const [id, { source, destination }] of draft.bindings) {
    const leadsThere = destination.kind === gone.kind && destination.name === gone.name;
    if (leadsThere || (gone.kind === 'exchange' && source === gone.name)) draft.bindings.delete(id);
  }
}

/** What every broker has (`''`, `amq.*`, channels) needs no declaration: it comes into sight when it is used. */
function seeExchange(draft: Draft, name: string, given?: 'channel' | 'pattern' | 'stream'): void {
  if (draft.exchanges.has(name)) return;
  const kind = given ?? (name.startsWith('amq.') ? name.slice('amq.'.length) : 'direct');
  draft.exchanges.set(name, { name, kind, durable: true });
}

function markReceiver(draft: Draft, connection: string): void {
  const name = draft.connections.get(connection)?.process;
  const process = name === undefined ? undefined : draft.processes.get(name);
  if (!process || process.receives) return;
  const listeners = [...draft.consumers.values(), ...draft.subscriptions.values()];
  const consumes = listeners.some((listener) => listener.connection === connection);
  if (consumes) draft.processes.set(process.name, { ...process, receives: true });
}

/** The queue as this batch may change it, made on first sight. */
function ownQueue(draft: Draft, name: string): DraftQueue {
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

/** Does not compile while `apply` leaves out a type of event; a newer trace's unknown events change nothing. */
function unknown(_event: never): void {}

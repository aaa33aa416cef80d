/** SUBSCRIBE and UNSUBSCRIBE. */
import { type Destination, parseDestination, routingOf, TEMP_QUEUE } from './destinations.ts';
import { ensureSource, isDurable, subscriptionQueue } from './endpoints.ts';
import { errorFrame, processingError, quoted, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import type { StompHost } from './host.ts';
import { STOMP_LIMITS } from './limits.ts';
import { deliver } from './messages.ts';
import { integerHeader } from './properties.ts';
import { destinationOf } from './sending.ts';
import { ackModeOf, nameOf, type Subscription, type SubscriptionName } from './subscriptions.ts';
import { limit } from './transactions.ts';

/** What it returns is the start: messages come after the receipt. */
export function subscribe(host: StompHost, frame: StompCommand): () => void {
  needId(frame);
  const text = destinationOf(frame);
  const destination = parseDestination(text);
  const prefetch = integerHeader(frame, 'prefetch-count');
  const ack = ackModeOf(frame);
  const queue = ensureSource(host, destination, frame);
  const name = nameOf(frame);
  if (name === 'reserved' || name === undefined) throw processingError();
  if (prefetch !== undefined) host.prefetch = Math.max(prefetch, 0);
  if (host.subscriptions.has(name.tag)) {
    const detail = `A subscription identified by '${name.tag}' already exists.`;
    throw new StompError('Duplicated subscription identifier', detail, true);
  }
  const most = STOMP_LIMITS.subscriptions;
  if (host.subscriptions.size >= most) throw limit('subscriptions', most);
  const subscription = consume(host, { ...name, ack, destination: text, queue });
  bind(host, destination, subscription);
  return () => void (host.congested || subscription.consumer.resume());
}

export function unsubscribe(host: StompHost, frame: StompCommand): void {
  needId(frame);
  const name = nameOf(frame);
  if (name === 'reserved') {
    throw new StompError('Invalid id', `UNSUBSCRIBE 'id' may not start with ${TEMP_QUEUE}\n`);
  }
  if (name === undefined) {
    const detail = "UNSUBSCRIBE must include a 'destination' or 'id' header";
    throw new StompError('Missing destination or id', detail);
  }
  const subscription = host.subscriptions.get(name.tag);
  if (subscription === undefined) {
    const detail = `UNSUBSCRIBE must refer to an existing subscription.\nSubscription to ${quoted(name.description)} not found.\n`;
    throw new StompError('No subscription found', detail);
  }
  host.subscriptions.delete(name.tag);
  host.broker.cancel(subscription.consumer);
  forget(host, parseDestination(subscription.destination), frame);
}

/** Who unsubscribes and says `durable` has its queue deleted. */
function forget({ broker, connection }: StompHost, destination: Destination, frame: StompCommand): void {
  if (destination.kind !== 'topic' || !isDurable(frame)) return;
  const queue = subscriptionQueue(destination, frame);
  if (queue !== undefined) broker.deleteQueue(queue, { connection });
}

function needId(frame: StompCommand): void {
  const durable = header(frame, 'durable') === 'true' || header(frame, 'persistent') === 'true';
  if (durable && header(frame, 'id') === undefined) {
    throw new StompError('Missing Header', "Header 'id' is required for durable subscriptions");
  }
}

type Wanted = SubscriptionName & Pick<Subscription, 'ack' | 'destination'> & { readonly queue: string };

/** It gets nothing before it is resumed. */
function consume(host: StompHost, { tag, id, ack, destination, description, queue }: Wanted): Subscription {
  const { broker, connection, prefetch } = host;
  const mode = ack === 'auto' ? ('auto' as const) : ('manual' as const);
  const consumer = broker.consume(
    { queue, connection, name: tag, ack: mode, prefetch },
    {
      deliver: (delivery) => deliver(host, { tag, id, ack }, delivery),
      cancelled() {
        host.subscriptions.delete(tag);
        const detail = `The server has canceled a subscription.\nNo more messages will be delivered for ${quoted(description)}.\n`;
        host.send(errorFrame('Server cancelled subscription', detail, [['subscription', id ?? destination]]));
      },
    },
  );
  const subscription = { tag, id, ack, destination, description, consumer };
  host.subscriptions.set(tag, subscription);
  return subscription;
}

/** Where there is nothing to bind to, the queue made for it goes again. */
function bind(host: StompHost, destination: Destination, { tag, consumer }: Subscription): void {
  if (destination.kind !== 'topic' && destination.kind !== 'exchange') return;
  const { broker, connection } = host;
  const { name } = consumer.queue;
  const { exchange, key } = routingOf(destination);
  try {
    broker.bind({ source: exchange, target: { kind: 'queue', name }, key, connection });
  } catch (error) {
    host.subscriptions.delete(tag);
    broker.cancel(consumer);
    broker.deleteQueue(name, { connection });
    throw error;
  }
}

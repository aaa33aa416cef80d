/** SEND: a message into an exchange or a queue, and the queue for its answers where it asks for one. */
import { type Publication, withProperties } from '../../broker/index.ts';
import { replyText } from '../refusals.ts';
import { parseDestination, routingOf, TEMP_QUEUE } from './destinations.ts';
import { ensureTarget } from './endpoints.ts';
import { processingError, quoted, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import type { StompHost } from './host.ts';
import { deliver } from './messages.ts';
import { readProperties } from './properties.ts';

export function send(host: StompHost, frame: StompCommand): void {
  if (header(frame, 'message-id') !== undefined) {
    throw new StompError('Invalid header', "'message-id' is not allowed on 'SEND'.\n");
  }
  const destination = parseDestination(destinationOf(frame));
  ensureTarget(host, destination, frame);
  const replyTo = replyQueue(host, header(frame, 'reply-to'));
  const given = readProperties(frame);
  const properties = replyTo === undefined ? given : withProperties(given, { replyTo });
  const receipt = header(frame, 'receipt');
  const { connection } = host;
  const publication = {
    ...routingOf(destination),
    properties,
    body: frame.body,
    connection,
    confirm: receipt !== undefined,
  };
  host.transactions.schedule(frame, () => publish(host, publication, receipt))?.();
}

/** Throws `Missing destination`. */
export function destinationOf(frame: StompCommand): string {
  const destination = header(frame, 'destination');
  if (destination !== undefined) return destination;
  throw new StompError('Missing destination', `${quoted(frame.command)} must include a 'destination' header\n`);
}

function publish(host: StompHost, publication: Publication, receipt: string | undefined): void {
  const { userId } = publication.properties;
  if (userId !== undefined && userId !== host.user) {
    const text = `user_id property set to '${userId}' but authenticated user was '${host.user}'`;
    throw new StompError('precondition_failed', replyText('PRECONDITION_FAILED', text), true);
  }
  // From its first receipt on a publisher hears of every message, and RabbitMQ's plugin breaks on hearing a refusal.
  if (receipt !== undefined) host.confirming = true;
  const outcome = host.broker.publish(publication);
  if (outcome === 'rejected' && host.confirming) host.breakOff();
  else if (receipt !== undefined) host.pendingReceipts.push(receipt);
}

/**
 * `/temp-queue/<name>` stands for a queue of this connection, which it consumes at once; undefined: the header stays.
 * Other destinations are passed on as they are, if they are such.
 */
function replyQueue(host: StompHost, replyTo: string | undefined): string | undefined {
  if (replyTo === undefined) return undefined;
  const name = tempQueueName(replyTo);
  if (name === undefined) return undefined;
  const known = host.replyQueues.get(name);
  if (known !== undefined) return known;
  const { broker, connection } = host;
  const { name: queue } = broker.declareQueue({ name: '', exclusive: true, autoDelete: true, connection });
  host.replyQueues.set(name, queue);
  const id = TEMP_QUEUE + name;
  const tag = `T_${id}`;
  const settings = { queue, connection, name: tag, ack: 'auto' as const, prefetch: host.prefetch };
  const consumer = broker.consume(settings, {
    deliver: (delivery) => deliver(host, { tag, id, ack: 'auto' }, delivery),
    cancelled: () => void host.subscriptions.delete(tag),
  });
  host.subscriptions.set(tag, { tag, id, ack: 'auto', destination: queue, description: '', consumer });
  if (!host.congested) consumer.resume();
  return queue;
}

function tempQueueName(replyTo: string): string | undefined {
  try {
    const destination = parseDestination(replyTo);
    return destination.kind === 'temp-queue' ? destination.name : undefined;
  } catch (error) {
    throw error instanceof StompError ? processingError() : error;
  }
}

/**
 * The queues behind destinations: `/queue/` has one declared on first use, a subscription to a topic or an exchange gets
 * one of its own. Headers say what kind of queue; what they leave out is as in RabbitMQ's plugin.
 */
import { type Broker, int64, type Table, type Value } from '../../broker/index.ts';
import type { Destination } from './destinations.ts';
import { routingOf } from './destinations.ts';
import { processingError, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import { booleanHeader, integerHeader, readBoolean } from './properties.ts';
import { durableQueueName, SUBSCRIPTION_PREFIX } from './queue-names.ts';

export interface EndpointHost {
  readonly broker: Broker;
  readonly connection: string;
  /** Queues that this connection has declared: once is enough. */
  readonly declared: Set<string>;
}

/** Makes sure that what a message is sent to is there. Exchanges are not made, only asked for when it is published. */
export function ensureTarget(host: EndpointHost, destination: Destination, frame: StompCommand): void {
  const settings = readSettings(destination, frame);
  if (destination.kind === 'temp-queue') throw unusable(frame);
  if (destination.kind === 'queue') declareNamed(host, destination.name, settings);
}

/** The name of the queue to consume. */
export function ensureSource(host: EndpointHost, destination: Destination, frame: StompCommand): string {
  const settings = readSettings(destination, frame);
  if (destination.kind === 'temp-queue') throw unusable(frame);
  if (destination.kind === 'queue') declareNamed(host, destination.name, settings);
  if (destination.kind !== 'topic' && destination.kind !== 'exchange') return destination.name;
  const name = subscriptionQueue(destination, frame) ?? host.broker.uniqueName(SUBSCRIPTION_PREFIX);
  declare(host, name, settings);
  return name;
}

/** A subscription that is to outlive its connection says so, and is then found again by its id. */
export function isDurable(frame: StompCommand): boolean {
  return booleanHeader(frame, 'durable') === true || booleanHeader(frame, 'persistent') === true;
}

/** Undefined: a new one each time. */
export function subscriptionQueue(destination: Destination, frame: StompCommand): string | undefined {
  const chosen = header(frame, 'x-queue-name');
  if (chosen !== undefined) return chosen;
  return isDurable(frame) ? durableQueueName(routingOf(destination).key, header(frame, 'id') ?? '') : undefined;
}

interface QueueSettings {
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Table;
}

function readSettings(destination: Destination, frame: StompCommand): QueueSettings {
  const table = readArguments(frame);
  const own = destination.kind === 'topic' || destination.kind === 'exchange';
  const said = header(frame, 'durable') ?? header(frame, 'persistent');
  const durable = said === undefined ? destination.kind === 'queue' : readBoolean(said);
  if (durable === undefined && (own || destination.kind === 'queue')) throw processingError();
  // What is not durable goes with its connection; a subscription's own queue goes with its subscription in any case.
  const exclusive = booleanHeader(frame, 'exclusive') ?? (own ? false : durable === false);
  const autoDelete = booleanHeader(frame, 'auto-delete') ?? (own ? true : durable === false);
  return { durable: durable === true, exclusive, autoDelete, arguments: table };
}

const ARGUMENTS: Readonly<Record<string, 'text' | 'integer'>> = {
  'x-dead-letter-exchange': 'text',
  'x-dead-letter-routing-key': 'text',
  'x-expires': 'integer',
  'x-max-length': 'integer',
  'x-max-length-bytes': 'integer',
  'x-max-priority': 'integer',
  'x-message-ttl': 'integer',
  'x-queue-type': 'text',
};

function readArguments(frame: StompCommand): Table {
  const table = new Map<string, Value>();
  for (const [name, value] of frame.headers) {
    const type = ARGUMENTS[name];
    if (type === undefined || table.has(name)) continue;
    table.set(name, type === 'text' ? value.replace(/^ +| +$/g, '') : int64(integerHeader(frame, name) ?? 0));
  }
  return table;
}

function declareNamed(host: EndpointHost, name: string, settings: QueueSettings): void {
  if (name === '') throw new StompError('Invalid destination', 'Destination cannot be blank');
  if (host.declared.has(name)) return;
  declare(host, name, settings);
  host.declared.add(name);
}

function declare({ broker, connection }: EndpointHost, name: string, settings: QueueSettings): void {
  // RabbitMQ 4.x denies queues that are neither durable nor exclusive to everybody. Not recorded.
  const exclusive = settings.exclusive || (broker.profile === '4.x' && !settings.durable);
  broker.declareQueue({ ...settings, exclusive, name, connection });
}

function unusable(frame: StompCommand): StompError {
  const destination = header(frame, 'destination') ?? '';
  return new StompError('Invalid destination', `'${destination}' is not a valid destination for '${frame.command}'\n`);
}

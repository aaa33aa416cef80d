/** The log in English. */
import type { Destination, DropReason } from '../../trace/events.ts';
import type { Words } from './words.ts';
import { base64Bytes, excerpt } from './words.ts';

const REASONS: Readonly<Record<DropReason, string>> = {
  unroutable: 'no queue takes it',
  maxlen: 'the queue is full',
  expired: 'it expired',
  rejected: 'a consumer rejected it',
  'delivery-limit': 'it was redelivered too often',
  purged: 'the queue was purged',
  restart: 'it was not on disk when the broker restarted',
};

const DELETED = {
  deleted: 'on request',
  'auto-delete': 'because its last consumer left',
  exclusive: 'because the connection that owned it closed',
  expired: 'because nobody used it for long',
  restart: 'because it was not durable and the broker restarted',
} as const;

const exchange = (name: string): string => (name === '' ? 'the default exchange' : `exchange ${name}`);
/** At the start of a sentence; the default exchange is never bound to anything. */
const subject = (it: Destination): string => `${it.kind === 'queue' ? 'Queue' : 'Exchange'} ${it.name}`;
const withKey = (key: string): string => (key === '' ? 'without a routing key' : `routing key ${key}`);

export const en: Words = {
  stranger: (port) => (port === undefined ? 'a client' : `the client on port ${port}`),
  'connection-opened': (event, client) =>
    `${client} opens an ${event.protocol.toUpperCase()} connection to the broker.`,
  'connection-closed': (event, client) =>
    `The connection of ${client} is closed${event.reason ? `: ${event.reason}` : ''}.`,
  frame: (event, client) => {
    const way = event.direction === 'in' ? `from ${client} to the broker` : `from the broker to ${client}`;
    return `One ${event.protocol.toUpperCase()} frame of ${base64Bytes(event.bytes)} bytes ${way}.`;
  },
  'exchange-declared': (event) =>
    event.kind === 'stream'
      ? `Stream ${event.exchange} is created.`
      : `Exchange ${event.exchange} is declared: ${event.kind}${event.durable ? ', durable' : ''}.`,
  'exchange-deleted': (event) => `Exchange ${event.exchange} is deleted.`,
  'queue-declared': (event) => {
    const traits = [event.durable && 'durable', event.exclusive && 'exclusive', event.autoDelete && 'auto-delete'];
    const known = traits.filter(Boolean);
    return `Queue ${event.queue} is declared${known.length === 0 ? '' : `: ${known.join(', ')}`}.`;
  },
  'queue-deleted': (event) => `Queue ${event.queue} is deleted ${DELETED[event.reason]}.`,
  bound: (event) => `${subject(event.destination)} is bound to ${exchange(event.source)}, ${withKey(event.key)}.`,
  unbound: (event) => `${subject(event.destination)} is unbound from ${exchange(event.source)}, ${withKey(event.key)}.`,
  'consumer-added': (event, client) => {
    const limit = event.prefetch === 0 ? 'no prefetch limit' : `prefetch ${event.prefetch}`;
    return `${client} becomes a consumer of queue ${event.queue}: ${event.ack} ack, ${limit}.`;
  },
  'consumer-cancelled': (event, client) => `${client} stops being a consumer of queue ${event.queue}.`,
  published: (event, client) => {
    const { message, kind, key } = event;
    const body = `“${excerpt(event.body)}”`;
    if (kind === 'channel') return `${client} publishes message ${message} to channel ${event.exchange}: ${body}`;
    if (kind === 'stream') return `${client} adds message ${message} to stream ${event.exchange} as ${key}: ${body}`;
    return `${client} publishes message ${message} to ${exchange(event.exchange)}, ${withKey(key)}: ${body}`;
  },
  routed: (event) => `Message ${event.message} is routed to queue ${event.queues.join(', ')}.`,
  unroutable: (event) =>
    event.channel === undefined
      ? `Message ${event.message} matches no queue.`
      : `Nobody listens to channel ${event.channel}: message ${event.message} is gone.`,
  returned: (event, client) => `The broker returns message ${event.message} to ${client}: no queue takes it.`,
  confirmed: (event, client) =>
    event.outcome === 'ack'
      ? `The broker confirms to ${client}: it has message ${event.message}.`
      : `The broker tells ${client}: it does not have message ${event.message}.`,
  enqueued: (event) => `Message ${event.message} is in queue ${event.queue}; ready: ${event.ready}.`,
  delivered: (event, client) =>
    `Message ${event.message} is ${event.redelivered ? 'redelivered' : 'delivered'} from ${event.queue} to ${client}.`,
  acked: (event, client) => `${client} acks message ${event.message}: ${event.queue} deletes it.`,
  nacked: (event, client) =>
    event.requeue
      ? `${client} rejects message ${event.message} and gives it back to ${event.queue}.`
      : `${client} rejects message ${event.message} of ${event.queue}.`,
  requeued: (event) => `Message ${event.message} is back in queue ${event.queue}; ready: ${event.ready}.`,
  expired: (event) => `Message ${event.message} expires in queue ${event.queue}.`,
  dropped: (event) => {
    const where = event.queue === undefined ? '' : ` from queue ${event.queue}`;
    return `Message ${event.message} is dropped${where}: ${REASONS[event.reason]}.`;
  },
  'dead-lettered': (event) =>
    `Message ${event.message} of ${event.queue} is dead-lettered to ${exchange(event.exchange)}: ${REASONS[event.reason]}.`,
  subscribed: (event, client) =>
    event.pattern
      ? `${client} subscribes to every channel that matches ${event.channel}.`
      : `${client} subscribes to channel ${event.channel}.`,
  unsubscribed: (event, client) => `${client} is no longer subscribed to ${event.channel}.`,
  relayed: (event, client) => {
    const how = event.pattern === undefined ? '' : `, which matches ${event.pattern}`;
    return `Message ${event.message} goes from ${event.channel}${how} straight to ${client}.`;
  },
  'broker-started': (event) => {
    const ports = event.listeners.map((listener) => `${listener.protocol.toUpperCase()} on port ${listener.port}`);
    return ports.length === 0 ? 'The broker has started.' : `The broker has started: ${ports.join(', ')}.`;
  },
  'broker-restarted': () => 'The broker restarts: every connection is cut.',
  'fault-injected': (event) => `Fault: ${event.fault}${event.target === undefined ? '' : ` (${event.target})`}.`,
  'process-started': (event) => `Process ${event.process} starts: ${event.command}`,
  'process-exited': (event) =>
    event.signal === undefined
      ? `Process ${event.process} has exited with code ${event.code}.`
      : `Process ${event.process} is stopped by ${event.signal}.`,
  'process-listening': (event) => `${event.process} listens on port ${event.port}.`,
  'process-connected': (event) => `${event.process} opens a TCP connection to port ${event.remotePort}.`,
};

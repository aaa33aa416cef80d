/**
 * Destinations as RabbitMQ's plugin maps them onto exchanges and queues:
 *
 *     /queue/<name>  or  <name>      a queue, declared when it is first used; messages through the default exchange
 *     /amq/queue/<name>              a queue that must be there
 *     /reply-queue/<name>            where an answer goes
 *     /topic/<key>                   amq.topic by routing key; each subscription has a queue of its own
 *     /exchange/<name>[/<key>]       any exchange, likewise
 *     /temp-queue/<name>             in reply-to only: a queue of this connection
 *
 * A slash within a name is written %2F.
 */
import { encodeText } from '../bytes.ts';
import { StompError } from './errors.ts';

export type Destination =
  | { readonly kind: 'queue' | 'amq-queue' | 'reply-queue' | 'temp-queue' | 'topic'; readonly name: string }
  | { readonly kind: 'exchange'; readonly name: string; readonly key: string };

export const TEMP_QUEUE = '/temp-queue/';
const PREFIXES = ['/exchange', '/topic', '/queue', '/amq/queue', '/reply-queue/'];
const REPLY_QUEUE = '/reply-queue/';
const TOPIC_EXCHANGE = 'amq.topic';

/** Throws `Invalid destination` or `Unknown destination`. */
export function parseDestination(text: string): Destination {
  const parts = text.split('/');
  const [first, type, third] = parts;
  if (parts.length === 1) return { kind: 'queue', name: unescape(text) };
  if (first === '' && type === 'exchange') return parseExchange(parts.slice(2));
  if (first === '' && (type === 'queue' || type === 'topic')) return parseNamed(type, parts.slice(2));
  if (first === '' && type === 'temp-queue') return parseNamed('temp-queue', parts.slice(2));
  if (first === '' && type === 'amq' && third === 'queue') return parseNamed('amq-queue', parts.slice(3));
  if (text.startsWith(REPLY_QUEUE)) return parseNamed('reply-queue', [text.slice(REPLY_QUEUE.length)]);
  const known = ['/temp-queue', ...PREFIXES].join(', ');
  const detail = `'${text}' is not a valid destination.\nValid destination types are: ${known}.\n`;
  throw new StompError('Unknown destination', detail);
}

/** Where a message to it is published, and what a subscription's queue is bound to. */
export function routingOf(destination: Destination): { readonly exchange: string; readonly key: string } {
  if (destination.kind === 'exchange') return { exchange: destination.name, key: destination.key };
  return { exchange: destination.kind === 'topic' ? TOPIC_EXCHANGE : '', key: destination.name };
}

/** The destination header of a message that was published there. */
export function formatDestination(exchange: string, key: string): string {
  if (exchange === '') return `/queue/${escape(key)}`;
  if (exchange === TOPIC_EXCHANGE) return `/topic/${escape(key)}`;
  return key === '' ? `/exchange/${escape(exchange)}` : `/exchange/${escape(exchange)}/${escape(key)}`;
}

/** An answer goes to a queue: its bare name becomes a destination, and what is one already stays. */
export function formatReplyTo(replyTo: string): string {
  return PREFIXES.some((prefix) => replyTo.startsWith(prefix)) ? replyTo : REPLY_QUEUE + replyTo;
}

function parseExchange(rest: readonly string[]): Destination {
  const [name = '', key] = rest;
  if (name === '' || rest.length > 2) throw invalid('exchange', rest);
  return { kind: 'exchange', name: unescape(name), key: key === undefined ? '' : unescape(key) };
}

const ERLANG_NAMES = {
  queue: 'queue',
  topic: 'topic',
  'temp-queue': 'temp_queue',
  'amq-queue': 'amqqueue',
  'reply-queue': 'reply_queue',
} as const;

function parseNamed(kind: keyof typeof ERLANG_NAMES, rest: readonly string[]): Destination {
  const [name = ''] = rest;
  if (name === '' || rest.length > 1) throw invalid(ERLANG_NAMES[kind], rest);
  return { kind, name: unescape(name) };
}

function invalid(kind: string, rest: readonly string[]): StompError {
  const shown = rest.length === 0 ? '' : `/${rest.join('/')}`;
  return new StompError('Invalid destination', `'${shown}' is not a valid ${kind} destination\n`);
}

const unescape = (text: string): string => text.replaceAll('%2F', '/');

/** By bytes: slash, percent, control characters and everything beyond ASCII. DEL stays, as in RabbitMQ. */
function escape(text: string): string {
  return Array.from(encodeText(text), (byte) => {
    const plain = byte >= 0x20 && byte <= 0x7f && byte !== 0x2f && byte !== 0x25;
    return plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

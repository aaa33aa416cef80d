/** What a queue's arguments ask for, checked and named. The arguments and their checks are RabbitMQ's (rabbit_amqqueue). */
import { BrokerError, type Problem, type QueueType } from './errors.ts';
import { checkName } from './limits.ts';
import type { Profile } from './profile.ts';
import { isInteger, type Table, type Value } from './values.ts';

export type Overflow = 'drop-head' | 'reject-publish' | 'reject-publish-dlx';

export interface QueueSettings {
  readonly type: QueueType;
  /** Unused for so long, the queue is deleted. */
  readonly expiresMs: number | undefined;
  readonly messageTtlMs: number | undefined;
  readonly deadLetterExchange: string | undefined;
  /** Undefined: the message's own keys. */
  readonly deadLetterKey: string | undefined;
  readonly lengthMax: number | undefined;
  readonly bytesMax: number | undefined;
  readonly priorityMax: number | undefined;
  readonly overflow: Overflow;
  readonly singleActiveConsumer: boolean;
  readonly deliveryLimit: number | undefined;
}

type Check = (value: Value, table: Table) => Problem | undefined;

const TTL_MAX_MS = 315_360_000_000;
const PRIORITY_MAX = 255;
const DELIVERY_LIMIT_DEFAULT = 20;
const TYPES: readonly string[] = ['classic', 'quorum'];

const numberOf = (value: Value | undefined): number | bigint | undefined =>
  isInteger(value) ? value.value : undefined;

const integer: Check = (value) => (isInteger(value) ? undefined : { kind: 'not-an-integer', value });

const notNegative: Check = (value, table) => {
  const number = numberOf(value);
  return number !== undefined && number < 0 ? { kind: 'negative', value: number } : integer(value, table);
};

const duration: Check = (value, table) => {
  const number = numberOf(value);
  return number !== undefined && number > TTL_MAX_MS ? { kind: 'too-large', value: number } : notNegative(value, table);
};

const positiveDuration: Check = (value, table) => (numberOf(value) === 0 ? { kind: 'zero' } : duration(value, table));

const priority: Check = (value, table) => {
  const number = numberOf(value);
  return number !== undefined && number > PRIORITY_MAX
    ? { kind: 'above-maximum', value: number }
    : notNegative(value, table);
};

const text: Check = (value) => (typeof value === 'string' ? undefined : { kind: 'wrong-type', value });
const truth: Check = (value) => (typeof value === 'boolean' ? undefined : { kind: 'wrong-type', value });

const word =
  (...words: readonly string[]): Check =>
  (value, table) =>
    typeof value === 'string' && !words.includes(value) ? { kind: 'unknown-word', word: value } : text(value, table);

const deadLetterKey: Check = (value, table) => {
  if (typeof value === 'string') checkName(value);
  const needsExchange = typeof value === 'string' && !table.has('x-dead-letter-exchange');
  return needsExchange ? { kind: 'needs-dead-letter-exchange' } : text(value, table);
};

const both: readonly QueueType[] = ['classic', 'quorum'];
const classic: readonly QueueType[] = ['classic'];
const quorum: readonly QueueType[] = ['quorum'];

/** In the order in which they are checked; an argument that is not here is kept and means nothing. */
const ARGUMENTS: ReadonlyMap<string, { readonly check: Check; readonly types: readonly QueueType[] }> = new Map([
  ['x-expires', { check: positiveDuration, types: both }],
  ['x-message-ttl', { check: duration, types: both }],
  ['x-dead-letter-exchange', { check: text, types: both }],
  ['x-dead-letter-routing-key', { check: deadLetterKey, types: both }],
  ['x-dead-letter-strategy', { check: word('at-most-once', 'at-least-once'), types: quorum }],
  ['x-max-length', { check: notNegative, types: both }],
  ['x-max-length-bytes', { check: notNegative, types: both }],
  ['x-max-in-memory-length', { check: notNegative, types: quorum }],
  ['x-max-in-memory-bytes', { check: notNegative, types: quorum }],
  ['x-max-priority', { check: priority, types: classic }],
  ['x-overflow', { check: word('drop-head', 'reject-publish', 'reject-publish-dlx'), types: both }],
  ['x-queue-mode', { check: word('default', 'lazy'), types: classic }],
  ['x-queue-version', { check: notNegative, types: classic }],
  ['x-single-active-consumer', { check: truth, types: both }],
  ['x-queue-type', { check: word(...TYPES), types: both }],
  ['x-quorum-initial-group-size', { check: positiveDuration, types: quorum }],
  ['x-queue-leader-locator', { check: text, types: both }],
  ['x-delivery-limit', { check: integer, types: quorum }],
]);

/** The arguments that a second declaration must repeat. */
export const COMPARED_ARGUMENTS: readonly string[] = [...ARGUMENTS.keys()];

/** Throws `invalid-argument`, `invalid-argument-type` or `argument-unsupported`. */
export function readSettings(queue: string, table: Table, profile: Profile): QueueSettings {
  const exchange = table.get('x-dead-letter-exchange');
  if (exchange !== undefined && typeof exchange !== 'string') {
    const argument = 'x-dead-letter-exchange';
    throw new BrokerError('invalid-argument-type', { kind: 'queue', name: queue, argument, value: exchange });
  }
  checkArgument(queue, 'x-queue-type', table);
  const type: QueueType = table.get('x-queue-type') === 'quorum' ? 'quorum' : 'classic';
  for (const [name, { types }] of ARGUMENTS) if (types.includes(type)) checkArgument(queue, name, table);
  for (const name of table.keys()) {
    if (ARGUMENTS.get(name)?.types.includes(type) === false) {
      throw new BrokerError('argument-unsupported', { queue, argument: name, queueType: type });
    }
  }
  return { ...settings(type, table), deliveryLimit: deliveryLimit(type, table, profile) };
}

/** Since 4.0 a quorum queue has a limit even where none is given, and a negative one stands for none (its documents). */
function deliveryLimit(type: QueueType, table: Table, profile: Profile): number | undefined {
  if (type !== 'quorum') return undefined;
  const given = numberOf(table.get('x-delivery-limit'));
  if (given === undefined) return profile === '4.x' ? DELIVERY_LIMIT_DEFAULT : undefined;
  return given < 0 ? undefined : Number(given);
}

function checkArgument(queue: string, argument: string, table: Table): void {
  const value = table.get(argument);
  const problem = value === undefined ? undefined : ARGUMENTS.get(argument)?.check(value, table);
  if (problem !== undefined) throw new BrokerError('invalid-argument', { queue, argument, problem });
}

function settings(type: QueueType, table: Table): Omit<QueueSettings, 'deliveryLimit'> {
  const number = (name: string): number | undefined => {
    const value = numberOf(table.get(name));
    return value === undefined ? undefined : Number(value);
  };
  const string = (name: string): string | undefined => {
    const value = table.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    type,
    expiresMs: number('x-expires'),
    messageTtlMs: number('x-message-ttl'),
    deadLetterExchange: string('x-dead-letter-exchange'),
    deadLetterKey: string('x-dead-letter-routing-key'),
    lengthMax: number('x-max-length'),
    bytesMax: number('x-max-length-bytes'),
    priorityMax: number('x-max-priority'),
    overflow: (string('x-overflow') ?? 'drop-head') as Overflow,
    singleActiveConsumer: table.get('x-single-active-consumer') === true,
  };
}

/**
 * AMQP's errors: which code and which words answer what the core refuses, as RabbitMQ has them, recorded from 3.10.8.
 * A soft error closes the channel, a hard one the connection.
 */
import type { BrokerError } from '../../broker/index.ts';
import {
  type BrokerErrorCode,
  type BrokerErrorDetails,
  type Difference,
  type Problem,
  type Profile,
  type Value,
} from '../../broker/index.ts';
import { WireError } from '../protocol.ts';
import { AMQP_LIMITS } from './limits.ts';
import { typeName } from './values.ts';

const REPLY_CODES = {
  CONTENT_TOO_LARGE: [311, 'soft'],
  NO_ROUTE: [312, 'soft'],
  NO_CONSUMERS: [313, 'soft'],
  CONNECTION_FORCED: [320, 'hard'],
  INVALID_PATH: [402, 'hard'],
  ACCESS_REFUSED: [403, 'soft'],
  NOT_FOUND: [404, 'soft'],
  RESOURCE_LOCKED: [405, 'soft'],
  PRECONDITION_FAILED: [406, 'soft'],
  FRAME_ERROR: [501, 'hard'],
  SYNTAX_ERROR: [502, 'hard'],
  COMMAND_INVALID: [503, 'hard'],
  CHANNEL_ERROR: [504, 'hard'],
  UNEXPECTED_FRAME: [505, 'hard'],
  RESOURCE_ERROR: [506, 'hard'],
  NOT_ALLOWED: [530, 'hard'],
  NOT_IMPLEMENTED: [540, 'hard'],
  INTERNAL_ERROR: [541, 'hard'],
} as const satisfies Record<string, readonly [number, 'soft' | 'hard']>;

export type ReplyName = keyof typeof REPLY_CODES;

/** What goes into a close: made by the session, or from a `BrokerError`. */
export class AmqpError extends Error {
  readonly code: number;
  readonly hard: boolean;
  /** The whole reply text, cut to what a short string holds. */
  readonly text: string;

  constructor(name: ReplyName, explanation: string) {
    const text = fit(`${name} - ${explanation}`);
    super(text);
    this.name = 'AmqpError';
    [this.code] = REPLY_CODES[name];
    this.hard = REPLY_CODES[name][1] === 'hard';
    this.text = text;
  }
}

/** A frame that is none. What was wrong is said in Erlang's words, as RabbitMQ says it. */
export class FrameError extends WireError {
  static badEnd(type: number, payload: Uint8Array, marker: number): FrameError {
    return new FrameError(`type ${type}, ${snippet(payload)}: {invalid_frame_end_marker,${marker}}`);
  }

  static tooLarge(type: number, size: number, maximum: number): FrameError {
    return new FrameError(`type ${type}, ${snippet(new Uint8Array(0))}: {frame_too_large,${size},${maximum}}`);
  }

  /** A frame that stands where it may not. */
  static misplaced(type: number, payload: Uint8Array): string {
    return `type ${type}, ${snippet(payload)}`;
  }

  static unknown(type: number, payload: Uint8Array): FrameError {
    return new FrameError(`type ${type}, ${snippet(payload)}: unknown_frame`);
  }
}

/** Bytes at which RabbitMQ hangs up without a word. */
export class SilentError extends WireError {}

const SNIPPET_BYTES = 16;

function snippet(payload: Uint8Array): string {
  const which = payload.length <= SNIPPET_BYTES ? 'all' : `first ${SNIPPET_BYTES}`;
  return `${which} octets = ${binary(payload.subarray(0, SNIPPET_BYTES))}`;
}

/** As Erlang prints a binary: text where all of it can be printed, numbers otherwise. */
function binary(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<<>>';
  const printable = bytes.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x09 || byte === 0x0d,
  );
  return printable ? `<<${JSON.stringify(String.fromCharCode(...bytes))}>>` : `<<${bytes.join(',')}>>`;
}

function fit(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= AMQP_LIMITS.replyTextBytes) return text;
  return `${new TextDecoder().decode(bytes.subarray(0, AMQP_LIMITS.replyTextBytes - 3)).replace(/\uFFFD$/, '')}...`;
}

const inVhost = "in vhost '/'";
const queueNamed = (name: string): string => `queue '${name}' ${inVhost}`;
const exchangeNamed = (name: string): string => `exchange '${name}' ${inVhost}`;

type Answer = readonly [ReplyName, string];
type Answers = { readonly [C in BrokerErrorCode]: (details: BrokerErrorDetails<C>, profile: Profile) => Answer };

/** Every refusal of the core; a new code does not compile before it has its answer here. */
const ANSWERS: Answers = {
  'exchange-not-found': ({ exchange }) => ['NOT_FOUND', `no ${exchangeNamed(exchange)}`],
  'queue-not-found': ({ queue }) => ['NOT_FOUND', `no ${queueNamed(queue)}`],
  'exchange-differs': (details) => ['PRECONDITION_FAILED', differs(details, exchangeNamed(details.exchange))],
  'queue-differs': (details) => ['PRECONDITION_FAILED', differs(details, queueNamed(details.queue))],
  'queue-locked': ({ queue }) => [
    'RESOURCE_LOCKED',
    `cannot obtain exclusive access to locked ${queueNamed(queue)}. It could be originally declared on another ` +
      'connection or the exclusive property value does not match that of the original declaration.',
  ],
  'queue-consumed': ({ queue }) => ['ACCESS_REFUSED', `${queueNamed(queue)} in exclusive use`],
  'queue-in-use': ({ queue }) => ['PRECONDITION_FAILED', `${queueNamed(queue)} in use`],
  'queue-not-empty': ({ queue }) => ['PRECONDITION_FAILED', `${queueNamed(queue)} not empty`],
  'exchange-in-use': ({ exchange }) => ['PRECONDITION_FAILED', `${exchangeNamed(exchange)} in use`],
  'exchange-internal': ({ exchange }) => ['ACCESS_REFUSED', `cannot publish to internal ${exchangeNamed(exchange)}`],
  'name-reserved': ({ kind, name }) => ['ACCESS_REFUSED', `${kind} name '${name}' contains reserved prefix 'amq.*'`],
  'system-exchange': ({ exchange }) => ['ACCESS_REFUSED', `deletion of system ${exchangeNamed(exchange)} not allowed`],
  'default-exchange': () => ['ACCESS_REFUSED', 'operation not permitted on the default exchange'],
  'unknown-exchange-kind': ({ kind }, profile) => [
    profile === '3.10' ? 'COMMAND_INVALID' : 'PRECONDITION_FAILED',
    `unknown exchange type '${kind}'`,
  ],
  'invalid-argument': ({ queue, argument, problem }) => [
    'PRECONDITION_FAILED',
    `invalid arg '${argument}' for ${queueNamed(queue)}: ${argumentProblem(argument, problem)}`,
  ],
  'invalid-argument-type': ({ kind, name, argument, value }) => [
    'PRECONDITION_FAILED',
    `invalid type '${typeName(value)}' for arg '${argument}' in ` +
      (kind === 'queue' ? queueNamed(name) : exchangeNamed(name)),
  ],
  'argument-unsupported': ({ queue, argument, queueType }) => [
    'PRECONDITION_FAILED',
    `invalid arg '${argument}' for ${queueNamed(queue)} of queue type rabbit_${queueType}_queue`,
  ],
  'property-unsupported': ({ queue, property }) => [
    'PRECONDITION_FAILED',
    `invalid property '${PROPERTY_WORDS[property]}' for ${queueNamed(queue)}`,
  ],
  'transient-refused': () => ['INTERNAL_ERROR', deprecated('transient_nonexcl_queues')],
  'shared-credit-unsupported': ({ queue }) => ['NOT_IMPLEMENTED', `${queueNamed(queue)} does not support global qos`],
  'invalid-match': ({ value }) => ['PRECONDITION_FAILED', matchProblem(value)],
  'invalid-expiration': ({ expiration, problem }) => [
    'PRECONDITION_FAILED',
    `invalid expiration '${expiration}': ${problemTerm(problem)}`,
  ],
  'limit-reached': ({ limit, maximum }) => ['RESOURCE_ERROR', `the limit of ${maximum} ${limit} is reached`],
};

/** What RabbitMQ 4.x says of a feature that it denies (rabbit_deprecated_features); the reply text is cut before its end. */
function deprecated(feature: string): string {
  return [
    `Feature \`${feature}\` is deprecated.`,
    'By default, this feature is not permitted anymore.',
    'The feature will be removed from a future major RabbitMQ version, regardless of the configuration; ' +
      'actual version to be determined.',
    'To continue using this feature when it is not permitted by default, set the following parameter in your ' +
      'configuration:',
    `    "deprecated_features.permit.${feature} = true"`,
  ].join('\n');
}

const PROPERTY_WORDS = {
  exclusive: 'exclusive-owner',
  transient: 'non-durable',
  'auto-delete': 'auto-delete',
} as const;

/** A `BrokerError` in AMQP's words. */
export function answer<C extends BrokerErrorCode>(error: BrokerError<C>, profile: Profile): AmqpError {
  const [name, text] = ANSWERS[error.code](error.details, profile);
  return new AmqpError(name, text);
}

function differs({ property, received, current, isArgument }: Difference, what: string): string {
  const start = `inequivalent arg '${property}' for ${what}: received `;
  const bothGiven = received !== undefined && current !== undefined;
  if (!isArgument || bothGiven) return `${start}'${plain(received)}' but current is '${plain(current)}'`;
  return `${start}${typed(received)} but current is ${typed(current)}`;
}

function typed(value: Value | undefined): string {
  return value === undefined ? 'none' : `the value '${plain(value)}' of type '${typeName(value)}'`;
}

function plain(value: Value | undefined): string {
  if (typeof value === 'object' && value !== null && 'type' in value) return String(value.value);
  return String(value);
}

function argumentProblem(argument: string, problem: Problem): string {
  if (problem.kind !== 'unknown-word') return problemTerm(problem);
  if (argument === 'x-overflow') return 'invalid_overflow';
  if (argument === 'x-dead-letter-strategy') return 'invalid_dlx_strategy';
  return `"unsupported queue ${argument === 'x-queue-type' ? 'type' : 'mode'} '${problem.word}'"`;
}

/** As the Erlang term that RabbitMQ prints. */
function problemTerm(problem: Problem): string {
  switch (problem.kind) {
    case 'negative':
      return `{value_negative,${problem.value}}`;
    case 'too-large':
      return `{value_too_big,${problem.value}}`;
    case 'zero':
      return '{value_zero,0}';
    case 'above-maximum':
      return `{max_value_exceeded,${problem.value}}`;
    case 'not-an-integer':
      return `"expected integer, got ${typeName(problem.value)}"`;
    case 'wrong-type':
      return `{unacceptable_type,${typeName(problem.value)}}`;
    case 'needs-dead-letter-exchange':
      return 'routing_key_but_no_dlx_defined';
    case 'not-a-number':
      return 'no_integer';
    case 'leftover':
      return `{leftover_string,${JSON.stringify(problem.rest)}}`;
    case 'unknown-word':
      return problem.word;
  }
}

function matchProblem(value: Value): string {
  const expected = 'expected all, any, all-with-x, or any-with-x';
  if (typeof value === 'string') return `Invalid x-match field value <<${JSON.stringify(value)}>>; ${expected}`;
  return `Invalid x-match field type ${typeName(value)} (value ${plain(value)}); expected longstr`;
}

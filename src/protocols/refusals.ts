/**
 * RabbitMQ's words for what the core refuses, recorded from 3.10.8. They are AMQP's reply texts, and its STOMP plugin
 * passes the same ones on; a protocol adds how it says them.
 */
import {
  type BrokerError,
  type BrokerErrorCode,
  type BrokerErrorDetails,
  type Difference,
  isNumber,
  isTable,
  type NumberType,
  type Problem,
  type Profile,
  type Value,
} from '../broker/index.ts';

/** AMQP's names of reply codes, as far as the core gives reason for them. */
export type RefusalName =
  | 'ACCESS_REFUSED'
  | 'NOT_FOUND'
  | 'RESOURCE_LOCKED'
  | 'PRECONDITION_FAILED'
  | 'COMMAND_INVALID'
  | 'RESOURCE_ERROR'
  | 'NOT_IMPLEMENTED'
  | 'INTERNAL_ERROR';

/** What an AMQP short string holds. */
const REPLY_TEXT_BYTES_MAX = 255;

/** Name and explanation as RabbitMQ puts them together, cut to what a reply text may be. */
export function replyText(name: string, explanation: string): string {
  return fit(`${name} - ${explanation}`);
}

/** The name and the explanation that RabbitMQ has for it. */
export function refusal<C extends BrokerErrorCode>(
  error: BrokerError<C>,
  profile: Profile,
): readonly [RefusalName, string] {
  return ANSWERS[error.code](error.details, profile);
}

/** What RabbitMQ calls the types in its error texts. */
const TYPE_NAMES: Readonly<Record<NumberType, string>> = {
  int8: 'byte',
  uint8: 'unsignedbyte',
  int16: 'short',
  uint16: 'unsignedshort',
  int32: 'signedint',
  uint32: 'unsignedint',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  time: 'timestamp',
  decimal: 'decimal',
};

/** Of any value; `longstr` for text. */
export function typeName(value: Value): string {
  if (value === null) return 'void';
  if (typeof value === 'string') return 'longstr';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Uint8Array) return 'binary';
  if (isNumber(value)) return TYPE_NAMES[value.type];
  return isTable(value) ? 'table' : 'array';
}

function fit(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= REPLY_TEXT_BYTES_MAX) return text;
  return `${new TextDecoder().decode(bytes.subarray(0, REPLY_TEXT_BYTES_MAX - 3)).replace(/\uFFFD$/, '')}...`;
}

const inVhost = "in vhost '/'";
const queueNamed = (name: string): string => `queue '${name}' ${inVhost}`;
const exchangeNamed = (name: string): string => `exchange '${name}' ${inVhost}`;

type Answer = readonly [RefusalName, string];
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

/** A message's properties from the headers of SEND, and the headers of MESSAGE from properties, as RabbitMQ's plugin does. */
import { isNumber, type Properties, type Table, type Value } from '../../broker/index.ts';
import { formatReplyTo } from './destinations.ts';
import { processingError } from './errors.ts';
import { type Header, header, type StompCommand } from './frames.ts';
import { readInteger } from './head.ts';

type TextProperty =
  | 'contentType'
  | 'contentEncoding'
  | 'correlationId'
  | 'replyTo'
  | 'expiration'
  | 'messageId'
  | 'type'
  | 'userId'
  | 'appId';

const TEXT_HEADERS: readonly (readonly [header: string, property: TextProperty])[] = [
  ['content-type', 'contentType'],
  ['content-encoding', 'contentEncoding'],
  ['correlation-id', 'correlationId'],
  ['reply-to', 'replyTo'],
  ['expiration', 'expiration'],
  ['amqp-message-id', 'messageId'],
  ['type', 'type'],
  ['user-id', 'userId'],
  ['app-id', 'appId'],
];

/** Not passed on as headers of the sender's own. */
const TAKEN: ReadonlySet<string> = new Set([
  ...TEXT_HEADERS.map(([name]) => name),
  'persistent',
  'priority',
  'timestamp',
  'destination',
]);

/** Everything that has no meaning of its own travels as a text header, `receipt` and `content-length` included. */
export function readProperties(frame: StompCommand): Properties {
  const properties: { -readonly [Name in keyof Properties]: Properties[Name] } = { headers: ownHeaders(frame) };
  for (const [name, property] of TEXT_HEADERS) {
    const value = header(frame, name);
    if (value !== undefined) properties[property] = value;
  }
  if (booleanHeader(frame, 'persistent') === true) properties.deliveryMode = 2;
  const priority = integerHeader(frame, 'priority');
  if (priority !== undefined) properties.priority = priority;
  const timestamp = integerHeader(frame, 'timestamp');
  if (timestamp !== undefined) properties.timestamp = timestamp;
  return properties;
}

/** The last one first, as RabbitMQ's parser leaves them. */
function ownHeaders({ headers }: StompCommand): Table {
  const own = new Map<string, Value>();
  for (const [name, value] of headers) if (!TAKEN.has(name) && !own.has(name)) own.set(name, value);
  return new Map([...own].reverse());
}

/** In RabbitMQ's order: the sender's own headers, then what is left of the properties from the last to the first. */
export function writeHeaders(properties: Properties): Header[] {
  const headers: Header[] = [];
  for (const [name, value] of properties.headers ?? []) {
    const text = headerText(value);
    if (text !== undefined) headers.push([name, name === 'reply-to' ? formatReplyTo(text) : text]);
  }
  const add = (name: string, value: string | number | bigint | undefined): void => {
    if (value !== undefined) headers.push([name, String(value)]);
  };
  const { replyTo, deliveryMode } = properties;
  add('app-id', properties.appId);
  add('user-id', properties.userId);
  add('type', properties.type);
  add('timestamp', properties.timestamp);
  add('amqp-message-id', properties.messageId);
  add('expiration', properties.expiration);
  add('reply-to', replyTo === undefined ? undefined : formatReplyTo(replyTo));
  add('correlation-id', properties.correlationId);
  add('priority', properties.priority);
  add('persistent', deliveryMode === 2 ? 'true' : deliveryMode);
  add('content-encoding', properties.contentEncoding);
  add('content-type', properties.contentType);
  return headers;
}

/** Of the types that a table may hold RabbitMQ passes on three: text, and integers of four and of eight bytes. */
function headerText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (isNumber(value) && (value.type === 'int32' || value.type === 'int64')) return String(value.value);
  return undefined;
}

/** Throws `Processing error` where it is there and no integer. */
export function integerHeader(frame: StompCommand, name: string): number | undefined {
  const text = header(frame, name);
  if (text === undefined) return undefined;
  const value = readInteger(text);
  if (value === undefined) throw processingError();
  return value;
}

/** Anything but the two words counts as absent. */
export function booleanHeader(frame: StompCommand, name: string): boolean | undefined {
  return readBoolean(header(frame, name));
}

export function readBoolean(text: string | undefined): boolean | undefined {
  if (text === 'true' || text === 'True') return true;
  return text === 'false' || text === 'False' ? false : undefined;
}

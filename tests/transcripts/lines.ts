/**
 * A frame as one line of a transcript, in the form in which the recordings are: name, then the fields that are neither
 * false nor empty. Decoded by amqplib's tables, which know nothing of our codec; `ours` decodes the same by our codec.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isList, isNumber, isTable, PROPERTY_NAMES, type Value } from '../../src/broker/index.ts';
import { AmqpCodec, type AmqpFrame } from '../../src/protocols/amqp/index.ts';

interface Definitions {
  info(id: number): { readonly name: string };
  decode(id: number, payload: Buffer): Readonly<Record<string, unknown>>;
  readonly TxSelect: number;
  readonly TxSelectOk: number;
  readonly TxCommit: number;
  readonly TxCommitOk: number;
  readonly TxRollback: number;
  readonly TxRollbackOk: number;
  readonly BasicRecover: number;
  readonly BasicRecoverOk: number;
}

const ROOT = join(import.meta.dirname, '../..');
/** amqplib 2 exports none of its inside: the file is taken by its path. */
export const definitions = createRequire(import.meta.url)(
  join(ROOT, 'node_modules/amqplib/lib/defs.js'),
) as Definitions;

const FRAME_HEAD_BYTES = 7;
const SHOWN_BYTES_MAX = 60;
/** Fields that say nothing, by amqplib's names and by ours. */
const HIDDEN = new Set(['ticket', 'nowait', 'noWait', 'internal', 'reserved1', 'reserved2', 'outOfBand']);
const BASIC_CLASS = 60;

export function describeFrame(frame: Buffer): string {
  const channel = frame.readUInt16BE(1);
  const payload = frame.subarray(FRAME_HEAD_BYTES, -1);
  return `ch${channel} ${describePayload(frame[0] ?? 0, payload)}`.trimEnd();
}

function describePayload(type: number, payload: Buffer): string {
  try {
    if (type === 1) {
      const id = payload.readUInt32BE(0);
      return `${definitions.info(id).name} ${fields(definitions.decode(id, payload.subarray(4)))}`;
    }
    if (type === 2) {
      const properties = definitions.decode(BASIC_CLASS, payload.subarray(12));
      return `  content-header size=${payload.readBigUInt64BE(4)} ${fields(properties)}`;
    }
  } catch (error) {
    return `type ${type} undecoded ${(error as Error).message}`;
  }
  if (type === 3) return `  body[${payload.length}] ${show(payload)}`;
  return type === 8 ? 'heartbeat' : `type ${type}`;
}

/** The same line by our own codec. */
export function describeByOurs(bytes: Buffer): string {
  const codec = new AmqpCodec();
  const frames = [...codec.decode(new Uint8Array(bytes))];
  const [frame] = frames;
  if (frame === undefined || frames.length > 1) return `${frames.length} frames`;
  return `ch${frame.channel} ${describeOwn(frame)}`.trimEnd();
}

function describeOwn(frame: AmqpFrame): string {
  if (frame.kind === 'method') {
    const name = frame.method.replace(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());
    const named = Object.entries(frame.fields).map(([field, value]) => [field, plain(value as Value)] as const);
    // amqplib calls this field by a name of its own, and it is never false
    if (frame.method === 'channel.open-ok') return `${name} channelId=""`;
    return `${name} ${fields(Object.fromEntries(named))}`;
  }
  if (frame.kind === 'header') {
    const given = PROPERTY_NAMES.map((name) => [name, plain(frame.properties[name] as Value | undefined)] as const);
    return `  content-header size=${frame.bodyBytes} ${fields(Object.fromEntries(given))}`;
  }
  if (frame.kind === 'body') return `  body[${frame.payload.length}] ${show(Buffer.from(frame.payload))}`;
  return 'heartbeat';
}

/** As amqplib gives it: numbers without their type, times as a table. */
function plain(value: Value | undefined): unknown {
  if (isTable(value)) return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  if (isList(value)) return value.map(plain);
  if (isNumber(value)) return value.type === 'time' ? { '!': 'timestamp', value: value.value } : value.value;
  return value;
}

export function show(value: unknown): string {
  if (value === undefined) return '';
  if (Buffer.isBuffer(value)) {
    return value.length > SHOWN_BYTES_MAX ? `<${value.length}B>` : JSON.stringify(value.toString('latin1'));
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${inner.map(([key, item]) => `${key}:${show(item)}`).join(' ')}}`;
}

function fields(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== undefined && value !== false && value !== '')
    .map(([name, value]) => `${name}=${show(value)}`)
    .join(' ');
}

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/amq\.(gen|ctag)-[\w-]{22}/g, 'amq.$1-*'],
  [/"?(timestamp|time)"?[:=]\{[^}]*\}/g, '$1=*'],
  [/"value":\d{10,}/g, '"value":*'],
  [/value:\d{9,}/g, 'value:*'],
  [/(amq\.rabbitmq\.reply-to)\.[^"\s]+/g, '$1.<token>'],
];

/** What differs from run to run: names made by the server, and times. */
export function masked(line: string): string {
  return MASKS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

/** A message and what travels with it. Bytes and properties are never changed in place: a changed copy is a new one. */
import { BrokerError } from './errors.ts';
import type { Table } from './values.ts';

/** What a sender may say about a message. A protocol may hand in an object that reads its own bytes only when asked. */
export interface Properties {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly headers?: Table | undefined;
  /** 2 is persistent; anything else is not. */
  readonly deliveryMode?: number | undefined;
  readonly priority?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly replyTo?: string | undefined;
  /** Milliseconds to live, in decimal digits. */
  readonly expiration?: string | undefined;
  readonly messageId?: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly timestamp?: number | bigint | undefined;
  readonly type?: string | undefined;
  readonly userId?: string | undefined;
  readonly appId?: string | undefined;
  readonly clusterId?: string | undefined;
}

export const PROPERTY_NAMES = [
  'contentType',
  'contentEncoding',
  'headers',
  'deliveryMode',
  'priority',
  'correlationId',
  'replyTo',
  'expiration',
  'messageId',
  'timestamp',
  'type',
  'userId',
  'appId',
  'clusterId',
] as const satisfies readonly (keyof Properties)[];

export interface Message {
  /** Names the message in the trace; a dead-lettered copy keeps it. */
  readonly id: number;
  readonly exchange: string;
  readonly key: string;
  /** Further keys by which the sender had the same message routed. */
  readonly extraKeys: readonly string[];
  readonly properties: Properties;
  /** May be a view of something larger, until the message has to wait. */
  readonly body: Uint8Array;
  readonly persistent: boolean;
  /** From `properties.expiration`. */
  readonly ttlMs: number | undefined;
  /** Who sent it. */
  readonly connection?: string | undefined;
}

export const NO_KEYS: readonly string[] = [];

/**
 * A message that waits keeps no more memory than its own: a body that is a small part of what came over a wire is
 * copied out of it. One that is passed on at once need not be.
 */
export function detach(message: Message): void {
  const { body } = message;
  if (body.byteLength * 2 >= body.buffer.byteLength) return;
  // A Buffer's own `slice` would be a view again.
  (message as { body: Uint8Array }).body = Uint8Array.prototype.slice.call(body);
}

/** A plain copy with `changes` made; a change to `undefined` takes the property away. */
export function withProperties(properties: Properties, changes: Properties): Properties {
  const copy: Record<string, unknown> = {};
  for (const name of PROPERTY_NAMES) {
    const value = name in changes ? changes[name] : properties[name];
    if (value !== undefined) copy[name] = value;
  }
  return copy;
}

const EXPIRATION_MAX_MS = 315_360_000_000;

/** Throws `invalid-expiration` as RabbitMQ's channel does: whole, not negative, at most ten years. */
export function parseExpiration(expiration: string | undefined): number | undefined {
  if (expiration === undefined) return undefined;
  const digits = /^[+-]?\d+/.exec(expiration)?.[0];
  if (digits === undefined)
    throw new BrokerError('invalid-expiration', { expiration, problem: { kind: 'not-a-number' } });
  if (digits.length < expiration.length) {
    const rest = expiration.slice(digits.length);
    throw new BrokerError('invalid-expiration', { expiration, problem: { kind: 'leftover', rest } });
  }
  const value = Number(digits);
  if (value < 0) throw new BrokerError('invalid-expiration', { expiration, problem: { kind: 'negative', value } });
  if (value > EXPIRATION_MAX_MS) {
    throw new BrokerError('invalid-expiration', { expiration, problem: { kind: 'too-large', value } });
  }
  return value;
}

/**
 * What the core refuses, as a closed list. Each protocol has one table from these codes to its own codes and texts,
 * so a code added here does not compile until every protocol answers it.
 */
import type { Value } from './values.ts';

/** What is wrong with a number, a word or a kind; the words for it belong to the protocols. */
export type Problem =
  | { readonly kind: 'negative' | 'too-large'; readonly value: number | bigint }
  | { readonly kind: 'zero' }
  | { readonly kind: 'above-maximum'; readonly value: number | bigint }
  | { readonly kind: 'not-an-integer' | 'wrong-type'; readonly value: Value }
  | { readonly kind: 'unknown-word'; readonly word: string }
  | { readonly kind: 'needs-dead-letter-exchange' }
  | { readonly kind: 'not-a-number' }
  | { readonly kind: 'leftover'; readonly rest: string };

/** A second declaration differs from the first: a property of the thing itself, or one of its arguments. */
export interface Difference {
  readonly property: string;
  /** Of a property a word; of an argument its value, `undefined` where it was not given. */
  readonly received: Value | undefined;
  readonly current: Value | undefined;
  readonly isArgument: boolean;
}

interface Details {
  'exchange-not-found': { exchange: string };
  'queue-not-found': { queue: string };
  'exchange-differs': { exchange: string } & Difference;
  'queue-differs': { queue: string } & Difference;
  /** The queue belongs to another connection, or exclusiveness itself differs. */
  'queue-locked': { queue: string };
  /** An exclusive consumer has it, or one was wanted where others are. */
  'queue-consumed': { queue: string };
  'queue-in-use': { queue: string };
  'queue-not-empty': { queue: string };
  'exchange-in-use': { exchange: string };
  'exchange-internal': { exchange: string };
  'name-reserved': { kind: 'queue' | 'exchange'; name: string };
  'system-exchange': { exchange: string };
  'default-exchange': Record<never, never>;
  'unknown-exchange-kind': { kind: string };
  'invalid-argument': { queue: string; argument: string; problem: Problem };
  'invalid-argument-type': { kind: 'queue' | 'exchange'; name: string; argument: string; value: Value };
  'argument-unsupported': { queue: string; argument: string; queueType: QueueType };
  'property-unsupported': { queue: string; property: 'exclusive' | 'transient' | 'auto-delete' };
  /** Neither durable nor exclusive, where that is not allowed. */
  'transient-refused': { queue: string };
  'shared-credit-unsupported': { queue: string };
  'invalid-match': { value: Value };
  'invalid-expiration': { expiration: string; problem: Problem };
  /** One of the core's own limits (`limits.ts`), named. */
  'limit-reached': { limit: string; maximum: number };
}

export type QueueType = 'classic' | 'quorum';
export type BrokerErrorCode = keyof Details;
export type BrokerErrorDetails<C extends BrokerErrorCode> = Readonly<Details[C]>;

export class BrokerError<C extends BrokerErrorCode = BrokerErrorCode> extends Error {
  readonly code: C;
  readonly details: BrokerErrorDetails<C>;

  constructor(code: C, details: BrokerErrorDetails<C>) {
    super(`${code} ${JSON.stringify(details, (_key, value) => (typeof value === 'bigint' ? String(value) : value))}`);
    this.name = 'BrokerError';
    this.code = code;
    this.details = details;
  }
}

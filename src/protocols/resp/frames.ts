/**
 * What stands on the wire as values: requests, which a client sends, and replies, of which those from `map` on are
 * RESP3's. A reply is written as it is; which version a client understands is judged before (`versions.ts`).
 */
import { encodeText } from '../bytes.ts';

/** Either form names the command first. Without arguments it asks for nothing and is answered by nothing. */
export type Request =
  | { readonly kind: 'request'; readonly args: readonly Uint8Array[] }
  /** One line of words, as typed into a terminal. */
  | { readonly kind: 'inline'; readonly args: readonly Uint8Array[] };

export type Reply =
  | { readonly kind: 'simple'; readonly text: string }
  /** The first word of the text is its code. */
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number | bigint }
  | { readonly kind: 'bulk'; readonly bytes: Uint8Array }
  /** No bulk string in RESP2: `$-1`. */
  | { readonly kind: 'null-bulk' }
  /** No array in RESP2: `*-1`. */
  | { readonly kind: 'null-array' }
  | { readonly kind: 'array' | 'set'; readonly items: readonly Reply[] }
  /** Not an answer: it may come at any time between two answers. */
  | { readonly kind: 'push'; readonly items: readonly Reply[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Reply, Reply])[] }
  /** Said about the reply that follows it. */
  | { readonly kind: 'attribute'; readonly entries: readonly (readonly [Reply, Reply])[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'big-number'; readonly value: bigint }
  | { readonly kind: 'blob-error'; readonly text: string }
  /** `format` is three letters: `txt` or `mkd`. */
  | { readonly kind: 'verbatim'; readonly format: string; readonly bytes: Uint8Array };

/** A reply that goes to many, encoded once. */
export interface Prepared {
  readonly kind: 'prepared';
  readonly bytes: Uint8Array;
}

export type RespFrame = Request | Reply | Prepared;

/** The first byte of each kind of reply. */
export const MARKS = {
  simple: '+',
  error: '-',
  integer: ':',
  bulk: '$',
  array: '*',
  null: '_',
  boolean: '#',
  double: ',',
  'big-number': '(',
  'blob-error': '!',
  verbatim: '=',
  map: '%',
  set: '~',
  attribute: '|',
  push: '>',
} as const;
export type MarkedKind = keyof typeof MARKS;

export const OK: Reply = { kind: 'simple', text: 'OK' };
export const QUEUED: Reply = { kind: 'simple', text: 'QUEUED' };
/** Which of the two null replies of RESP2 it is, is told by the command; in RESP3 they are one. */
export const NULL: Reply = { kind: 'null-bulk' };
export const NULL_ARRAY: Reply = { kind: 'null-array' };
export const EMPTY: Reply = { kind: 'array', items: [] };

export function simple(text: string): Reply {
  return { kind: 'simple', text };
}

export function integer(value: number | bigint | boolean): Reply {
  return { kind: 'integer', value: typeof value === 'boolean' ? Number(value) : value };
}

export function bulk(value: Uint8Array | string): Reply {
  return { kind: 'bulk', bytes: typeof value === 'string' ? encodeText(value) : value };
}

/** A bulk string, or none. */
export function bulkOrNull(value: Uint8Array | string | undefined): Reply {
  return value === undefined ? NULL : bulk(value);
}

export function array(items: readonly Reply[]): Reply {
  return { kind: 'array', items };
}

/** Keys are names; their order stays. */
export function map(entries: Readonly<Record<string, Reply>>): Reply {
  return { kind: 'map', entries: Object.entries(entries).map(([key, value]) => [bulk(key), value] as const) };
}

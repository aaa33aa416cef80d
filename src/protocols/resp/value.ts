/** What a key may hold. */
import type { ListValue } from './list-value.ts';
import type { StreamValue } from './stream/stream-value.ts';
import { own } from './words.ts';

export interface StringValue {
  readonly type: 'string';
  /** Never changed in place. */
  readonly content: Uint8Array;
  readonly bytes: number;
}

export type Value = StringValue | ListValue | StreamValue;
export type ValueType = Value['type'];

/** The content is copied: what comes off the wire is a view into a larger chunk. */
export function stringValue(content: Uint8Array): StringValue {
  return { type: 'string', content: own(content), bytes: content.length };
}

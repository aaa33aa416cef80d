/**
 * The values that headers and arguments hold. Numbers keep the type their sender gave them: routing by headers and
 * the check of a second declaration are strict about it, and what came in goes out again as it was.
 */
import type { JsonTable, JsonValue } from '../trace/events.ts';

export type NumberType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float32'
  | 'float64'
  /** Seconds since the Unix epoch. */
  | 'time'
  /** `value` × 10^-`scale`. */
  | 'decimal';

/** `value` is a bigint only where a number would lose digits. */
export interface TypedNumber {
  readonly type: NumberType;
  readonly value: number | bigint;
  readonly scale?: number;
}

export type Value = string | boolean | null | Uint8Array | TypedNumber | readonly Value[] | Table;
/** Keeps the order in which the sender wrote. */
export type Table = ReadonlyMap<string, Value>;

export const EMPTY_TABLE: Table = new Map();

export function int64(value: number): TypedNumber {
  return { type: 'int64', value };
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isTable(value: Value | undefined): value is Table {
  return value instanceof Map;
}

export function isNumber(value: Value | undefined): value is TypedNumber {
  return typeof value === 'object' && value !== null && 'type' in value;
}

export function isInteger(value: Value | undefined): value is TypedNumber {
  return isNumber(value) && !['float32', 'float64', 'time', 'decimal'].includes(value.type);
}

/** Same type and same content; 1 as a byte and 1 as a long differ. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return a.type === b.type && a.value === b.value && a.scale === b.scale;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isTable(a) && isTable(b)) {
    return a.size === b.size && [...a].every(([key, value]) => sameValue(value, b.get(key)));
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  }
  return false;
}

/** For the trace: types are dropped, bytes become hexadecimal text. */
export function toJson(value: Value): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (isList(value)) return value.map(toJson);
  if (isTable(value)) return tableToJson(value);
  if (value.type === 'decimal') return Number(value.value) / 10 ** (value.scale ?? 0);
  return typeof value.value === 'bigint' ? value.value.toString() : value.value;
}

export function tableToJson(table: Table): JsonTable {
  return Object.fromEntries([...table].map(([key, value]) => [key, toJson(value)]));
}

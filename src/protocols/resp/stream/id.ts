/**
 * What entries of a stream are called: milliseconds and a number within them, `1700000000000-0`. Both have 64 bits; here
 * they are one number of 128, so that they compare and count as what they are.
 */
import { ReplyError } from '../errors.ts';
import { UINT64_MAX } from '../numbers.ts';
import { text } from '../words.ts';

export type StreamId = bigint;

const HALF_BITS = 64n;
const TEXT_CHARS_MAX = 127;
export const ID_MIN: StreamId = 0n;
export const ID_MAX: StreamId = (UINT64_MAX << HALF_BITS) | UINT64_MAX;

export function makeId(ms: bigint, sequence: bigint): StreamId {
  return (ms << HALF_BITS) | sequence;
}

export function msOf(id: StreamId): bigint {
  return id >> HALF_BITS;
}

export function sequenceOf(id: StreamId): bigint {
  return id & UINT64_MAX;
}

export function idText(id: StreamId): string {
  return `${msOf(id)}-${sequenceOf(id)}`;
}

const invalid = (): ReplyError => new ReplyError('ERR Invalid stream ID specified as stream command argument');

/** @param missing what stands for a sequence that is not there */
export function parseId(word: Uint8Array | undefined, missing = 0n): StreamId {
  const id = tryParseId(word, missing);
  if (id === undefined) throw invalid();
  return id;
}

/** `-` and `+` are ids too: the least and the greatest. */
export function parseAnyId(word: Uint8Array | undefined): StreamId {
  const said = text(word);
  return said === '-' ? ID_MIN : said === '+' ? ID_MAX : parseId(word);
}

/** Undefined where it is no id. */
export function tryParseId(word: Uint8Array | undefined, missing = 0n): StreamId | undefined {
  const said = text(word);
  if (said.length > TEXT_CHARS_MAX) return undefined;
  const dash = said.indexOf('-');
  const ms = parseHalf(dash < 0 ? said : said.slice(0, dash));
  const sequence = dash < 0 ? missing : parseHalf(said.slice(dash + 1));
  return ms === undefined || sequence === undefined ? undefined : makeId(ms, sequence);
}

/** `5-*`: the milliseconds alone, the sequence being the server's to choose. */
export function parseOpenId(word: Uint8Array): bigint | undefined {
  const [, digits] = /^(.*)-\*$/s.exec(text(word)) ?? [];
  if (digits === undefined || digits.includes('-')) return undefined;
  const ms = parseHalf(digits);
  if (ms === undefined) throw invalid();
  return ms;
}

/** As C's `strtoull` reads it where it is no plain number: blanks, a plus and leading zeros do no harm. */
function parseHalf(said: string): bigint | undefined {
  const [, sign, digits] = /^[ \t-\r]*([+-]?)(\d+)$/.exec(said) ?? [];
  if (digits === undefined) return undefined;
  const value = BigInt(digits);
  if (value > UINT64_MAX) return undefined;
  if (sign !== '-') return value;
  return /^-[1-9]/.test(said) ? undefined : BigInt.asUintN(64, -value);
}

/** `-`, `+`, an id, or an id that is itself left out, as `(5-1`. */
export function parseStart(word: Uint8Array | undefined): StreamId {
  return parseEnd(word, { missing: 0n, step: 1n, limit: ID_MAX, which: 'start' });
}

export function parseStop(word: Uint8Array | undefined): StreamId {
  return parseEnd(word, { missing: UINT64_MAX, step: -1n, limit: ID_MIN, which: 'end' });
}

function parseEnd(
  word: Uint8Array | undefined,
  {
    missing,
    step,
    limit,
    which,
  }: { readonly missing: bigint; readonly step: bigint; readonly limit: StreamId; readonly which: string },
): StreamId {
  const said = text(word);
  if (said === '-') return ID_MIN;
  if (said === '+') return ID_MAX;
  if (!said.startsWith('(') || said.length === 1) return parseId(word, missing);
  const id = parseId(word?.subarray(1), missing);
  if (id === limit) throw new ReplyError(`ERR invalid ${which} ID for the interval`);
  return id + step;
}

/** A client's words: read as names, as texts and as numbers, and refused in Redis' words. */
import { decodeText } from '../bytes.ts';
import { notAnInteger, type ReplyError } from './errors.ts';
import { parseInteger } from './numbers.ts';

/** What bytes that are not UTF-8 are too: the text goes out again as it came in. */
export function text(word: Uint8Array | undefined): string {
  return word === undefined ? '' : decodeText(word, 0, word.length);
}

const ASCII = /^[\0-\x7f]*$/;

/** For commands and options, whose case does not matter. */
export function lower(word: Uint8Array | undefined): string {
  const name = text(word);
  return ASCII.test(name) ? name.toLowerCase() : name;
}

/** As an error shows it: up to a NUL, which ends a text in C, and to `most` bytes. */
export function quotable(word: Uint8Array, most: number): string {
  const end = word.indexOf(0);
  return decodeText(word, 0, Math.min(end < 0 ? word.length : end, most));
}

/** 64 bits; a bigint where a number would lose digits. Throws `refusal`. */
export function whole(word: Uint8Array | undefined, refusal: () => ReplyError = notAnInteger): number | bigint {
  const value = word === undefined ? undefined : parseInteger(word);
  if (value === undefined) throw refusal();
  return value;
}

/** The same as a number: of the largest the last digits are lost, which no count or index needs. */
export function count(word: Uint8Array | undefined, refusal: () => ReplyError = notAnInteger): number {
  return Number(whole(word, refusal));
}

/** A copy to be kept: what comes off the wire is a view into a larger chunk. */
export function own(word: Uint8Array): Uint8Array {
  return new Uint8Array(word);
}

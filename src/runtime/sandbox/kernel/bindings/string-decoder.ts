/** `internalBinding('string_decoder')`: text from bytes that are cut anywhere; what is not whole waits in the state. */
import { provideBinding } from '../context.ts';
import { viewOf } from './buffer.ts';
import { encodingNames, encodingOf } from './encodings.ts';

/** Up to four waiting bytes, how many are missing, how many wait, the encoding. */
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const SIZE = 7;

type State = Uint8Array;

interface Tail {
  /** Bytes at the end that are not a whole character. */
  readonly length: number;
  readonly missing: number;
}
const WHOLE: Tail = { length: 0, missing: 0 };

/** Bytes that a UTF-8 sequence has, by its first. */
const sequenceLength = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1);

/** Narrower than 0x80–0xbf after some leads: overlong forms, surrogates, beyond U+10FFFF. */
function isSecond(lead: number, byte: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= low && byte <= high;
}

function utf8Tail(bytes: Uint8Array): Tail {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const lead = bytes[bytes.length - length] as number;
    if (lead >= 0x80 && lead < 0xc0) continue;
    const missing = sequenceLength(lead) - length;
    const valid = lead <= 0xf4 && (length === 1 || isSecond(lead, bytes[bytes.length - length + 1] as number));
    return missing > 0 && valid ? { length, missing } : WHOLE;
  }
  return WHOLE;
}

function utf16Tail(bytes: Uint8Array): Tail {
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - odd - 1];
  const cutPair = high !== undefined && bytes.length - odd >= 2 && high >= 0xd8 && high <= 0xdb;
  if (cutPair) return { length: 2 + odd, missing: 2 - odd };
  return odd === 1 ? { length: 1, missing: 1 } : WHOLE;
}

function base64Tail(bytes: Uint8Array): Tail {
  const length = bytes.length % 3;
  return length === 0 ? WHOLE : { length, missing: 3 - length };
}

const TAILS: Readonly<Record<string, (bytes: Uint8Array) => Tail>> = {
  utf8: utf8Tail,
  utf16le: utf16Tail,
  base64: base64Tail,
  base64url: base64Tail,
};

function decode(state: State, chunk: ArrayBufferView): string {
  const arrived = viewOf(chunk);
  const waiting = state[BUFFERED] ?? 0;
  const bytes = new Uint8Array(waiting + arrived.length);
  bytes.set(state.subarray(0, waiting));
  bytes.set(arrived, waiting);
  const encoding = encodingNames[state[ENCODING] ?? 1] as string;
  const tail = TAILS[encoding]?.(bytes) ?? WHOLE;
  const whole = bytes.length - tail.length;
  state.set(bytes.subarray(whole));
  state[BUFFERED] = tail.length;
  state[MISSING] = tail.missing;
  return encodingOf(encoding).decode(bytes.subarray(0, whole));
}

/** What waits is all there will be; half a UTF-16 unit is dropped. */
function flush(state: State): string {
  const rest = state.slice(0, state[BUFFERED] ?? 0);
  state[BUFFERED] = 0;
  state[MISSING] = 0;
  return encodingOf(state[ENCODING]).decode(rest);
}

provideBinding('string_decoder', {
  encodings: encodingNames,
  kIncompleteCharactersStart: 0,
  kIncompleteCharactersEnd: 4,
  kMissingBytes: MISSING,
  kBufferedBytes: BUFFERED,
  kEncodingField: ENCODING,
  kNumFields: SIZE,
  kSize: SIZE,
  decode,
  flush,
});

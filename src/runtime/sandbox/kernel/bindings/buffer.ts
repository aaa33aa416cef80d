/** `internalBinding('buffer')`: bytes ↔ text in Node's encodings, comparing, searching, filling. */
import { natives } from '../natives.ts';
import { provideBinding } from '../context.ts';
import { bytesOf, encodings } from './encodings.ts';

type Bytes = ArrayBufferView | ArrayBufferLike;

export function viewOf(value: Bytes): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}

/** As C++ does: missing or wild bounds are clamped into the buffer. */
function range(bytes: Uint8Array, start: number | undefined, end: number | undefined): Uint8Array {
  const from = Math.min(Math.max(start ?? 0, 0), bytes.length);
  const to = Math.min(Math.max(end ?? bytes.length, from), bytes.length);
  return Uint8Array.prototype.subarray.call(bytes, from, to);
}

type Slice = (bytes: Uint8Array, start?: number, end?: number) => string;
const slice =
  (decode: (bytes: Uint8Array) => string): Slice =>
  (bytes, start, end) =>
    decode(range(viewOf(bytes), start, end));

type Write = (target: Uint8Array, text: string, offset?: number, length?: number) => number;
/** `unit`: no part of a character of that many bytes is written. */
const write =
  (encode: (text: string) => Uint8Array, unit = 1): Write =>
  (target, text, offset = 0, length = Infinity) => {
    const bytes = encode(text);
    const room = Math.max(0, Math.min(target.length - offset, length, bytes.length));
    const count = room - (room % unit);
    Uint8Array.prototype.set.call(target, bytes.subarray(0, count), offset);
    return count;
  };

const encoder = new natives.TextEncoder();
const writeUtf8: Write = (target, text, offset = 0, length = Infinity) => {
  const room = Math.min(target.length - offset, length);
  if (room <= 0) return 0;
  return encoder.encodeInto(text, new Uint8Array(target.buffer, target.byteOffset + offset, room)).written;
};

export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      i += 1;
    } else bytes += 3;
  }
  return bytes;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

function matchesAt(hay: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i += 1) if (hay[at + i] !== needle[i]) return false;
  return true;
}

interface Search {
  readonly from: number;
  readonly forward: boolean;
  readonly end?: number | undefined;
  /** Step between places that may match: 2 for UTF-16 text. */
  readonly unit?: number;
}

function search(hay: Uint8Array, needle: Uint8Array, { from, forward, end, unit = 1 }: Search): number {
  const limit = Math.min(end ?? hay.length, hay.length);
  const last = limit - needle.length;
  let at = from < 0 ? from + hay.length : from;
  if (forward) {
    for (at = Math.max(at, 0); at <= last; at += unit) if (matchesAt(hay, needle, at)) return at;
    return needle.length === 0 ? Math.min(at, limit) : -1;
  }
  for (at = Math.min(at, last); at >= 0; at -= unit) if (matchesAt(hay, needle, at)) return at;
  return -1;
}

/** Answers −1 for an empty filling and −2 for bounds outside the buffer, as Node's library expects. */
function fill(target: Uint8Array, value: unknown, start: number, end: number, encoding?: string): number | undefined {
  if (start < 0 || end > target.length) return -2;
  if (start >= end) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') {
    Uint8Array.prototype.fill.call(target, Number(value) & 255, start, end);
    return undefined;
  }
  const filling = typeof value === 'string' ? bytesOf(value, encoding) : viewOf(value as Bytes);
  if (filling.length === 0) return -1;
  for (let i = start, j = 0; i < end; i += 1, j = (j + 1) % filling.length) target[i] = filling[j] as number;
  return undefined;
}

const swap = (unit: number) => (bytes: Uint8Array) => {
  for (let at = 0; at + unit <= bytes.length; at += unit) bytes.subarray(at, at + unit).reverse();
  return bytes;
};

/** −2: a character that base64 has not, or a length that no bytes have; Node throws its DOMException for it. */
function atob(text: string): string | number {
  try {
    return natives.atob(text);
  } catch {
    return -2;
  }
}

function isUtf8(value: Bytes): boolean {
  try {
    new natives.TextDecoder('utf-8', { fatal: true }).decode(viewOf(value));
    return true;
  } catch {
    return false;
  }
}

const { utf8, utf16le, latin1, ascii, base64, base64url, hex } = encodings;

provideBinding('buffer', {
  kMaxLength: Number.MAX_SAFE_INTEGER,
  kStringMaxLength: 2 ** 29 - 24,
  setBufferPrototype() {},
  setDetachKey() {},
  createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
  byteLengthUtf8: utf8Length,

  compare: (a: Bytes, b: Bytes) => compareBytes(viewOf(a), viewOf(b)),

  compareOffset: (a: Bytes, b: Bytes, bStart: number, aStart: number, bLength: number, aLength: number) =>
    compareBytes(viewOf(a).subarray(aStart, aStart + aLength), viewOf(b).subarray(bStart, bStart + bLength)),
  copy(source: Bytes, target: Bytes, targetStart: number, sourceStart: number, count: number) {
    viewOf(target).set(viewOf(source).subarray(sourceStart, sourceStart + count), targetStart);
    return count;
  },
  fill,
  indexOfBuffer: (hay: Uint8Array, needle: Bytes, from: number, _encoding: number, forward: boolean, end?: number) =>
    search(hay, viewOf(needle), { from, forward, end }),
  indexOfNumber: (hay: Uint8Array, byte: number, from: number, forward: boolean, end?: number) =>
    search(hay, Uint8Array.of(byte), { from, forward, end }),
  indexOfString(hay: Uint8Array, text: string, from: number, encoding: number, forward: boolean, end?: number) {
    return search(hay, bytesOf(text, encoding), { from, forward, end, unit: encoding === 3 ? 2 : 1 });
  },
  isAscii: (value: Bytes) => viewOf(value).every((byte) => byte < 128),
  isUtf8,
  swap16: swap(2),
  swap32: swap(4),
  swap64: swap(8),
  atob,
  btoa: (text: string) => {
    try {
      return natives.btoa(text);
    } catch {
      return -1;
    }
  },

  utf8Slice: slice(utf8.decode),
  ucs2Slice: slice(utf16le.decode),
  latin1Slice: slice(latin1.decode),
  asciiSlice: slice(ascii.decode),
  base64Slice: slice(base64.decode),
  base64urlSlice: slice(base64url.decode),
  hexSlice: slice(hex.decode),
  utf8WriteStatic: writeUtf8,
  latin1WriteStatic: write(latin1.encode),
  asciiWriteStatic: write(latin1.encode),
  ucs2Write: write(utf16le.encode, 2),
  base64Write: write(base64.encode),
  base64urlWrite: write(base64url.encode),
  hexWrite: write(hex.encode),
});

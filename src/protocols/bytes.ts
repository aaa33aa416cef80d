/** Reading and writing bytes in network order, for every binary protocol. Reading past the end is the peer's fault. */
import { WireError } from './protocol.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Names repeat: the same bytes give the same string again without making it anew. */
const CACHE_SLOTS = 2048;
const CACHED_LENGTH_MAX = 64;
interface CachedText {
  readonly bytes: Uint8Array;
  readonly text: string;
}
const cache = new Array<CachedText | undefined>(CACHE_SLOTS);

/** A byte that is not UTF-8 becomes a lone surrogate (U+DC80 for 0x80 …), and is written as that byte again. */
const ESCAPE = 0xdc00;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** UTF-8, kept so that what came in goes out again byte for byte even where it is not well-formed. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return '';
  if (length > CACHED_LENGTH_MAX) return decode(bytes.subarray(start, end));
  let hash = length;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  const slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1);
  const cached = cache[slot];
  if (cached !== undefined && cached.bytes.length === length && same(cached.bytes, bytes, start)) return cached.text;
  const own = new Uint8Array(length);
  own.set(bytes.subarray(start, end));
  const text = decode(own);
  cache[slot] = { bytes: own, text };
  return text;
}

/** The bytes that `decodeText` made the text of. */
export function encodeText(text: string): Uint8Array {
  return LONE_SURROGATE.test(text) ? encodeEscaped(text) : encoder.encode(text);
}

function decode(bytes: Uint8Array): string {
  return wellFormed(bytes) ?? escaped(bytes);
}

function wellFormed(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function escaped(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] as number;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const whole = at + length <= bytes.length ? wellFormed(bytes.subarray(at, at + length)) : undefined;
    text += whole ?? String.fromCharCode(ESCAPE + lead);
    at += whole === undefined ? 1 : length;
  }
  return text;
}

function encodeEscaped(text: string): Uint8Array {
  const pieces = Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    return character.length === 1 && code > ESCAPE && code <= ESCAPE + 0xff
      ? [code - ESCAPE]
      : [...encoder.encode(character)];
  });
  return Uint8Array.from(pieces.flat());
}

function same(cached: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < cached.length; index++) if (cached[index] !== bytes[start + index]) return false;
  return true;
}

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** The next byte to be read. */
  at: number;
  /** Where the readable part ends. */
  end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  i8(): number {
    return this.#view.getInt8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2));
  }

  i16(): number {
    return this.#view.getInt16(this.#step(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#step(4));
  }

  f32(): number {
    return this.#view.getFloat32(this.#step(4));
  }

  f64(): number {
    return this.#view.getFloat64(this.#step(8));
  }

  /** A bigint only where a number would lose digits. */
  u64(): number | bigint {
    const value = this.#view.getBigUint64(this.#step(8));
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  i64(): number | bigint {
    const value = this.#view.getBigInt64(this.#step(8));
    return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : value;
  }

  /** An unsigned count of 64 bits; beyond 2^53 its last digits are lost. */
  count64(): number {
    const at = this.#step(8);
    return this.#view.getUint32(at) * 0x1_0000_0000 + this.#view.getUint32(at + 4);
  }

  text(length: number): string {
    const start = this.#step(length);
    return decodeText(this.bytes, start, start + length);
  }

  /** A copy. */
  take(length: number): Uint8Array {
    const start = this.#step(length);
    return Uint8Array.prototype.slice.call(this.bytes, start, start + length);
  }

  skip(length: number): void {
    this.#step(length);
  }

  #step(length: number): number {
    const at = this.at;
    if (at + length > this.end) throw new WireError(`${length} more bytes were announced, ${this.end - at} are there`);
    this.at = at + length;
    return at;
  }
}

const SLAB_BYTES = 64 * 1024;

/** Writes into slabs; what `take` hands out is never written to again. Positions count from the last `take`. */
export class ByteWriter {
  #slab: Uint8Array;
  #view: DataView;
  #start = 0;
  #at = 0;
  readonly #slabBytes: number;

  constructor(slabBytes = SLAB_BYTES) {
    this.#slabBytes = slabBytes;
    this.#slab = new Uint8Array(0);
    this.#view = new DataView(this.#slab.buffer);
  }

  /** How much has been written since the last `take`. */
  get length(): number {
    return this.#at - this.#start;
  }

  u8(value: number): void {
    const at = this.#step(1);
    this.#slab[at] = value;
  }

  u16(value: number): void {
    const at = this.#step(2);
    this.#view.setUint16(at, value);
  }

  u32(value: number): void {
    const at = this.#step(4);
    this.#view.setUint32(at, value);
  }

  f32(value: number): void {
    const at = this.#step(4);
    this.#view.setFloat32(at, value);
  }

  f64(value: number): void {
    const at = this.#step(8);
    this.#view.setFloat64(at, value);
  }

  u64(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0) {
      this.u32(Math.floor(value / 0x1_0000_0000));
      this.u32(value % 0x1_0000_0000);
      return;
    }
    const at = this.#step(8);
    this.#view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)));
  }

  bytes(value: Uint8Array): void {
    const at = this.#step(value.length);
    this.#slab.set(value, at);
  }

  /** UTF-8 without a length; returns how many bytes it took. */
  text(value: string): number {
    const { length } = value;
    this.#room(length * 3);
    const start = this.#at;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        return this.#wideText(value);
      }
      this.#slab[start + index] = code;
    }
    this.#at = start + length;
    return length;
  }

  #wideText(value: string): number {
    if (LONE_SURROGATE.test(value)) {
      const bytes = encodeEscaped(value);
      this.bytes(bytes);
      return bytes.length;
    }
    const { written } = encoder.encodeInto(value, this.#slab.subarray(this.#at));
    this.#at += written;
    return written;
  }

  /** Overwrites what was written at `position`. */
  setU8(position: number, value: number): void {
    this.#slab[this.#start + position] = value;
  }

  setU32(position: number, value: number): void {
    this.#view.setUint32(this.#start + position, value);
  }

  /** A look at what was written, good until the next write. */
  peek(from: number, to: number): Uint8Array {
    return this.#slab.subarray(this.#start + from, this.#start + to);
  }

  /** Takes back what was written from `position` on. */
  rewind(position: number): void {
    this.#at = this.#start + position;
  }

  take(): Uint8Array {
    const taken = this.#slab.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  /** May change the slab: ask for the place first, then for what to write into. */
  #step(length: number): number {
    this.#room(length);
    const at = this.#at;
    this.#at = at + length;
    return at;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#slab.length) return;
    const pending = this.#slab.subarray(this.#start, this.#at);
    const slab = new Uint8Array(Math.max(this.#slabBytes, 2 * (pending.length + length)));
    slab.set(pending);
    this.#slab = slab;
    this.#view = new DataView(slab.buffer);
    this.#start = 0;
    this.#at = pending.length;
  }
}

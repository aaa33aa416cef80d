/** Writes the data types of MQTT (5.0 §1.5) into one growing buffer and frames it as a packet (§2.1). */
import { PacketError } from './errors.ts';
import { FIELD_BYTES_MAX, VARINT_MAX } from './limits.ts';

const UTF8 = new TextEncoder();
const NOTHING = new Uint8Array(0);

const tooLarge = (what: string, most: number): PacketError =>
  new PacketError('packetTooLarge', `${what} is longer than ${most} bytes`);

const varintBytes = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4);

export class Writer {
  #bytes = new Uint8Array(512);
  #at = 0;

  uint8(value: number): this {
    this.#room(1);
    this.#bytes[this.#at++] = value;
    return this;
  }

  uint16(value: number): this {
    this.#room(2);
    this.#bytes[this.#at++] = value >>> 8;
    this.#bytes[this.#at++] = value;
    return this;
  }

  uint32(value: number): this {
    return this.uint16(value >>> 16).uint16(value & 0xffff);
  }

  varint(value: number): this {
    this.#room(4);
    this.#at = putVarint(this.#bytes, this.#at, value);
    return this;
  }

  utf8(text: string, name: string): this {
    this.#room(2 + text.length * 3);
    const start = this.#at + 2;
    const length = putText(this.#bytes, start, text);
    if (length > FIELD_BYTES_MAX) throw tooLarge(name, FIELD_BYTES_MAX);
    this.uint16(length);
    this.#at = start + length;
    return this;
  }

  binary(bytes: Uint8Array, name: string): this {
    if (bytes.length > FIELD_BYTES_MAX) throw tooLarge(name, FIELD_BYTES_MAX);
    this.uint16(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** What `write` writes, with its length before it as a variable byte integer. */
  counted(write: () => void): this {
    this.uint8(0);
    const start = this.#at;
    write();
    const length = this.#at - start;
    const longer = varintBytes(length) - 1;
    if (longer > 0) {
      this.#room(longer);
      this.#bytes.copyWithin(start + longer, start, this.#at);
      this.#at += longer;
    }
    putVarint(this.#bytes, start - 1, length);
    return this;
  }

  /** The whole packet, `tail` last; the writer is empty afterwards. */
  packet(firstByte: number, tail: Uint8Array = NOTHING): Uint8Array {
    const body = this.#at;
    this.#at = 0;
    const remaining = body + tail.length;
    if (remaining > VARINT_MAX) throw tooLarge('a packet', VARINT_MAX);
    const start = 1 + varintBytes(remaining);
    const packet = new Uint8Array(start + remaining);
    packet[0] = firstByte;
    putVarint(packet, 1, remaining);
    if (body > 64) packet.set(this.#bytes.subarray(0, body), start);
    else for (let index = 0; index < body; index++) packet[start + index] = this.#bytes[index] as number;
    packet.set(tail, start + body);
    return packet;
  }

  /** Forgets what an unfinished packet left behind. */
  reset(): void {
    this.#at = 0;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let left = value;
  while (left >= 0x80) {
    bytes[at++] = (left & 0x7f) | 0x80;
    left >>>= 7;
  }
  bytes[at++] = left;
  return at;
}

/** Returns the number of bytes; `bytes` has room for three per UTF-16 unit. */
function putText(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return UTF8.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + index] = unit;
  }
  return text.length;
}

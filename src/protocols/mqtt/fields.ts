/** Writes the data types of MQTT (5.0 §1.5) at the end of a writer, and lengths that are known only afterwards. */
import type { ByteWriter } from '../bytes.ts';
import { PacketError } from './errors.ts';
import { FIELD_BYTES_MAX, VARINT_MAX } from './limits.ts';

const tooLarge = (what: string, most: number): PacketError =>
  new PacketError('packetTooLarge', `${what} is longer than ${most} bytes`);

export function writeText(writer: ByteWriter, text: string, name: string): void {
  const start = writer.length;
  writer.u16(0);
  const length = writer.text(text);
  if (length > FIELD_BYTES_MAX) throw tooLarge(name, FIELD_BYTES_MAX);
  writer.setU8(start, length >>> 8);
  writer.setU8(start + 1, length & 0xff);
}

export function writeBinary(writer: ByteWriter, bytes: Uint8Array, name: string): void {
  if (bytes.length > FIELD_BYTES_MAX) throw tooLarge(name, FIELD_BYTES_MAX);
  writer.u16(bytes.length);
  writer.bytes(bytes);
}

export function writeVarint(writer: ByteWriter, value: number): void {
  let left = value;
  while (left >= 0x80) {
    writer.u8((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  writer.u8(left);
}

/** Leaves room for a variable byte integer that says how long what follows is; `guess` is how long it may become. */
export function openLength(writer: ByteWriter, guess: number): number {
  const bytes = varintBytes(guess);
  for (let count = 0; count < bytes; count++) writer.u8(0);
  return writer.length;
}

/** Fills in the length of all that was written since `start`, which `openLength` gave for the same `guess`. */
export function closeLength(writer: ByteWriter, start: number, guess: number): void {
  const length = writer.length - start;
  if (length > VARINT_MAX) throw tooLarge('a packet', VARINT_MAX);
  const room = varintBytes(guess);
  if (varintBytes(length) !== room) {
    const body = writer.peek(start, writer.length).slice();
    writer.rewind(start - room);
    writeVarint(writer, length);
    writer.bytes(body);
    return;
  }
  for (let at = 0; at < room; at++) {
    const more = at < room - 1 ? 0x80 : 0;
    writer.setU8(start - room + at, ((length >>> (7 * at)) & 0x7f) | more);
  }
}

const varintBytes = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4);

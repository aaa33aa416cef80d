/**
 * Reads the data types of MQTT (5.0 §1.5) out of one packet, never past its end. Given a list, it also notes every field
 * with its place, so that what is decoded and what is described can never differ.
 */
import type { FieldView } from '../protocol.ts';
import { malformed } from './errors.ts';

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const SHOWN_MAX = 256;
/** Control characters, which include U+0000, and non-characters (§1.5.4). */
const DISALLOWED = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #fields: FieldView[] | undefined;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number, fields?: FieldView[]) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#fields = fields;
  }

  get at(): number {
    return this.#at;
  }
  get left(): number {
    return this.#end - this.#at;
  }

  /** Says where the field lies that ends here and began at `start`; `value` is what it means, in words. */
  note(name: string, value: string, start: number): void {
    this.#fields?.push({ name, value, start, end: this.#at });
  }

  uint8(name: string, say?: (value: number) => string): number {
    this.#need(1, name);
    const value = this.#bytes[this.#at++] as number;
    if (this.#fields) this.note(name, say ? say(value) : String(value), this.#at - 1);
    return value;
  }

  uint16(name: string): number {
    this.#need(2, name);
    const value = this.#uint16();
    if (this.#fields) this.note(name, String(value), this.#at - 2);
    return value;
  }

  uint32(name: string): number {
    this.#need(4, name);
    const value = this.#uint16() * 0x1_0000 + this.#uint16();
    if (this.#fields) this.note(name, String(value), this.#at - 4);
    return value;
  }

  /** Variable byte integer in at most four bytes, as few as will do [MQTT-1.5.5-1]. */
  varint(name: string, say?: (value: number) => string): number {
    const start = this.#at;
    let value = 0;
    for (let shift = 0; shift <= 21; shift += 7) {
      this.#need(1, name);
      const byte = this.#bytes[this.#at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) throw malformed(`${name} is not written in the fewest bytes [MQTT-1.5.5-1]`);
        if (this.#fields) this.note(name, say ? say(value) : String(value), start);
        return value;
      }
    }
    throw malformed(`${name} is longer than four bytes`);
  }

  utf8(name: string): string {
    const bytes = this.#counted(name);
    const text = decodeText(bytes, name);
    if (this.#fields) this.note(name, show(text), this.#at - 2 - bytes.length);
    return text;
  }

  binary(name: string): Uint8Array {
    const bytes = this.#counted(name);
    if (this.#fields) this.note(name, showBytes(bytes), this.#at - 2 - bytes.length);
    return bytes;
  }

  rest(name: string): Uint8Array {
    const bytes = this.#bytes.subarray(this.#at, this.#end);
    this.#at = this.#end;
    if (this.#fields && bytes.length > 0) this.note(name, showBytes(bytes), this.#at - bytes.length);
    return bytes;
  }

  /** A reader of the next `length` bytes alone; this one goes on behind them. */
  part(length: number, name: string): Reader {
    this.#need(length, name);
    const start = this.#at;
    this.#at += length;
    return new Reader(this.#bytes, start, this.#at, this.#fields);
  }

  done(): void {
    if (this.left > 0) throw malformed(`${this.left} bytes too many`);
  }

  #uint16(): number {
    return ((this.#bytes[this.#at++] as number) << 8) | (this.#bytes[this.#at++] as number);
  }

  #counted(name: string): Uint8Array {
    this.#need(2, name);
    const length = this.#uint16();
    this.#need(length, name);
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  #need(count: number, name: string): void {
    if (this.#at + count > this.#end) throw malformed(`the packet ends within its ${name}`);
  }
}

function decodeText(bytes: Uint8Array, name: string): string {
  // nearly every topic is short plain ASCII, which a loop reads several times faster than a TextDecoder
  if (bytes.length <= 64) {
    let text = '';
    for (let index = 0; ; index++) {
      if (index === bytes.length) return text;
      const byte = bytes[index] as number;
      if (byte < 0x20 || byte > 0x7e) break;
      text += String.fromCharCode(byte);
    }
  }
  let text: string;
  try {
    text = STRICT_UTF8.decode(bytes);
  } catch {
    throw malformed(`${name} is not well-formed UTF-8 [MQTT-1.5.4-1]`);
  }
  if (DISALLOWED.test(text)) throw malformed(`${name} has a control character or non-character [MQTT-1.5.4-2]`);
  return text;
}

const show = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);

/** As text where it is text, else in hexadecimal. */
function showBytes(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, SHOWN_MAX);
  const dots = shown.length < bytes.length ? '…' : '';
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown, { stream: dots !== '' });
  if (!/[^\P{Cc}\t\n\r]|\ufffd/u.test(text)) return text + dots;
  return [...shown].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') + dots;
}

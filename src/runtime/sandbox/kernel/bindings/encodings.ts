/** Text ↔ bytes in the encodings of Node's `Buffer`; what a text holds beyond its encoding is dropped as Node does. */
import { natives } from '../natives.ts';

interface Encoding {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const textEncoder = new natives.TextEncoder();
const textDecoder = new natives.TextDecoder('utf-8', { ignoreBOM: true });

/** Strings of more arguments than this overflow the stack of some engines. */
const CHUNK = 8192;

function fromUnits(units: Uint8Array | Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += CHUNK) {
    text += String.fromCharCode.apply(null, units.subarray(at, at + CHUNK) as unknown as number[]);
  }
  return text;
}

const utf8: Encoding = {
  encode: (text) => textEncoder.encode(text),
  decode: (bytes) => textDecoder.decode(bytes),
};

const latin1: Encoding = {
  encode(text) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  },
  decode: fromUnits,
};

const ascii: Encoding = {
  encode: latin1.encode,
  decode: (bytes) => fromUnits(Uint8Array.from(bytes, (byte) => byte & 127)),
};

const utf16le: Encoding = {
  encode(text) {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i += 1) view.setUint16(2 * i, text.charCodeAt(i), true);
    return bytes;
  },
  decode(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const units = new Uint16Array(bytes.length >> 1);
    for (let i = 0; i < units.length; i += 1) units[i] = view.getUint16(2 * i, true);
    return fromUnits(units);
  },
};

/** Both alphabets are read; the first `=` ends the text. */
const base64: Encoding = {
  encode(text) {
    const end = text.indexOf('=');
    const digits = (end < 0 ? text : text.slice(0, end))
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .replace(/[^A-Za-z0-9+/]/g, '');
    const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
    return latin1.encode(natives.atob(whole));
  },
  decode: (bytes) => natives.btoa(fromUnits(bytes)),
};

const base64url: Encoding = {
  encode: base64.encode,
  decode: (bytes) => base64.decode(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hex: Encoding = {
  encode(text) {
    const bytes = new Uint8Array(text.length >> 1);
    for (let i = 0; i < bytes.length; i += 1) {
      const pair = text.slice(2 * i, 2 * i + 2);
      if (!/^[0-9a-f]{2}$/i.test(pair)) return bytes.subarray(0, i);
      bytes[i] = Number.parseInt(pair, 16);
    }
    return bytes;
  },
  decode(bytes) {
    let text = '';
    for (const byte of bytes) text += HEX[byte] as string;
    return text;
  },
};

export const encodings = { ascii, utf8, base64, utf16le, latin1, hex, base64url };

/** In the order of Node's `enum encoding`: `internalBinding('string_decoder').encodings`. */
export const encodingNames = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'] as const;

const ALIASES: Readonly<Record<string, keyof typeof encodings>> = {
  'utf-8': 'utf8',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  'utf-16le': 'utf16le',
  binary: 'latin1',
};

/** `encoding` is a name or a number of `encodingNames`; UTF-8 where there is none. */
export function encodingOf(encoding: string | number | undefined): Encoding {
  const name = typeof encoding === 'number' ? encodingNames[encoding] : encoding?.toLowerCase();
  if (name === undefined) return utf8;
  const known = ALIASES[name] ?? name;
  return known in encodings ? encodings[known as keyof typeof encodings] : utf8;
}

export const bytesOf = (text: string, encoding?: string | number): Uint8Array => encodingOf(encoding).encode(text);

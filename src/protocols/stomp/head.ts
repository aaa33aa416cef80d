/**
 * The text part of a frame: lines, and the escapes in headers. RabbitMQ's dialect has one set of escapes for all three
 * versions and for every command: `\n`, `\r`, `\c` and `\\`, both ways; any other one is an error.
 */
import { decodeText } from '../bytes.ts';
import { WireError } from '../protocol.ts';
import type { Header } from './frames.ts';

export const LF = 0x0a;
export const CR = 0x0d;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', c: ':', '\\': '\\' };
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', ':': '\\c', '\\': '\\\\' };

/** Where the line that ends with the LF at `lineFeed` ends. A CR may stand before the LF, and nowhere else. */
export function lineEnd(bytes: Uint8Array, start: number, lineFeed: number): number {
  const end = lineFeed > start && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
  const stray = bytes.indexOf(CR, start);
  if (stray >= 0 && stray < end) throw new WireError('a carriage return that no line feed follows');
  return end;
}

/** Throws where there is no colon or a bad escape. */
export function readHeader(bytes: Uint8Array, start: number, end: number): Header {
  const line = decodeText(bytes, start, end);
  const colon = line.indexOf(':');
  if (colon < 0) throw new WireError(`header ${JSON.stringify(line)} has no value`);
  return [unescape(line.slice(0, colon)), unescape(line.slice(colon + 1))];
}

export function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([^]?)/g, (escape, letter: string) => {
    const character = ESCAPED[letter];
    if (character === undefined) throw new WireError(`bad escape ${JSON.stringify(escape)} in a header`);
    return character;
  });
}

export function escape(text: string): string {
  return /[\n\r:\\]/.test(text) ? text.replace(/[\n\r:\\]/g, (character) => ESCAPES[character] as string) : text;
}

/** An integer as RabbitMQ reads one in a header: spaces around it, and a sign. */
export function readInteger(text: string): number | undefined {
  return /^ *[+-]?\d+ *$/.test(text) ? Number(text) : undefined;
}

/** A line of words, as typed into a terminal: quoted like Redis' own command line. */
import { WireError } from '../protocol.ts';

const code = (character: string): number => character.charCodeAt(0);
const QUOTE = code('"');
const APOSTROPHE = code("'");
const BACKSLASH = code('\\');
const BLANKS = new Set([' ', '\t', '\n', '\v', '\f', '\r'].map(code));
/** What ends an unquoted word; a vertical tab and a form feed only separate. */
const WORD_ENDS = new Set([' ', '\t', '\n', '\r'].map(code));
const ESCAPES = new Map([
  [code('n'), 0x0a],
  [code('r'), 0x0d],
  [code('t'), 0x09],
  [code('b'), 0x08],
  [code('a'), 0x07],
]);

/** Throws `WireError` where a quote is not closed, or where something follows right after the closing one. */
export function splitWords(line: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && BLANKS.has(line[at] as number)) at++;
    if (at >= line.length) return words;
    const word: number[] = [];
    at = readWord(line, at, word);
    words.push(Uint8Array.from(word));
  }
}

/** Returns where it ends. */
function readWord(line: Uint8Array, start: number, word: number[]): number {
  let at = start;
  while (at < line.length && !WORD_ENDS.has(line[at] as number)) {
    const byte = line[at] as number;
    if (byte === QUOTE || byte === APOSTROPHE) {
      at = readQuoted(line, at + 1, byte, word);
      if (at < line.length && !BLANKS.has(line[at] as number)) throw unbalanced();
      return at;
    }
    word.push(byte);
    at++;
  }
  return at;
}

/** Returns where the closing quote has been passed. */
function readQuoted(line: Uint8Array, start: number, quote: number, word: number[]): number {
  for (let at = start; at < line.length; at++) {
    const byte = line[at] as number;
    if (byte === quote) return at + 1;
    if (byte !== BACKSLASH || at + 1 >= line.length) {
      word.push(byte);
    } else if (quote === APOSTROPHE) {
      if (line[at + 1] === APOSTROPHE) at++;
      word.push(line[at] as number);
    } else {
      at++;
      const hex = hexadecimal(line, at);
      if (hex !== undefined) at += 2;
      word.push(hex ?? ESCAPES.get(line[at] as number) ?? (line[at] as number));
    }
  }
  throw unbalanced();
}

/** `x41` → 0x41 */
function hexadecimal(line: Uint8Array, at: number): number | undefined {
  const text = String.fromCharCode(...line.subarray(at, at + 3));
  return /^x[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text.slice(1), 16) : undefined;
}

function unbalanced(): WireError {
  return new WireError('Protocol error: unbalanced quotes in request');
}

const PLAIN = /^[!#-&(-[\]-~]+$/;

/** Words as a line that `splitWords` takes apart again, without its end. */
export function joinWords(words: readonly Uint8Array[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: Uint8Array): string {
  const text = Array.from(word, (byte) => String.fromCharCode(byte)).join('');
  if (PLAIN.test(text)) return text;
  const escaped = text.replace(/["\\]|[^ -~]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${escaped}"`;
}

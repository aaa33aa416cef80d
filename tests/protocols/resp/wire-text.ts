/** RESP as these tests write it: `\r\n` where the wire has CR LF, one character for each byte. */

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

export const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** A request as an array of bulk strings. */
export function request(...words: readonly (string | number)[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts = words.map((word) => textOf(encoder.encode(String(word))));
  return bytesOf(`*${parts.length}\r\n${parts.map((part) => `$${part.length}\r\n${part}\r\n`).join('')}`);
}

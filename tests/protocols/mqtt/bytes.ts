/** Bytes as the rows of these tests write them: hexadecimal and 'quoted text', one field a line, comments after `#`. */
const UTF8 = new TextEncoder();

export function hex(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const line of text.split('\n')) {
    for (const [token] of line.replace(/\s#.*$/, '').matchAll(/'[^']*'|[0-9a-f]{2}/g)) {
      bytes.push(...(token.startsWith("'") ? UTF8.encode(token.slice(1, -1)) : [Number.parseInt(token, 16)]));
    }
  }
  return Uint8Array.from(bytes);
}

export const utf8 = (text: string): Uint8Array => UTF8.encode(text);

export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

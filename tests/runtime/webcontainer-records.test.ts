/** A program's output comes whole out of its records, wherever the host cuts it and whatever stands in between. */
import { describe, expect, it } from 'vitest';
import { RecordReader, withoutEcho, type Mark } from '../../src/runtime/webcontainer/records.ts';

const RS = '\x1e';
const US = '\x1f';
const record = (kind: 'o' | 'e', text: string): string => `${RS}${kind}${Buffer.from(text).toString('base64')}${US}`;
const mark = (facts: Mark): string => `${RS}m${JSON.stringify(facts)}${US}`;

/** What a reader makes of `pieces`: neighbours of one stream joined, marks as they are. */
function read(pieces: readonly string[]): (string | Mark)[] {
  const seen: { stream: string; bytes: Uint8Array }[] = [];
  const all: (string | Mark)[] = [];
  const flush = (): void => {
    const [first] = seen;
    if (first === undefined) return;
    all.push(`${first.stream}: ${Buffer.concat(seen.map(({ bytes }) => bytes)).toString()}`);
    seen.length = 0;
  };
  const add = (stream: string, bytes: Uint8Array): void => {
    if (seen[0] !== undefined && seen[0].stream !== stream) flush();
    seen.push({ stream, bytes });
  };
  const reader = new RecordReader({
    written: add,
    raw: (text) => add('raw', Buffer.from(text)),
    mark(mark) {
      flush();
      all.push(mark);
    },
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  flush();
  return all;
}

describe('records', () => {
  const started: Mark = { pid: 7, started: true };
  const text = `${mark(started)}${record('o', 'Đơn hàng\r\n')}node: bad\r\nlast\r${record('e', 'lỗi')}${record('o', 'x')}\r\n`;
  const expected = [started, 'stdout: Đơn hàng\r\n', 'raw: node: bad\nlast\r', 'stderr: lỗi', 'stdout: x', 'raw: \n'];

  it('come out in order, line ends plain only where a terminal made them', () => {
    expect(read([text])).toEqual(expected);
  });

  it('may be cut anywhere, and into single characters', () => {
    for (let at = 1; at < text.length; at++) expect(read([text.slice(0, at), text.slice(at)])).toEqual(expected);
    expect(read([...text])).toEqual(expected);
  });

  it('that are none are shown as text', () => {
    expect(read([`${RS}o***${US}`])).toEqual(['raw: o***']);
    expect(read([`${RS}something else${US}`])).toEqual(['raw: something else']);
    expect(read([`${RS}${'a'.repeat(70_000)}`])).toEqual([`raw: ${RS}${'a'.repeat(70_000)}`]);
    expect(read([`${RS}ocut off`])).toEqual([`raw: ${RS}ocut off`]);
  });
});

describe('the echo of what was typed', () => {
  it('is taken off the front, in as many pieces as it comes', () => {
    expect(withoutEcho('một\nrest', 'một\n')).toEqual({ shown: 'rest', pending: '' });
    expect(withoutEcho('ab', 'abc\n')).toEqual({ shown: '', pending: 'c\n' });
    expect(withoutEcho('m\ufffd\ufffd\ufffdt\n', 'một\n')).toEqual({ shown: '', pending: '' });
  });

  it('is not mistaken for words of Node', () => {
    expect(withoutEcho('Error: x', '')).toEqual({ shown: 'Error: x', pending: '' });
    expect(withoutEcho('Error: x', 'một\n')).toEqual({ shown: 'Error: x', pending: 'một\n' });
  });
});

import { describe, expect, it } from 'vitest';
import { type Codec, WireError } from '../../../src/protocols/protocol.ts';
import { RespClientCodec, RespCodec } from '../../../src/protocols/resp/codec.ts';
import type { Reply, RespFrame } from '../../../src/protocols/resp/frames.ts';
import { codecContract } from '../codec-contract.ts';
import { REPLY_ROWS, REQUEST_ROWS } from './rows.ts';
import { bytesOf, textOf } from './wire-text.ts';

/** Views into larger buffers and buffers of their own are the same bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return textOf(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

codecContract<RespFrame>({ name: 'RESP requests', codec: () => new RespCodec(), rows: REQUEST_ROWS, plain });
codecContract<RespFrame>({ name: 'RESP replies', codec: () => new RespClientCodec(), rows: REPLY_ROWS, plain });

const words = (codec: Codec<RespFrame>, text: string): string[][] => {
  const heard: string[][] = [];
  for (const frame of codec.decode(bytesOf(text))) if ('args' in frame) heard.push(frame.args.map(textOf));
  return heard;
};

/** What came out before the error, and the error's text. */
function broken(text: string, codec: Codec<RespFrame> = new RespCodec()): [string[][], string] {
  const heard: string[][] = [];
  try {
    for (const frame of codec.decode(bytesOf(text))) if ('args' in frame) heard.push(frame.args.map(textOf));
  } catch (error) {
    if (error instanceof WireError) return [heard, error.message];
    throw error;
  }
  return [heard, ''];
}

describe('RESP requests as Redis reads them', () => {
  it.each([
    ['an array of something else', '*1\r\n+foo\r\n', "expected '$', got '+'"],
    ['a byte that is no text', '*1\r\n\xff\r\n', "expected '$', got '\udcff'"],
    ['a count that is no number', '*abc\r\n', 'invalid multibulk length'],
    ['a count with a leading zero', '*01\r\n', 'invalid multibulk length'],
    ['a count beyond 31 bits', '*2147483648\r\n', 'invalid multibulk length'],
    ['a negative length', '*1\r\n$-1\r\n', 'invalid bulk length'],
    ['a length with a plus', '*1\r\n$+4\r\nPING\r\n', 'invalid bulk length'],
    ['a length beyond 512 MB', '*1\r\n$536870913\r\n', 'invalid bulk length'],
    ['an endless count', `*${'1'.repeat(70_000)}`, 'too big mbulk count string'],
    ['an endless length', `*1\r\n$${'1'.repeat(70_000)}`, 'too big bulk count string'],
    ['an endless line', 'x'.repeat(70_000), 'too big inline request'],
    ['a quote that is not closed', 'GET "a\r\n', 'unbalanced quotes in request'],
    ['text right behind a quote', "GET 'a'b\r\n", 'unbalanced quotes in request'],
  ])('%s', (_name, text, message) => {
    expect(broken(`PING\r\n${text}`)).toEqual([[['PING']], `Protocol error: ${message}`]);
  });

  it('hears nothing after an error', () => {
    const codec = new RespCodec();
    expect(broken('*x\r\nPING\r\n', codec)[1]).not.toBe('');
    expect(words(codec, 'PING\r\n')).toEqual([]);
  });

  it.each([
    ['a negative count is nothing', '*-5\r\nPING\r\n', [[], ['PING']]],
    ['a line may end with LF alone', 'PING\nPING\r\n', [['PING'], ['PING']]],
    ['what stands behind an argument is not looked at', '*1\r\n$4\r\nPINGxxPING\r\n', [['PING'], ['PING']]],
    ['the byte behind CR is not looked at', '*1\r\n$4\rxPING\r\n', [['PING']]],
    ['escapes in double quotes', 'echo "\\x41\\n\\q"\r\n', [['echo', 'A\nq']]],
    ['escapes in single quotes', "echo 'it\\'s' 'a\\n'\r\n", [['echo', "it's", 'a\\n']]],
    ['a quote within a word', 'PI"NG"\r\n', [['PING']]],
    ['blanks', ' foo\tbar\x0bbaz\x0cq \r\n', [['foo', 'bar\x0bbaz\x0cq']]],
  ])('%s', (_name, text, expected) => expect(words(new RespCodec(), text)).toEqual(expected));

  it('waits behind a NUL for an end that it cannot see', () => {
    expect(words(new RespCodec(), 'a\x00b\r\nPING\r\n')).toEqual([]);
  });

  it('keeps what it handed out when more comes', () => {
    const codec = new RespCodec();
    const kept: RespFrame[] = [];
    const text = '*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n*2\r\n$4\r\nECHO\r\n$3\r\nyou\r\n';
    for (const part of [text.slice(0, 30), text.slice(30, 41), text.slice(41)]) {
      kept.push(...codec.decode(bytesOf(part)));
    }
    expect(kept.map((frame) => ('args' in frame ? frame.args.map(textOf) : []))).toEqual([
      ['ECHO', 'hi'],
      ['ECHO', 'you'],
    ]);
  });

  it('says which bytes a frame came in', () => {
    const codec = new RespCodec();
    const seen: string[] = [];
    for (const chunk of ['PING\nEC', 'HO  hi\r\n*1\r\n$4\r\nPI', 'NG\r\n']) {
      for (const frame of codec.decode(bytesOf(chunk))) seen.push(`${frame.kind} ${textOf(codec.lastBytes)}`);
    }
    expect(seen).toEqual(['inline PING\n', 'inline ECHO  hi\r\n', 'request *1\r\n$4\r\nPING\r\n']);
  });

  it('takes a long argument in small pieces without going over it again and again', () => {
    const codec = new RespCodec();
    const size = 4 * 1024 * 1024;
    expect(words(codec, `*2\r\n$4\r\nECHO\r\n$${size}\r\n`)).toEqual([]);
    const piece = new Uint8Array(1024).fill(0x61);
    for (let sent = 0; sent < size; sent += piece.length) expect([...codec.decode(piece)]).toEqual([]);
    const [frame] = [...codec.decode(bytesOf('\r\n'))];
    expect(frame?.kind === 'request' && frame.args[1]?.length).toBe(size);
  });
});

describe('RESP replies as they should not be', () => {
  it.each([
    ['?3\r\n', 'no reply begins with the byte 63'],
    [':1x\r\n', 'an integer is not one'],
    ['$-2\r\n', '-2 is no length'],
    ['>-1\r\n', '-1 is no length'],
    ['+OK\rx', 'a line does not end with CR LF'],
    ['$2\r\nabcd', 'a string does not end with CR LF'],
    ['#x\r\n', 'x is no boolean'],
    [',1.2.3\r\n', '1.2.3 is no double'],
    ['(1x\r\n', 'a big number is not one'],
    ['=3\r\nabc\r\n', 'a verbatim string does not name its format'],
    ['_x\r\n', 'there is text behind a null'],
    ['*1\r\n'.repeat(100), 'the reply is nested too deep'],
    [`+${'x'.repeat(70_000)}`, 'a line is too long'],
  ])('%j', (text, message) => expect(broken(text, new RespClientCodec())[1]).toBe(message));
});

it('a prepared reply is described by what it holds', () => {
  const codec = new RespCodec();
  const bytes = bytesOf('>2\r\n+message\r\n:1\r\n');
  expect(codec.describe({ kind: 'prepared', bytes })).toEqual({
    title: 'push message 1',
    fields: [
      { name: 'push', value: '2 items', start: 0, end: 4 },
      { name: '1 simple', value: 'message', start: 4, end: 14 },
      { name: '2 integer', value: '1', start: 14, end: 18 },
    ],
  });
  const same: Reply[] = [...new RespClientCodec().decode(codec.encode({ kind: 'prepared', bytes }))];
  expect(same).toHaveLength(1);
});

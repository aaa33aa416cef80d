/** Frames and their bytes, by hand from the protocol's description: every type of RESP2 and RESP3 at least once. */
import { bulk, integer, type Reply, type Request, simple } from '../../../src/protocols/resp/frames.ts';
import type { CodecRow } from '../codec-contract.ts';
import { bytesOf } from './wire-text.ts';

/** `\r\n` for each end of a line; the rest as it is. */
function row<F>(name: string, frame: F, wire: string | Uint8Array): CodecRow<F> {
  const bytes = typeof wire === 'string' ? bytesOf(wire) : wire;
  return { name, frame, bytes: Buffer.from(bytes).toString('hex') };
}

const utf8 = (text: string): Uint8Array => new Uint8Array(new TextEncoder().encode(text));
const args = (...words: readonly string[]): Uint8Array[] => words.map(utf8);
const request = (...words: readonly string[]): Request => ({ kind: 'request', args: args(...words) });
const inline = (...words: readonly string[]): Request => ({ kind: 'inline', args: args(...words) });

export const REQUEST_ROWS: readonly CodecRow<Request>[] = [
  row('a command alone', request('PING'), '*1\r\n$4\r\nPING\r\n'),
  row('a command with arguments', request('SET', 'k', 'v'), '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n'),
  row('an empty argument', request('ECHO', ''), '*2\r\n$4\r\nECHO\r\n$0\r\n\r\n'),
  row('an argument with line ends in it', request('ECHO', 'a\r\n$1'), '*2\r\n$4\r\nECHO\r\n$5\r\na\r\n$1\r\n'),
  row(
    'an argument that is no text',
    { kind: 'request', args: [...args('ECHO'), Uint8Array.of(0, 0xff, 0x0d)] },
    '*2\r\n$4\r\nECHO\r\n$3\r\n\x00\xff\r\r\n',
  ),
  row('an argument in UTF-8', request('ECHO', 'đơn'), utf8('*2\r\n$4\r\nECHO\r\n$5\r\nđơn\r\n')),
  row('no command at all', request(), '*0\r\n'),
  row(
    'more than nine arguments',
    request(...'0123456789'),
    `*10\r\n${[...'0123456789'].map((c) => `$1\r\n${c}\r\n`).join('')}`,
  ),
  row('an inline command', inline('PING'), 'PING\r\n'),
  row('an inline command with arguments', inline('SET', 'k', 'v'), 'SET k v\r\n'),
  row('an inline command with quotes', inline('ECHO', 'a "b" \\ c', ''), 'ECHO "a \\"b\\" \\\\ c" ""\r\n'),
  row(
    'an inline command with bytes',
    { kind: 'inline', args: [...args('ECHO'), Uint8Array.of(0, 10)] },
    'ECHO "\\x00\\x0a"\r\n',
  ),
  row('an empty line', inline(), '\r\n'),
];

const message: Reply = { kind: 'push', items: [bulk(utf8('message')), bulk(utf8('news')), bulk(utf8('xin chào'))] };

export const REPLY_ROWS: readonly CodecRow<Reply>[] = [
  row('a simple string', simple('OK'), '+OK\r\n'),
  row('an empty simple string', simple(''), '+\r\n'),
  row('an error', { kind: 'error', text: 'ERR syntax error' }, '-ERR syntax error\r\n'),
  row('an integer', integer(42), ':42\r\n'),
  row('a small integer', integer(7), ':7\r\n'),
  row('a negative integer', integer(-1), ':-1\r\n'),
  row('the largest integer', integer(2n ** 63n - 1n), ':9223372036854775807\r\n'),
  row('the least integer', integer(-(2n ** 63n)), ':-9223372036854775808\r\n'),
  row('a bulk string', bulk(utf8('hello')), '$5\r\nhello\r\n'),
  row('an empty bulk string', bulk(utf8('')), '$0\r\n\r\n'),
  row('a bulk string with a line end', bulk(utf8('\r\n')), '$2\r\n\r\n\r\n'),
  row('no bulk string', { kind: 'null-bulk' }, '$-1\r\n'),
  row('no array', { kind: 'null-array' }, '*-1\r\n'),
  row('an empty array', { kind: 'array', items: [] }, '*0\r\n'),
  row(
    'an array of arrays',
    { kind: 'array', items: [integer(1), { kind: 'array', items: [simple('a'), { kind: 'null-bulk' }] }] },
    '*2\r\n:1\r\n*2\r\n+a\r\n$-1\r\n',
  ),
  row('a push', message, utf8('>3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$9\r\nxin chào\r\n')),
  row('a map', { kind: 'map', entries: [[simple('proto'), integer(3)]] }, '%1\r\n+proto\r\n:3\r\n'),
  row('a set', { kind: 'set', items: [integer(1), simple('x')] }, '~2\r\n:1\r\n+x\r\n'),
  row('an attribute', { kind: 'attribute', entries: [[simple('ttl'), integer(3600)]] }, '|1\r\n+ttl\r\n:3600\r\n'),
  row('a null', { kind: 'null' }, '_\r\n'),
  row('true', { kind: 'boolean', value: true }, '#t\r\n'),
  row('false', { kind: 'boolean', value: false }, '#f\r\n'),
  row('a double', { kind: 'double', value: 3.25 }, ',3.25\r\n'),
  row('infinity', { kind: 'double', value: Infinity }, ',inf\r\n'),
  row('less than infinity', { kind: 'double', value: -Infinity }, ',-inf\r\n'),
  row('not a number', { kind: 'double', value: NaN }, ',nan\r\n'),
  row(
    'a big number',
    { kind: 'big-number', value: 3492890328409238509324850943850943825024385n },
    '(3492890328409238509324850943850943825024385\r\n',
  ),
  row('an error of bytes', { kind: 'blob-error', text: 'SYNTAX invalid' }, '!14\r\nSYNTAX invalid\r\n'),
  row('a verbatim string', { kind: 'verbatim', format: 'txt', bytes: utf8('a b') }, '=7\r\ntxt:a b\r\n'),
];

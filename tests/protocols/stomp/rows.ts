/** Frames and their bytes, by hand from the three specifications; a server's frames end with a line feed besides. */
import { type Header, NO_BODY, type StompFrame } from '../../../src/protocols/stomp/frames.ts';
import type { CodecRow } from '../codec-contract.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function row(
  name: string,
  command: string,
  headers: readonly Header[],
  body: string,
  wire: string,
): CodecRow<StompFrame> {
  const frame = { kind: 'frame', command, headers, body: body === '' ? NO_BODY : utf8(body) } as const;
  return { name, frame, bytes: Buffer.from(utf8(wire)).toString('hex') };
}

export const ROWS: readonly CodecRow<StompFrame>[] = [
  row('a frame without headers', 'DISCONNECT', [], '', 'DISCONNECT\n\n\0\n'),
  row(
    'CONNECT',
    'CONNECT',
    [
      ['accept-version', '1.0,1.1,1.2'],
      ['host', '/'],
      ['login', 'guest'],
    ],
    '',
    'CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\nlogin:guest\n\n\0\n',
  ),
  row(
    'a body',
    'SEND',
    [
      ['destination', '/queue/orders'],
      ['content-length', '5'],
    ],
    'hello',
    'SEND\ndestination:/queue/orders\ncontent-length:5\n\nhello\0\n',
  ),
  row('NULs in a body', 'SEND', [['content-length', '3']], '\0\n\0', 'SEND\ncontent-length:3\n\n\0\n\0\0\n'),
  row(
    'UTF-8 in headers and body',
    'SEND',
    [
      ['tên', 'đơn hàng'],
      ['content-length', '9'],
    ],
    'xin chào',
    'SEND\ntên:đơn hàng\ncontent-length:9\n\nxin chào\0\n',
  ),
  row('an empty value', 'SEND', [['x', '']], '', 'SEND\nx:\n\n\0\n'),
  row('an empty name', 'SEND', [['', 'x']], '', 'SEND\n:x\n\n\0\n'),
  row('spaces around a value', 'SEND', [['x', ' y ']], '', 'SEND\nx: y \n\n\0\n'),
  row('escapes in name and value', 'SEND', [['a:b', 'c\n\r\\d:']], '', 'SEND\na\\cb:c\\n\\r\\\\d\\c\n\n\0\n'),
  row(
    'repeated headers',
    'SEND',
    [
      ['x', '1'],
      ['x', '2'],
    ],
    '',
    'SEND\nx:1\nx:2\n\n\0\n',
  ),
  row(
    'MESSAGE',
    'MESSAGE',
    [
      ['subscription', '0'],
      ['message-id', 'T_0@@session-x@@1'],
      ['content-length', '2'],
    ],
    'hi',
    'MESSAGE\nsubscription:0\nmessage-id:T_0@@session-x@@1\ncontent-length:2\n\nhi\0\n',
  ),
  row(
    'ERROR',
    'ERROR',
    [
      ['message', 'Bad command'],
      ['content-length', '3'],
    ],
    'no\n',
    'ERROR\nmessage:Bad command\ncontent-length:3\n\nno\n\0\n',
  ),
  { name: 'a heart-beat', frame: { kind: 'heart-beat' }, bytes: '0a' },
];

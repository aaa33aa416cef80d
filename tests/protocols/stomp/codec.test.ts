import { describe, expect, it } from 'vitest';
import { WireError } from '../../../src/protocols/protocol.ts';
import { StompCodec } from '../../../src/protocols/stomp/codec.ts';
import type { StompFrame } from '../../../src/protocols/stomp/frames.ts';
import { STOMP_LIMITS } from '../../../src/protocols/stomp/limits.ts';
import { codecContract } from '../codec-contract.ts';
import { ROWS } from './rows.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Without the bytes it came in. */
function plain(frame: StompFrame): unknown {
  if (frame.kind === 'heart-beat') return 'heart-beat';
  return { command: frame.command, headers: frame.headers, body: Buffer.from(frame.body).toString('latin1') };
}

/** A heart-beat right after another frame belongs to that frame: the stream of all rows keeps it out of the way. */
codecContract<StompFrame>({
  name: 'STOMP',
  codec: () => new StompCodec(),
  rows: [...ROWS.slice(-1), ...ROWS.slice(0, -1)],
  plain,
});

const read = (...chunks: readonly string[]): StompFrame[] => {
  const codec = new StompCodec();
  return chunks.flatMap((chunk) => [...codec.decode(utf8(chunk))]);
};
const commands = (frames: readonly StompFrame[]): string[] =>
  frames.map((frame) => (frame.kind === 'frame' ? frame.command : frame.kind));

describe('STOMP on the wire', () => {
  it('1.2: lines may end with CR LF', () => {
    expect(read('SEND\r\nx:y\r\n\r\nbody\r\n\0').map(plain)).toEqual([
      { command: 'SEND', headers: [['x', 'y']], body: 'body\r\n' },
    ]);
  });

  it('the body ends with the first NUL where no content-length is given', () => {
    expect(read('SEND\n\nabc\0SEND\n\n\0').map(plain)).toEqual([
      { command: 'SEND', headers: [], body: 'abc' },
      { command: 'SEND', headers: [], body: '' },
    ]);
  });

  it('RabbitMQ: content-length counts on SEND only', () => {
    expect(commands(read('ACK\ncontent-length:90\n\n\0DISCONNECT\n\n\0'))).toEqual(['ACK', 'DISCONNECT']);
  });

  it('line ends between frames are heart-beats, but for the one that ends a frame', () => {
    expect(commands(read('\n\r\nACK\n\n\0', '\n', '\n\r', '\n'))).toEqual([
      'heart-beat',
      'heart-beat',
      'ACK',
      'heart-beat',
      'heart-beat',
    ]);
  });

  it('keeps bytes that are not UTF-8', () => {
    const bytes = Uint8Array.of(...utf8('SEND\nx:'), 0xff, 0xc3, ...utf8('\n\n\0\n'));
    const codec = new StompCodec();
    const [frame] = codec.decode(bytes);
    expect(codec.encode(frame as StompFrame)).toEqual(bytes);
  });

  it('keeps the bytes of frames that were given out while more come', () => {
    const codec = new StompCodec();
    const frames: StompFrame[] = [];
    for (let index = 0; index < 300; index++) {
      const wire = utf8(`SEND\ncontent-length:100\n\n${String(index).padStart(100)}\0`);
      frames.push(...codec.decode(wire.subarray(0, 60)), ...codec.decode(wire.subarray(60)));
    }
    const bodies = frames.map((frame) => (frame.kind === 'frame' ? Number(new TextDecoder().decode(frame.body)) : -1));
    expect(bodies).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });

  it('describes a frame as it was written, not as we would write it', () => {
    const wire = utf8('SEND\r\nx:a\\cb\r\n\r\nhi\0');
    const codec = new StompCodec();
    const [frame] = codec.decode(wire);
    expect(codec.lastBytes).toEqual(wire);
    expect(codec.describe(frame as StompFrame).fields).toEqual([
      { name: 'command', value: 'SEND', start: 0, end: 6 },
      { name: 'x', value: 'a:b', start: 6, end: 14 },
      { name: 'end of headers', value: '', start: 14, end: 16 },
      { name: 'body', value: 'hi', start: 16, end: 18 },
      { name: 'end', value: 'NUL', start: 18, end: 19 },
    ]);
  });
});

describe('STOMP that is none', () => {
  it.each([
    ['a header without a colon', 'SEND\nfoo\n', 'header "foo" has no value'],
    ['an unknown escape', 'SEND\nfoo:a\\tb\n', 'bad escape "\\\\t" in a header'],
    ['an escape cut off by the end of the line', 'SEND\nfoo:a\\\n', 'bad escape "\\\\" in a header'],
    ['a CR within a line', 'SEND\nfoo:a\rb\n', 'a carriage return that no line feed follows'],
    ['a CR between frames', '\rSEND\n', 'a carriage return that no line feed follows'],
    [
      'a body that is longer than it says',
      'SEND\ncontent-length:1\n\nab\0',
      'no NUL where content-length says that the body ends',
    ],
    ['a length that is none', 'SEND\ncontent-length:x\n\n', 'content-length "x" is no length'],
    ['a negative length', 'SEND\ncontent-length:-1\n\n', 'content-length "-1" is no length'],
    [
      'a body beyond the limit',
      'SEND\ncontent-length:134217729\n\n',
      'more than 134217728 bytes of body in a frame (bodyBytes)',
    ],
    [
      'a head without end',
      'x'.repeat(STOMP_LIMITS.headBytes + 1),
      'more than 1048576 bytes of command and headers in a frame (headBytes)',
    ],
    [
      'headers without end',
      `SEND\n${'a:b\n'.repeat(STOMP_LIMITS.headers + 1)}`,
      'more than 1000 headers in a frame (headers)',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(new WireError(message));
  });

  it('lets the good frames before it out first, and nothing after it', () => {
    const codec = new StompCodec();
    const heard: string[] = [];
    expect(() => {
      for (const frame of codec.decode(utf8('ACK\n\n\0NACK\nx\n'))) heard.push(...commands([frame]));
    }).toThrow(WireError);
    expect(heard).toEqual(['ACK']);
    expect([...codec.decode(utf8('ACK\n\n\0'))]).toEqual([]);
  });
});

/** WebSocket as a carrier (RFC 6455): the request, frames cut anywhere, and what is refused. */
import { describe, expect, it } from 'vitest';
import type { Pipe, PipeListener } from '../../src/network/pipe.ts';
import { closeFrame, FrameFault, frame, FrameReader, OPCODE } from '../../src/server/websocket/frames.ts';
import { acceptWebSocket } from '../../src/server/websocket/pipe.ts';
import { chance } from '../support/chance.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** As a client writes it. */
function masked(code: number, payload: Uint8Array, { fin = true, mask = Uint8Array.of(1, 2, 3, 4) } = {}): Uint8Array {
  const plain = frame(code, payload);
  const head = plain.slice(0, plain.length - payload.length);
  head[0] = (fin ? 0x80 : 0) | code;
  head[1] = (head[1] ?? 0) | 0x80;
  return Uint8Array.from([...head, ...mask, ...payload.map((byte, index) => byte ^ (mask[index & 3] ?? 0))]);
}

function read(chunks: readonly Uint8Array[]) {
  const heard: (string | number[])[] = [];
  const data: number[] = [];
  const reader = new FrameReader({
    data: (chunk) => void data.push(...chunk),
    ping: (payload) => void heard.push(`ping ${decoder.decode(payload)}`),
    close: () => void heard.push('close'),
  });
  for (const chunk of chunks) reader.read(chunk);
  return { heard, data };
}

describe('frames', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 100_000])('of %i bytes come through, cut anywhere', (length) => {
    const payload = Uint8Array.from({ length }, (_, index) => index & 0xff);
    const bytes = masked(OPCODE.binary, payload);
    const random = chance(length);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const next = at + 1 + random.below(Math.max(3, length / 3));
      chunks.push(bytes.slice(at, next));
      at = next;
    }
    expect(read(chunks).data).toEqual([...payload]);
  });

  it('[MQTT-6.0.0-2] of one message are one stream, with control frames between them', () => {
    const chunks = [
      masked(OPCODE.binary, encoder.encode('one '), { fin: false }),
      masked(OPCODE.ping, encoder.encode('there?')),
      masked(OPCODE.continuation, encoder.encode('two '), { fin: false }),
      masked(OPCODE.continuation, encoder.encode('three')),
      masked(OPCODE.close, new Uint8Array(0)),
    ];
    const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
    for (const cut of [chunks, [whole], [...whole].map((byte) => Uint8Array.of(byte))]) {
      const { heard, data } = read(cut);
      expect(decoder.decode(Uint8Array.from(data))).toBe('one two three');
      expect(heard).toEqual(['ping there?', 'close']);
    }
  });

  it.each([
    ['§5.1 what is not masked', frame(OPCODE.binary, Uint8Array.of(1)), 1002],
    ['[MQTT-6.0.0-1] text', masked(OPCODE.text, Uint8Array.of(97)), 1003],
    ['§5.2 reserved bits', Uint8Array.of(0xc2, 0x80, 0, 0, 0, 0), 1002],
    ['§5.2 an opcode that does not exist', masked(3, new Uint8Array(0)), 1002],
    ['§5.4 a continuation of nothing', masked(OPCODE.continuation, Uint8Array.of(1)), 1002],
    ['§5.5 a control frame in pieces', masked(OPCODE.ping, Uint8Array.of(1), { fin: false }), 1002],
    ['§5.5 a control frame that is too long', masked(OPCODE.ping, new Uint8Array(126)), 1002],
    ['§5.2 a length of 2^63', Uint8Array.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1002],
  ])('refuses %s', (_, bytes, code) => {
    let fault: unknown;
    try {
      read([bytes]);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(FrameFault);
    expect((fault as FrameFault).code).toBe(code);
  });

  it('lets out nothing but its own fault, whatever comes', () => {
    const random = chance(3);
    for (let round = 0; round < 20_000; round++) {
      try {
        read([random.bytes(random.below(30)), random.bytes(random.below(30))]);
      } catch (error) {
        if (!(error instanceof FrameFault)) throw error;
      }
    }
  });
});

const REQUEST = [
  'GET /mqtt HTTP/1.1',
  'Host: 127.0.0.1',
  'Upgrade: websocket',
  'Connection: keep-alive, Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: mqtt',
];

/** A carrier whose other end is this test. */
function stage() {
  let listener: PipeListener | undefined;
  const said: Uint8Array[] = [];
  const events: string[] = [];
  const carrier: Pipe = {
    peer: { address: 'there', port: 1 },
    listen: (given) => void (listener = given),
    write: (chunk) => said.push(chunk) > 0,
    end: () => void events.push('end'),
    destroy: () => void events.push('destroy'),
  };
  let pipe: Pipe | undefined;
  const data: string[] = [];
  acceptWebSocket(carrier, {
    subprotocols: ['mqtt', 'mqttv3.1'],
    accept(given) {
      pipe = given;
      given.listen({
        data: (chunk) => void data.push(decoder.decode(chunk)),
        closed: (how) => void events.push(`closed ${how}`),
      });
    },
  });
  return {
    events,
    data,
    pipe: () => pipe,
    send: (...chunks: (string | Uint8Array)[]) => {
      for (const chunk of chunks) listener?.data(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
    },
    lost: () => listener?.closed('lost'),
    said: () => decoder.decode(Uint8Array.from(said.splice(0).flatMap((chunk) => [...chunk]))),
  };
}

const request = (lines: readonly string[]): string => [...lines, '', ''].join('\r\n');
const without = (name: string): string => request(REQUEST.filter((line) => !line.startsWith(name)));

describe('the request', () => {
  it('[MQTT-6.0.0-4] is answered as §1.3 says, also when it comes byte by byte with data behind it', () => {
    const { send, said, data } = stage();
    send(...[...request(REQUEST)], masked(OPCODE.binary, encoder.encode('hello')));
    expect(said()).toBe(
      request([
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
        'Sec-WebSocket-Protocol: mqtt',
      ]),
    );
    expect(data).toEqual(['hello']);
  });

  it('may have the first frame in the same chunk', () => {
    const { send, data } = stage();
    send(Uint8Array.from([...encoder.encode(request(REQUEST)), ...masked(OPCODE.binary, encoder.encode('x'))]));
    expect(data).toEqual(['x']);
  });

  it.each([
    ['is no GET', request(['POST / HTTP/1.1', ...REQUEST.slice(1)]), '400'],
    ['asks for no upgrade', without('Upgrade'), '426'],
    ['asks for no connection upgrade', without('Connection'), '426'],
    ['is of another version', request(REQUEST.map((line) => line.replace(': 13', ': 8'))), '426'],
    ['has no key', without('Sec-WebSocket-Key'), '400'],
    ['[MQTT-6.0.0-3] offers no subprotocol', without('Sec-WebSocket-Protocol'), '400'],
    ['does not end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(9000)}`, '431'],
  ])('that %s is refused', (_, text, status) => {
    const { send, said, events, pipe } = stage();
    send(text);
    expect(said()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(events).toEqual(['end']);
    expect(pipe()).toBeUndefined();
  });
});

describe('the pipe', () => {
  const opened = () => {
    const one = stage();
    one.send(request(REQUEST));
    one.said();
    return one;
  };

  it('answers a ping, and a goodbye with one', () => {
    const { send, said, events } = opened();
    send(masked(OPCODE.ping, encoder.encode('hi')));
    expect(said()).toBe(decoder.decode(frame(OPCODE.pong, encoder.encode('hi'))));
    send(masked(OPCODE.close, Uint8Array.of(3, 232)));
    expect(said()).toBe(decoder.decode(closeFrame(1000)));
    expect(events).toEqual(['end', 'closed end']);
  });

  it('says goodbye before it ends', () => {
    const { pipe, said, events } = opened();
    pipe()?.write(encoder.encode('last'));
    pipe()?.end();
    pipe()?.end();
    const bytes = [...frame(OPCODE.binary, encoder.encode('last')), ...closeFrame(1000)];
    expect(said()).toBe(decoder.decode(Uint8Array.from(bytes)));
    expect(events).toEqual(['end']);
  });

  it('is lost where the client breaks the protocol', () => {
    const { send, events, data } = opened();
    send(frame(OPCODE.binary, Uint8Array.of(1)), masked(OPCODE.binary, encoder.encode('too late')));
    expect(events).toEqual(['end', 'closed lost']);
    expect(data).toEqual([]);
  });

  it('is lost with its carrier', () => {
    const { lost, events } = opened();
    lost();
    expect(events).toEqual(['closed lost']);
  });
});

import { describe, expect, it } from 'vitest';
import type { Pipe, PipeListener } from '../../src/network/pipe.ts';
import { method, PROTOCOL_HEADER } from '../../src/protocols/amqp/frames.ts';
import { amqp, AmqpCodec, type AmqpFrame } from '../../src/protocols/amqp/index.ts';
import { toBase64 } from '../../src/server/base64.ts';
import { SERVER_LIMITS } from '../../src/server/limits.ts';
import { parseControl } from '../../src/server/control.ts';
import { consumeFields, startOk, wireServer, type WireServer } from '../support/amqp-wire.ts';
import { chance } from '../support/chance.ts';

describe('a restart', () => {
  it('tells every client, keeps what is durable and persistent, and serves again', async () => {
    const stage = wireServer();
    const wire = await stage.connect().open();
    await wire.declare('kept');
    await wire.declare('mine', { exclusive: true });
    const persistent = (text: string, deliveryMode: number): void => {
      const body = new TextEncoder().encode(text);
      wire.write(
        method(1, 'basic.publish', {
          reserved1: 0,
          exchange: '',
          routingKey: 'kept',
          mandatory: false,
          immediate: false,
        }),
        { kind: 'header', channel: 1, classId: 60, bodyBytes: body.length, properties: { deliveryMode } },
        { kind: 'body', channel: 1, payload: body },
      );
    };
    persistent('stays', 2);
    persistent('goes', 1);
    persistent('held', 2);
    await wire.turn();
    await wire.call(1, 'basic.consume', consumeFields('kept'), 'basic.consume-ok');
    wire.frames.length = 0;
    stage.server.control({ type: 'restart' });
    await wire.turn();
    expect(wire.take('connection.close').fields).toEqual({
      replyCode: 320,
      replyText: "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'",
      classId: 0,
      methodId: 0,
    });
    expect(wire.closed).toBe('end');
    const again = await stage.connect().open();
    expect(await again.declare('kept')).toMatchObject({ messageCount: 2, consumerCount: 0 });
    const first = await again.call(1, 'basic.get', { reserved1: 0, queue: 'kept', noAck: true }, 'basic.get-ok');
    expect(first.fields.redelivered).toBe(true);
    const types = stage.events().map((event) => event.type);
    const order = ['fault-injected', 'connection-closed', 'broker-restarted'] as const;
    const places = order.map((type) => types.indexOf(type));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(stage.events().filter(({ type }) => type === 'dropped')).toEqual([
      expect.objectContaining({ reason: 'restart', queue: 'kept' }),
    ]);
  });
});

describe('a cut', () => {
  it('comes without a word', async () => {
    const stage = wireServer();
    const wire = await stage.connect().open();
    stage.server.control({ type: 'cut', connection: 'c1' });
    await wire.turn();
    expect(wire.frames).toEqual([]);
    expect(wire.closed).toBe('lost');
    expect(stage.events().slice(-2)).toMatchObject([
      { type: 'fault-injected', fault: 'cut', target: 'c1' },
      { type: 'connection-closed', connection: 'c1', reason: 'cut' },
    ]);
    stage.server.control({ type: 'cut', connection: 'c1' });
    expect(stage.server.connectionCount).toBe(0);
  });
});

describe('the trace', () => {
  it('tells a message from its sender to its ack, by one number', async () => {
    const stage = wireServer();
    const wire = await stage.connect().open();
    await wire.declare('q');
    await wire.call(1, 'basic.consume', consumeFields('q'), 'basic.consume-ok');
    wire.publish('q', 'Đơn');
    await wire.turn();
    wire.write(method(1, 'basic.ack', { deliveryTag: 1, multiple: false }));
    await wire.turn();
    const told = stage.events().map(({ seq: _seq, at: _at, ...body }) => body);
    expect(told.slice(-6)).toEqual([
      { type: 'consumer-added', consumer: 'c', queue: 'q', connection: 'c1', prefetch: 0, ack: 'manual' },
      {
        type: 'published',
        message: 1,
        connection: 'c1',
        exchange: '',
        key: 'q',
        body: 'Đơn',
        sizeBytes: 5,
        persistent: false,
      },
      { type: 'routed', message: 1, queues: ['q'] },
      { type: 'enqueued', message: 1, queue: 'q', ready: 1 },
      { type: 'delivered', message: 1, queue: 'q', consumer: 'c', connection: 'c1', tag: 1, redelivered: false },
      { type: 'acked', message: 1, queue: 'q', connection: 'c1' },
    ]);
  });

  it('tells every frame as it stood on the wire, where that is wanted', async () => {
    const stage = wireServer({ traceFrames: true });
    const wire = await stage.connect().open();
    wire.write({ kind: 'heartbeat', channel: 0 });
    await wire.turn();
    const frames = stage.events().filter((event) => event.type === 'frame');
    expect(frames.map(({ direction }) => direction).join(' ')).toBe('in out in out in in out in out in');
    expect(frames[0]).toMatchObject({
      connection: 'c1',
      protocol: 'amqp',
      bytes: toBase64(new TextEncoder().encode('AMQP\0\0\t\x01')),
    });
    expect(Buffer.from(frames.at(-1)?.bytes ?? '', 'base64').toString('hex')).toBe('08000000000000ce');
    expect((await quiet()).some(({ type }) => type === 'frame')).toBe(false);
  });

  it("carries the peer's port", async () => {
    const stage = wireServer();
    stage.connect();
    expect(stage.events()[0]).toMatchObject({
      type: 'connection-opened',
      connection: 'c1',
      protocol: 'amqp',
      peer: { address: '127.0.0.1', port: expect.any(Number) as number },
    });
  });

  const quiet = async () => {
    const stage = wireServer();
    await stage.connect().open();
    return stage.events();
  };
});

it('a client that keeps its half open after the goodbye is cut', async () => {
  const stage = wireServer();
  const wire = await stage.connect().open();
  wire.end = () => {};
  wire.write(method(0, 'connection.close', { replyCode: 200, replyText: '', classId: 0, methodId: 0 }));
  await wire.turn();
  wire.take('connection.close-ok');
  await wire.turn(5000);
  expect(stage.server.connectionCount).toBe(0);
  expect(stage.clock.pending, 'no timer is left behind').toBe(0);
});

it('one connection too many is turned away, and the trace says why', async () => {
  const stage = wireServer();
  for (let index = 0; index < SERVER_LIMITS.connections; index++) stage.connect();
  const late = stage.connect();
  await late.turn();
  expect(late.closed).toBe('lost');
  expect(stage.events().at(-1)).toMatchObject({ type: 'connection-closed', reason: 'too many connections' });
});

it('a client that asks and does not read is cut', async () => {
  const stage = wireServer();
  const good = await stage.connect().open();
  await good.declare('q', { arguments: new Map() });
  const deaf = deafClient(stage);
  const text = 'x'.repeat(130_000);
  for (let round = 0; round < 540; round++) {
    good.publish('q', text);
    await good.turn();
    deaf.get();
    await good.turn();
  }
  const closed = stage.events().find(({ type }) => type === 'connection-closed');
  expect(closed).toMatchObject({ connection: 'c2', reason: 'peer does not read' });
  await good.declare('q');
});

/** Fetches message after message, and takes nothing from its pipe. */
function deafClient(stage: WireServer): { get(): void } {
  let behind = false;
  const codec = new AmqpCodec();
  const peer = { address: '127.0.0.1', port: 1 };
  let listener: PipeListener | undefined;
  const pipe: Pipe = {
    peer,
    listen: (one) => void (listener = one),
    write: () => ((behind = true), !behind),
    end: () => {},
    destroy: () => {},
  };
  stage.server.accept(pipe, amqp());
  const say = (frame: AmqpFrame): void => listener?.data(codec.encode(frame));
  say({ kind: 'protocol-header', channel: 0, bytes: PROTOCOL_HEADER });
  say(method(0, 'connection.start-ok', startOk()));
  say(method(0, 'connection.tune-ok', { channelMax: 10, frameMax: 131_072, heartbeat: 0 }));
  say(method(0, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }));
  say(method(1, 'channel.open', { reserved1: '' }));
  return { get: () => say(method(1, 'basic.get', { reserved1: 0, queue: 'q', noAck: true })) };
}

describe('control messages', () => {
  it.each([
    ['{"type":"restart"}', { type: 'restart' }],
    ['{"type":"cut","connection":"c1"}', { type: 'cut', connection: 'c1' }],
    ['{"type":"cut"}', undefined],
    ['{"type":"other"}', undefined],
    ['null', undefined],
    ['restart', undefined],
  ])('%s', (line, message) => expect(parseControl(line)).toEqual(message));
});

it('base64 agrees with the one everybody knows', () => {
  const random = chance(2);
  for (let length = 0; length < 200; length++) {
    const bytes = random.bytes(length);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  }
});

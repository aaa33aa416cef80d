import { describe, expect, it } from 'vitest';
import type { AmqpFrame } from '../../../src/protocols/amqp/index.ts';
import { type Fields, method } from '../../../src/protocols/amqp/frames.ts';
import { consumeFields, queueFields, type Wire, wireServer } from '../../support/amqp-wire.ts';
import { chance } from '../../support/chance.ts';

const bodies = (frames: readonly AmqpFrame[]): string[] =>
  frames.flatMap((frame) => (frame.kind === 'body' ? [new TextDecoder().decode(frame.payload)] : []));

const ack = (deliveryTag: number, multiple = false): AmqpFrame => method(1, 'basic.ack', { deliveryTag, multiple });

async function consuming(noAck = false): Promise<Wire> {
  const wire = await wireServer().connect().open();
  await wire.declare('q');
  await wire.call(1, 'basic.consume', consumeFields('q', { noAck }), 'basic.consume-ok');
  return wire;
}

/** What a close says, in short. */
async function refusal(
  wire: Wire,
  kind: 'channel.close' | 'connection.close',
  ...frames: AmqpFrame[]
): Promise<string> {
  wire.write(...frames);
  await wire.turn();
  const { replyCode, replyText, classId, methodId } = wire.take(kind).fields;
  return `${replyCode} ${replyText} (${classId}.${methodId})`;
}

describe('messages', () => {
  it('go in and come out with their properties, as they stood on the wire', async () => {
    const wire = await consuming();
    const properties = { contentType: 'text/plain', headers: new Map([['đ', 'ơn']]), deliveryMode: 2, messageId: '7' };
    const body = new TextEncoder().encode('Đơn hàng');
    wire.write(
      method(1, 'basic.publish', { reserved1: 0, exchange: '', routingKey: 'q', mandatory: false, immediate: false }),
      { kind: 'header', channel: 1, classId: 60, bodyBytes: body.length, properties },
      { kind: 'body', channel: 1, payload: body.slice(0, 4) },
      { kind: 'body', channel: 1, payload: body.slice(4) },
    );
    await wire.turn();
    const { fields } = wire.take('basic.deliver');
    expect(fields).toEqual({ consumerTag: 'c', deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'q' });
    const [header] = wire.frames;
    if (header?.kind !== 'header') throw new Error('no header');
    const { contentType, headers, deliveryMode, messageId } = header.properties;
    expect({ contentType, headers, deliveryMode, messageId }).toEqual(properties);
    expect(bodies(wire.frames)).toEqual(['Đơn hàng']);
  });

  it('are split into frames of the size agreed upon, and an empty one has no body', async () => {
    const wire = await wireServer({ profile: '3.10' }).connect().open({ frameMax: 4096 });
    await wire.declare('q');
    await wire.call(1, 'basic.consume', consumeFields('q'), 'basic.consume-ok');
    wire.write(
      method(1, 'basic.publish', { reserved1: 0, exchange: '', routingKey: 'q', mandatory: false, immediate: false }),
      { kind: 'header', channel: 1, classId: 60, bodyBytes: 10_000, properties: {} },
      ...[4088, 4088, 1824].map((length) => ({ kind: 'body' as const, channel: 1, payload: new Uint8Array(length) })),
    );
    wire.publish('q', '');
    wire.frames.length = 0;
    await wire.turn();
    const sizes = wire.frames.map((frame) => (frame.kind === 'body' ? frame.payload.length : frame.kind));
    expect(sizes.slice(0, 5)).toEqual(['method', 'header', 4088, 4088, 1824]);
    expect(sizes.slice(5)).toEqual(['method', 'header']);
  });

  it('of one tick go out in one chunk', async () => {
    const wire = await consuming(true);
    const before = wire.chunks;
    for (let index = 0; index < 20; index++) wire.publish('q', String(index));
    await wire.turn();
    expect(bodies(wire.frames)).toHaveLength(20);
    expect(wire.chunks - before).toBe(1);
  });

  it('come back when their channel closes, and when their connection is lost', async () => {
    const stage = wireServer();
    const first = await stage.connect().open();
    await first.declare('q');
    first.publish('q', '1');
    first.publish('q', '2');
    await first.call(1, 'basic.consume', consumeFields('q'), 'basic.consume-ok');
    first.destroy();
    const second = await stage.connect().open({ channels: 2 });
    const get = { reserved1: 0, queue: 'q', noAck: false };
    const got = await second.call(2, 'basic.get', get, 'basic.get-ok');
    expect(got.fields).toMatchObject({ deliveryTag: 1, redelivered: true, messageCount: 1 });
    second.frames.length = 0;
    await second.call(
      2,
      'channel.close',
      { replyCode: 200, replyText: '', classId: 0, methodId: 0 },
      'channel.close-ok',
    );
    expect(await second.declare('q')).toMatchObject({ messageCount: 2, consumerCount: 0 });
  });
});

describe('settling', () => {
  it('multiple settles everything up to the tag, 0 everything', async () => {
    const wire = await consuming();
    for (const text of ['1', '2', '3', '4']) wire.publish('q', text);
    await wire.turn();
    wire.frames.length = 0;
    wire.write(method(1, 'basic.nack', { deliveryTag: 3, multiple: true, requeue: true }));
    await wire.turn();
    expect(bodies(wire.frames.splice(0))).toEqual(['1', '2', '3']);
    wire.write(ack(0, true));
    expect((await wire.declare('q')).messageCount).toBe(0);
  });

  it.each([
    ['ack', ack(99), '406 PRECONDITION_FAILED - unknown delivery tag 99 (60.80)'],
    ['ack multiple', ack(99, true), '406 PRECONDITION_FAILED - unknown delivery tag 99 (60.80)'],
    [
      'nack',
      method(1, 'basic.nack', { deliveryTag: 7, multiple: false, requeue: true }),
      '406 PRECONDITION_FAILED - unknown delivery tag 7 (60.120)',
    ],
    [
      'reject',
      method(1, 'basic.reject', { deliveryTag: 7, requeue: true }),
      '406 PRECONDITION_FAILED - unknown delivery tag 7 (60.90)',
    ],
  ])('%s of an unknown tag closes the channel', async (_, frame, text) => {
    const wire = await wireServer().connect().open();
    expect(await refusal(wire, 'channel.close', frame)).toBe(text);
  });

  it('acks the same twice: the second is unknown', async () => {
    const wire = await consuming();
    wire.publish('q', '1');
    await wire.turn();
    wire.frames.length = 0;
    expect(await refusal(wire, 'channel.close', ack(1), ack(1))).toMatch(/unknown delivery tag 1/);
  });

  it('a rolled-back ack is no ack', async () => {
    const wire = await wireServer().connect().open();
    await wire.declare('q');
    wire.publish('q', '1');
    await wire.call(1, 'tx.select', {}, 'tx.select-ok');
    await wire.call(1, 'basic.get', { reserved1: 0, queue: 'q', noAck: false }, 'basic.get-ok');
    wire.frames.length = 0;
    wire.write(ack(1));
    await wire.call(1, 'tx.rollback', {}, 'tx.rollback-ok');
    await wire.call(1, 'basic.recover', { requeue: true }, 'basic.recover-ok');
    const got = await wire.call(1, 'basic.get', { reserved1: 0, queue: 'q', noAck: false }, 'basic.get-ok');
    expect(got.fields).toMatchObject({ deliveryTag: 2, redelivered: true });
  });
});

describe('confirms', () => {
  const acks = (wire: Wire): unknown[] =>
    wire.frames.flatMap((frame): unknown[] => {
      if (frame.kind !== 'method') return [];
      if (frame.method === 'basic.ack') return [[frame.fields.deliveryTag, frame.fields.multiple]];
      return frame.method === 'basic.nack' || frame.method === 'basic.return' ? [frame.method] : [];
    });

  it('come for every message, and together where there are many', async () => {
    const wire = await wireServer().connect().open();
    await wire.declare('q');
    await wire.call(1, 'confirm.select', { noWait: false }, 'confirm.select-ok');
    wire.publish('q', '1');
    wire.publish('nowhere', '2');
    await wire.turn();
    expect(acks(wire)).toEqual([
      [1, false],
      [2, false],
    ]);
    wire.frames.length = 0;
    for (let index = 3; index <= 30; index++) wire.publish('q', String(index));
    await wire.turn();
    expect(acks(wire)).toEqual([[30, true]]);
  });

  it('what cannot be delivered is given back before it is confirmed', async () => {
    const wire = await wireServer().connect().open();
    await wire.call(1, 'confirm.select', { noWait: false }, 'confirm.select-ok');
    wire.publish('nowhere', '1', { mandatory: true });
    await wire.turn();
    expect(acks(wire)).toEqual(['basic.return', [1, false]]);
  });

  it('a full queue that refuses is a nack', async () => {
    const wire = await wireServer().connect().open();
    const table = new Map<string, string | { type: 'int8'; value: number }>([
      ['x-max-length', { type: 'int8', value: 1 }],
      ['x-overflow', 'reject-publish'],
    ]);
    await wire.declare('q', { arguments: table });
    await wire.call(1, 'confirm.select', { noWait: false }, 'confirm.select-ok');
    for (const text of ['1', '2']) wire.publish('q', text);
    await wire.turn();
    expect(acks(wire)).toEqual([[1, false], 'basic.nack']);
  });
});

describe('errors', () => {
  const qos = (fields: Partial<Fields<'basic.qos'>>, channel = 1): AmqpFrame =>
    method(channel, 'basic.qos', { prefetchSize: 0, prefetchCount: 1, global: false, ...fields });
  const header = (bodyBytes: number): AmqpFrame => ({
    kind: 'header',
    channel: 1,
    classId: 60,
    bodyBytes,
    properties: {},
  });
  const body = (bytes: number): AmqpFrame => ({ kind: 'body', channel: 1, payload: new Uint8Array(bytes) });
  const publish = (immediate = false): AmqpFrame =>
    method(1, 'basic.publish', { reserved1: 0, exchange: '', routingKey: 'x', mandatory: false, immediate });

  it.each([
    ['a method on a channel that is not open', [qos({}, 5)], "504 CHANNEL_ERROR - expected 'channel.open' (60.10)"],
    [
      'a second channel.open',
      [method(1, 'channel.open', { reserved1: '' })],
      "504 CHANNEL_ERROR - second 'channel.open' seen (20.10)",
    ],
    ['prefetch by size', [qos({ prefetchSize: 100 })], '540 NOT_IMPLEMENTED - prefetch_size!=0 (100) (60.10)'],
    ['immediate', [publish(true)], '540 NOT_IMPLEMENTED - immediate=true (60.40)'],
    ['flow off', [method(1, 'channel.flow', { active: false })], '540 NOT_IMPLEMENTED - active=false (20.20)'],
    [
      'a header without a publish',
      [header(1)],
      '505 UNEXPECTED_FRAME - expected method frame, got non method frame instead (0.0)',
    ],
    [
      'a body without a header',
      [publish(), body(1)],
      '505 UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead (60.40)',
    ],
    [
      'a method in the middle of a message',
      [publish(), header(5), qos({})],
      '505 UNEXPECTED_FRAME - expected content body, got non content body frame instead (60.10)',
    ],
    [
      'a frame larger than agreed',
      [publish(), header(5000), body(5000)],
      '501 FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,5000,4088} (0.0)',
    ],
    [
      'a method of the connection on a channel',
      [method(1, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false })],
      '503 COMMAND_INVALID - unimplemented method (10.40)',
    ],
    [
      'a method that only a server sends',
      [method(1, 'basic.get-empty', { reserved1: '' })],
      '503 COMMAND_INVALID - unimplemented method (60.72)',
    ],
    [
      'an exchange of an unknown type',
      [
        method(1, 'exchange.declare', {
          reserved1: 0,
          exchange: 'x',
          type: 'bogus',
          passive: false,
          durable: false,
          autoDelete: false,
          internal: false,
          noWait: false,
          arguments: new Map(),
        }),
      ],
      "503 COMMAND_INVALID - unknown exchange type 'bogus' (40.10)",
    ],
  ])('%s closes the connection (recorded from RabbitMQ 3.10.8)', async (_, frames, text) => {
    const stage = wireServer({ profile: '3.10' });
    const wire = await stage.connect().open({ frameMax: 4096 });
    expect(await refusal(wire, 'connection.close', ...frames)).toBe(text);
    expect(wire.closed, 'it waits for close-ok').toBeUndefined();
    wire.write(qos({}), method(0, 'connection.close-ok', {}));
    await wire.turn();
    expect(wire.frames).toEqual([]);
    expect(wire.closed).toBe('end');
  });

  it('waits half a minute for close-ok', async () => {
    const wire = await wireServer().connect().open();
    await refusal(wire, 'connection.close', header(1));
    await wire.turn(30_001);
    expect(wire.closed).toBe('end');
  });

  it('more body than was announced is met with silence, as RabbitMQ does, and nothing of it is kept', async () => {
    const wire = await wireServer().connect().open();
    wire.write(publish(), header(1), body(3), body(100_000));
    await wire.turn();
    expect(wire.frames).toEqual([]);
    expect(await refusal(wire, 'connection.close', qos({}))).toMatch(
      /expected content body, got non content body frame/,
    );
  });

  it('a message that is too large is refused when it is announced', async () => {
    const wire = await wireServer({ profile: '4.x' }).connect().open();
    expect(await refusal(wire, 'channel.close', publish(), header(16_777_217))).toBe(
      '406 PRECONDITION_FAILED - message size 16777217 is larger than configured max size 16777216 (60.40)',
    );
    wire.write(body(100));
    await wire.turn();
    expect(wire.frames).toEqual([]);
  });

  it('a closed channel ignores what was on its way, and can be opened again', async () => {
    const wire = await wireServer().connect().open({ channels: 2 });
    expect(await refusal(wire, 'channel.close', ack(1))).toMatch(/^406/);
    wire.write(ack(2), publish(), header(1), body(1));
    await wire.turn();
    expect(wire.frames).toEqual([]);
    wire.write(method(1, 'channel.close-ok', {}));
    await wire.call(1, 'channel.open', { reserved1: '' }, 'channel.open-ok');
    await wire.call(2, 'basic.qos', { prefetchSize: 0, prefetchCount: 1, global: false }, 'basic.qos-ok');
  });

  it('an empty queue name stands for the last one declared on the channel', async () => {
    const wire = await wireServer().connect().open();
    const get = method(1, 'basic.get', { reserved1: 0, queue: '', noAck: true });
    expect(await refusal(wire, 'channel.close', get)).toBe('404 NOT_FOUND - no previously declared queue (60.70)');
    wire.write(method(1, 'channel.close-ok', {}));
    await wire.call(1, 'channel.open', { reserved1: '' }, 'channel.open-ok');
    const { queue } = await wire.declare('');
    expect(queue).toMatch(/^amq\.gen-[\w-]{22}$/);
    await wire.call(1, 'basic.get', { reserved1: 0, queue: '', noAck: true }, 'basic.get-empty');
  });

  it('no-wait means no answer', async () => {
    const wire = await wireServer().connect().open();
    wire.write(method(1, 'queue.declare', queueFields('q', { noWait: true })));
    wire.write(method(1, 'basic.consume', consumeFields('q', { noWait: true })));
    await wire.turn();
    expect(wire.frames).toEqual([]);
    wire.publish('q', '1');
    await wire.turn();
    expect(bodies(wire.frames)).toEqual(['1']);
  });

  it('counts channels against what was agreed', async () => {
    const wire = await wireServer().connect().open({ channelMax: 2, channels: 2 });
    const third = method(3, 'channel.open', { reserved1: '' });
    expect(await refusal(wire, 'connection.close', third)).toBe(
      '530 NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2) (20.10)',
    );
  });

  it('a text too long for a reply is cut', async () => {
    const wire = await wireServer().connect().open();
    const name = 'đ'.repeat(120);
    const text = await refusal(wire, 'channel.close', method(1, 'queue.declare', queueFields(name, { passive: true })));
    expect(new TextEncoder().encode(text.slice(4, text.lastIndexOf(' ('))).length).toBeLessThanOrEqual(255);
    expect(text).toMatch(/\.\.\. \(50\.10\)$/);
  });
});

describe('profile 4.x (from source and documentation, not recorded)', () => {
  it('denies transient queues that are not exclusive, in these words', async () => {
    const wire = await wireServer({ profile: '4.x' }).connect().open();
    const declare = method(1, 'queue.declare', queueFields('q', { durable: false }));
    expect(await refusal(wire, 'connection.close', declare)).toMatch(
      /^541 INTERNAL_ERROR - .*transient_nonexcl_queues/,
    );
    const other = await wireServer({ profile: '4.x' }).connect().open();
    await other.declare('q', { durable: false, exclusive: true });
  });

  it('but first compares with a queue that is there', async () => {
    const wire = await wireServer({ profile: '4.x' }).connect().open();
    await wire.declare('q');
    const declare = method(1, 'queue.declare', queueFields('q', { durable: false }));
    expect(await refusal(wire, 'channel.close', declare)).toMatch(
      /^406 PRECONDITION_FAILED - inequivalent arg 'durable'/,
    );
  });

  it('takes credit for a whole channel for that of each consumer', async () => {
    const wire = await wireServer({ profile: '4.x' }).connect().open();
    await wire.declare('q');
    await wire.call(1, 'basic.qos', { prefetchSize: 0, prefetchCount: 1, global: true }, 'basic.qos-ok');
    for (const consumerTag of ['a', 'b']) {
      await wire.call(1, 'basic.consume', consumeFields('q', { consumerTag }), 'basic.consume-ok');
    }
    for (const text of ['1', '2', '3']) wire.publish('q', text);
    await wire.turn();
    expect(bodies(wire.frames)).toEqual(['1', '2']);
  });

  it('an unknown exchange type closes the channel only', async () => {
    const wire = await wireServer({ profile: '4.x' }).connect().open();
    const fields = {
      reserved1: 0,
      exchange: 'x',
      type: 'bogus',
      passive: false,
      durable: false,
      autoDelete: false,
      internal: false,
      noWait: false,
      arguments: new Map(),
    };
    expect(await refusal(wire, 'channel.close', method(1, 'exchange.declare', fields))).toBe(
      "406 PRECONDITION_FAILED - unknown exchange type 'bogus' (40.10)",
    );
  });
});

it('a consumer that does not read does not make the server gather without end', async () => {
  const stage = wireServer();
  const slow = stage.connect();
  await slow.open();
  await slow.declare('q');
  const payload = 'x'.repeat(10_000);
  for (let index = 0; index < 200; index++) slow.publish('q', payload);
  await slow.turn();
  slow.write(method(1, 'basic.consume', consumeFields('q', { noAck: true })));
  // Two million bytes wait; what one turn brings is what the pipe lets through before it says no.
  await Promise.resolve();
  await Promise.resolve();
  const taken = stage.events().filter(({ type }) => type === 'delivered').length;
  expect(taken).toBeLessThan(100);
  await slow.turn();
  expect(bodies(slow.frames)).toHaveLength(200);
});

it('garbage on one connection takes nobody else down', async () => {
  const random = chance(21);
  const stage = wireServer();
  const good = await stage.connect().open();
  await good.declare('q');
  for (let round = 0; round < 200; round++) {
    const bad = stage.connect();
    if (round % 2 === 0) await bad.open();
    for (let piece = 0; piece < 5; piece++) {
      const frame = Uint8Array.of(1 + random.below(3), 0, 1, 0, 0, 0, 0, ...random.bytes(4 + random.below(40)), 0xce);
      frame[6] = frame.length - 8;
      if (random.below(2) === 0)
        frame.set([0, [10, 20, 40, 50, 60, 85, 90][random.below(7)] ?? 0, 0, 10 * random.below(13)], 7);
      bad.raw(frame);
    }
    await bad.turn();
    bad.destroy();
  }
  good.publish('q', 'still here');
  await good.turn();
  const got = await good.call(1, 'basic.get', { reserved1: 0, queue: 'q', noAck: true }, 'basic.get-ok');
  expect(got.fields.routingKey).toBe('q');
  expect(stage.bugs).toEqual([]);
  await good.turn();
  expect(stage.server.connectionCount).toBe(1);
});

/** Frames that client libraries refuse to send, by the names of the recording. */
import type { AmqpFrame } from '../../../src/protocols/amqp/index.ts';
import { type Fields, FRAME, method, PROTOCOL_HEADER } from '../../../src/protocols/amqp/frames.ts';
import { consumeFields, queueFields } from '../../support/amqp-wire.ts';
import { type RawScenario, startOk } from '../raw-stage.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** A frame byte by byte, its end marker included, which need not be the right one. */
function frame(type: number, payload: Uint8Array, end: number = FRAME.end): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint16(1, 1);
  view.setUint32(3, payload.length);
  bytes.set(payload, 7);
  view.setUint8(7 + payload.length, end);
  return bytes;
}

const header = (bodyBytes: number): AmqpFrame => ({
  kind: 'header',
  channel: 1,
  classId: 60,
  bodyBytes,
  properties: {},
});
const body = (payload: Uint8Array): AmqpFrame => ({ kind: 'body', channel: 1, payload });
const publish = (immediate = false): AmqpFrame =>
  method(1, 'basic.publish', { reserved1: 0, exchange: '', routingKey: 'x', mandatory: false, immediate });
const qos = (channel: number, prefetchSize = 0): AmqpFrame =>
  method(channel, 'basic.qos', { prefetchSize, prefetchCount: 1, global: false });
const get = (): AmqpFrame => method(1, 'basic.get', { reserved1: 0, queue: '', noAck: true });
const transient = (queue: string, noWait: boolean): Fields<'queue.declare'> =>
  queueFields(queue, { durable: false, exclusive: true, noWait });

/** Opens, writes, and waits for the answer. */
const answered =
  (...frames: readonly AmqpFrame[]): RawScenario =>
  async (hand) => {
    await hand.open();
    hand.write(...frames);
    await hand.pause(150);
  };

export const RAW: Readonly<Record<string, RawScenario>> = {
  'bad protocol header HTTP': async (hand) => {
    hand.raw(text('GET / HTTP/1.1\r\n\r\n'));
    await hand.pause(200);
  },
  'protocol header 0-8': async (hand) => {
    hand.raw(text('AMQP\x01\x01\x08\0'));
    await hand.pause(200);
  },
  'protocol header 1.0 (AMQP 0 1 0 0)': async (hand) => {
    hand.raw(text('AMQP\0\x01\0\0'));
    await hand.pause(200);
  },
  'unknown mechanism': async (hand) => {
    hand.raw(PROTOCOL_HEADER);
    await hand.pause(30);
    hand.write(startOk('BOGUS'));
    await hand.pause(600);
  },
  'tune-ok frameMax 100': async (hand) => {
    await hand.open({ frameMax: 100, channel: false });
    await hand.pause(2500);
  },
  'tune-ok frameMax 1e6': async (hand) => {
    await hand.open({ frameMax: 1_000_000, channel: false });
    await hand.pause(2500);
  },
  'tune-ok channelMax 2, open channel 3': async (hand) => {
    await hand.open({ channelMax: 2 });
    hand.write(method(3, 'channel.open', { reserved1: '' }));
    await hand.pause(150);
  },
  'method on unopened channel': answered(qos(5)),
  'second channel.open': answered(method(1, 'channel.open', { reserved1: '' })),
  'qos prefetch_size 100': answered(qos(1, 100)),
  'publish immediate': answered(publish(true), header(1), body(text('x'))),
  'channel.flow active=false': answered(method(1, 'channel.flow', { active: false })),
  'channel.flow active=true': answered(method(1, 'channel.flow', { active: true })),
  'content header without publish': answered(header(1)),
  'body without header': answered(publish(), body(text('x'))),
  'body longer than header size': answered(publish(), header(1), body(text('xyz'))),
  'bad frame end': async (hand) => {
    await hand.open();
    hand.raw(frame(1, Uint8Array.of(0, 60, 0, 10, 0, 0, 0, 0, 0, 1, 0), 0));
    await hand.pause(1200);
  },
  'oversized frame (frameMax 4096, 5000 body)': async (hand) => {
    await hand.open({ frameMax: 4096 });
    hand.write(publish(), header(5000), body(new Uint8Array(5000)));
    await hand.pause(1200);
  },
  'unknown method 60,99': async (hand) => {
    await hand.open();
    hand.raw(frame(1, Uint8Array.of(0, 60, 0, 99)));
    await hand.pause(150);
  },
  'unknown frame type 7': async (hand) => {
    await hand.open();
    hand.raw(frame(7, text('x')));
    await hand.pause(1200);
  },
  'connection method on channel 1': answered(
    method(1, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }),
  ),
  'nowait declare + bind + consume': answered(
    method(1, 'queue.declare', transient('t.nw', true)),
    method(1, 'basic.consume', consumeFields('t.nw', { noAck: true, noWait: true })),
  ),
  'empty consumer tag + no queue declared on channel (queue="")': answered(get()),
  'queue="" means last declared': async (hand) => {
    await hand.open();
    hand.write(method(1, 'queue.declare', transient('t.last', false)));
    await hand.pause(30);
    const exchange = 'amq.fanout';
    const bind = { reserved1: 0, queue: '', exchange, routingKey: '', noWait: false, arguments: new Map() };
    hand.write(method(1, 'queue.bind', bind), get());
    await hand.pause(150);
  },
  'heartbeat=1, client silent': async (hand) => {
    await hand.open({ heartbeat: 1 });
    for (let step = 0; step < 9; step++) await hand.pause(500);
  },
  'connection.update-secret / blocked not sent': async (hand) => {
    await hand.open();
    hand.write(method(1, 'confirm.select', { noWait: false }), method(1, 'confirm.select', { noWait: false }));
    await hand.pause(100);
  },
};

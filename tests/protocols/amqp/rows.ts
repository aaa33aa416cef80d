/** Frames and their bytes, by hand from the specification: every kind of frame, field and property at least once. */
import type { Properties, Table, Value } from '../../../src/broker/index.ts';
import { type AmqpFrame, method } from '../../../src/protocols/amqp/frames.ts';
import type { CodecRow } from '../codec-contract.ts';

const table = (entries: Record<string, Value>): Table => new Map(Object.entries(entries));
const header = (bodyBytes: number, properties: Properties): AmqpFrame => ({
  kind: 'header',
  channel: 1,
  classId: 60,
  bodyBytes,
  properties,
});

/** The first eight bytes of a connection, for codecs that expect them. */
export const PRELUDE = Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1);

export const ROWS: readonly CodecRow<AmqpFrame>[] = [
  { name: 'heartbeat', frame: { kind: 'heartbeat', channel: 0 }, bytes: '08 0000 00000000 ce' },
  {
    name: 'a method without fields: tx.select',
    frame: method(3, 'tx.select', {}),
    bytes: '01 0003 00000004 005a 000a ce',
  },
  {
    name: 'bits that share an octet: basic.nack, multiple and requeue',
    frame: method(1, 'basic.nack', { deliveryTag: 258, multiple: true, requeue: true }),
    bytes: `01 0001 0000000d
      003c 0078
      0000000000000102 # delivery-tag
      03               # multiple, requeue
      ce`,
  },
  {
    name: 'basic.ack',
    frame: method(1, 'basic.ack', { deliveryTag: 2 ** 40, multiple: false }),
    bytes: '01 0001 0000000d 003c 0050 0000010000000000 00 ce',
  },
  {
    name: 'basic.publish',
    frame: method(1, 'basic.publish', {
      reserved1: 0,
      exchange: '',
      routingKey: 'đơn',
      mandatory: true,
      immediate: false,
    }),
    bytes: `01 0001 0000000e
      003c 0028
      0000
      00               # exchange: the default one
      05 c491 c6a1 6e  # routing-key
      01               # mandatory
      ce`,
  },
  {
    name: 'basic.deliver',
    frame: method(2, 'basic.deliver', {
      consumerTag: 'c',
      deliveryTag: 1,
      redelivered: true,
      exchange: 'x',
      routingKey: 'k',
    }),
    bytes: '01 0002 00000013 003c 003c 01 63 0000000000000001 01 01 78 01 6b ce',
  },
  {
    name: 'text that is not UTF-8 stays as it was',
    frame: method(1, 'basic.cancel', { consumerTag: 'a\udcff\udc80b', noWait: false }),
    bytes: '01 0001 0000000a 003c 001e 04 61ff8062 00 ce',
  },
  {
    name: 'a table with every type of value: queue.declare',
    frame: method(1, 'queue.declare', {
      reserved1: 0,
      queue: 'q',
      passive: false,
      durable: true,
      exclusive: false,
      autoDelete: false,
      noWait: true,
      arguments: table({
        b: { type: 'int8', value: -1 },
        B: { type: 'uint8', value: 200 },
        s: { type: 'int16', value: -300 },
        u: { type: 'uint16', value: 60_000 },
        I: { type: 'int32', value: -70_000 },
        i: { type: 'uint32', value: 4_000_000_000 },
        l: { type: 'int64', value: -1 },
        L: { type: 'int64', value: 2n ** 62n },
        f: { type: 'float32', value: 0.5 },
        d: { type: 'float64', value: 0.1 },
        D: { type: 'decimal', scale: 2, value: 314 },
        T: { type: 'time', value: 1_700_000_000 },
        t: true,
        S: 'chữ',
        x: Uint8Array.of(1, 2),
        V: null,
        A: ['a', { type: 'int8', value: 1 }],
        F: table({ n: false }),
      }),
    }),
    bytes: `01 0001 0000009e
      0032 000a 0000 01 71 12
      00000091                 # the table's bytes
      01 62 62 ff
      01 42 42 c8
      01 73 73 fed4
      01 75 75 ea60
      01 49 49 fffeee90
      01 69 69 ee6b2800
      01 6c 6c ffffffffffffffff
      01 4c 6c 4000000000000000
      01 66 66 3f000000
      01 64 64 3fb999999999999a
      01 44 44 02 0000013a
      01 54 54 000000006553f100
      01 74 74 01
      01 53 53 00000005 6368e1bbaf
      01 78 78 00000002 0102
      01 56 56
      01 41 41 00000008 53 00000001 61 62 01
      01 46 46 00000004 01 6e 74 00
      ce`,
  },
  {
    name: 'a long string and a table: connection.start-ok',
    frame: method(0, 'connection.start-ok', {
      clientProperties: table({}),
      mechanism: 'PLAIN',
      response: '\0guest\0guest',
      locale: 'en_US',
    }),
    bytes: `01 0000 00000024
      000a 000b 00000000
      05 504c41494e
      0000000c 006775657374006775657374
      05 656e5f5553
      ce`,
  },
  {
    name: 'connection.close',
    frame: method(0, 'connection.close', { replyCode: 320, replyText: 'bye', classId: 60, methodId: 40 }),
    bytes: '01 0000 0000000e 000a 0032 0140 03 627965 003c 0028 ce',
  },
  {
    name: 'a content header without properties',
    frame: header(11, {}),
    bytes: '02 0001 0000000e 003c 0000 000000000000000b 0000 ce',
  },
  {
    name: 'a content header with an empty table and persistent',
    frame: header(0, { headers: table({}), deliveryMode: 2 }),
    bytes: '02 0001 00000013 003c 0000 0000000000000000 3000 00000000 02 ce',
  },
  {
    name: 'a content header with every property',
    frame: header(2 ** 33, {
      contentType: 'text/plain',
      contentEncoding: 'utf-8',
      headers: table({ a: '1' }),
      deliveryMode: 1,
      priority: 9,
      correlationId: 'c',
      replyTo: 'r',
      expiration: '60',
      messageId: 'm',
      timestamp: 1_700_000_000,
      type: 't',
      userId: 'guest',
      appId: 'p',
      clusterId: '',
    }),
    bytes: `02 0001 00000049
      003c 0000 0000000200000000
      fffc
      0a 746578742f706c61696e
      05 7574662d38
      00000008 01 61 53 00000001 31
      01 09
      01 63
      01 72
      02 3630
      01 6d
      000000006553f100
      01 74
      05 6775657374
      01 70
      00
      ce`,
  },
  {
    name: 'a content body',
    frame: { kind: 'body', channel: 1, payload: Uint8Array.of(0xce, 0, 1) },
    bytes: '03 0001 00000003 ce0001 ce',
  },
  {
    name: 'an empty body',
    frame: { kind: 'body', channel: 65_535, payload: new Uint8Array(0) },
    bytes: '03 ffff 00000000 ce',
  },
];

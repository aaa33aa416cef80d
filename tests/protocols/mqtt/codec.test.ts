/** The codec over its rows, by the contract that all codecs keep, and what MQTT adds to it. */
import { describe, expect, it } from 'vitest';
import { MqttCodec } from '../../../src/protocols/mqtt/codec.ts';
import { PACKET_TYPES, type Packet } from '../../../src/protocols/mqtt/packets.ts';
import { PROPERTIES } from '../../../src/protocols/mqtt/properties.ts';
import { codecContract } from '../codec-contract.ts';
import { hex, toHex, utf8 } from './bytes.ts';
import { ROWS } from './rows.ts';

const NAMES = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5.0' };
for (const version of [3, 4, 5] as const) {
  const rows = ROWS.filter((row) => row.version === version);
  codecContract({
    name: NAMES[version],
    codec: () => new MqttCodec({ version }),
    rows: rows.map(({ name, packet, bytes }) => ({ name, frame: packet, bytes: toHex(bytes) })),
  });
}

describe('the rows', () => {
  it('have every packet type in every version that has it', () => {
    const there = new Set(ROWS.map(({ version, packet }) => `${packet.type} ${version === 5 ? 5 : 4}`));
    const versionless = ['pingreq', 'pingresp'];
    const expected = PACKET_TYPES.flatMap((row) => {
      if (!row) return [];
      if (versionless.includes(row.type)) return [];
      return row.type === 'auth' ? ['auth 5'] : [`${row.type} 4`, `${row.type} 5`];
    });
    expect(expected.filter((name) => !there.has(name))).toEqual([]);
  });

  it('have every property', () => {
    const text = JSON.stringify(ROWS);
    expect(PROPERTIES.map(({ name }) => name).filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  });
});

describe('a stream', () => {
  it('may be cut in pieces that are one and the same array', () => {
    const zero = hex('00');
    const codec = new MqttCodec();
    const packets = [...codec.decode(hex('30 05 00 01')), ...codec.decode(utf8('a'))];
    packets.push(...codec.decode(zero), ...codec.decode(zero), ...codec.decode(hex('c0 00')));
    expect(packets).toMatchObject([{ topic: 'a', payload: hex('00 00') }, { type: 'pingreq' }]);
  });

  it('takes its version from CONNECT, for what comes after it in the same piece too', () => {
    const codec = new MqttCodec();
    const connect = hex("10 0e 00 04 'MQTT' 05 02 00 3c 00 00 01 'c'");
    const publish = hex("30 05 00 01 'a' 00 'x'");
    expect([...codec.decode(Uint8Array.from([...connect, ...publish]))]).toMatchObject([
      { type: 'connect', version: 5 },
      { type: 'publish', topic: 'a', payload: utf8('x') },
    ]);
  });

  it('of which a reader leaves off goes on with the next piece', () => {
    const codec = new MqttCodec();
    for (const packet of codec.decode(hex('c0 00 d0 00'))) {
      expect(packet).toEqual({ type: 'pingreq' });
      break;
    }
    expect([...codec.decode(hex('e0 00'))]).toEqual([{ type: 'pingresp' }, { type: 'disconnect' }]);
  });

  it('gives the good packets before a bad one, then nothing but the failure', () => {
    const codec = new MqttCodec();
    const packets: unknown[] = [];
    const read = () => {
      for (const packet of codec.decode(hex('c0 00 d0 00 00 00 c0 00'))) packets.push(packet);
    };
    expect(read).toThrow('reserved');
    expect(packets).toEqual([{ type: 'pingreq' }, { type: 'pingresp' }]);
    expect(read).toThrow('reserved');
    expect(packets).toHaveLength(2);
  });

  it('copies a large packet that comes in many pieces once', () => {
    const payload = new Uint8Array(4 * 1024 * 1024);
    const bytes = new MqttCodec().encode({ type: 'publish', topic: 'a', payload, qos: 0, retain: false, dup: false });
    const codec = new MqttCodec();
    const packets = [];
    // quadratic copying would move 64 GiB
    for (let at = 0; at < bytes.length; at += 128) packets.push(...codec.decode(bytes.subarray(at, at + 128)));
    expect(packets).toHaveLength(1);
  });
});

describe('a description', () => {
  it('tells where the fields really stood, even where they could have been written otherwise', () => {
    const codec = new MqttCodec();
    const [packet] = [...codec.decode(hex('40 82 00 00 07'))];
    expect(codec.describe(packet!).fields.at(-1)).toEqual({ name: 'packet identifier', value: '7', start: 3, end: 5 });
    expect(codec.lastBytes).toEqual(hex('40 82 00 00 07'));
  });

  it('names the fields and shows payloads as text or in hexadecimal', () => {
    const codec = new MqttCodec({ version: 5 });
    const lines = (packet: Packet) => {
      const { title, fields } = codec.describe(packet);
      return [title, ...fields.map(({ name, value, start, end }) => `${start}–${end} ${name}: ${value}`)].join('\n');
    };
    const packet: Packet = {
      type: 'publish',
      topic: 'orders/new',
      payload: utf8('{"id":1}'),
      qos: 1,
      retain: true,
      dup: true,
      packetId: 7,
      properties: { topicAlias: 2, correlationData: hex('00 01') },
    };
    expect(lines(packet)).toMatchInlineSnapshot(`
      "PUBLISH orders/new, QoS 1, DUP, RETAIN, id 7
      0–1 packet type: PUBLISH, DUP, QoS 1, RETAIN
      1–2 remaining length: 31
      2–14 topic name: orders/new
      14–16 packet identifier: 7
      16–17 property length: 8
      17–18 property: topic alias
      18–20 topic alias: 2
      20–21 property: correlation data
      21–25 correlation data: 00 01
      25–33 payload: {"id":1}"
    `);
    expect(lines({ type: 'disconnect', reasonCode: 0x8e })).toMatchInlineSnapshot(`
      "DISCONNECT, session taken over
      0–1 packet type: DISCONNECT
      1–2 remaining length: 1
      2–3 reason code: 0x8e (session taken over)"
    `);
  });
});

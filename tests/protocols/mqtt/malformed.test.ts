/** What the specification forbids, by the number of its clause: bytes that are refused, with the reason code. */
import { describe, expect, it } from 'vitest';
import { MqttCodec } from '../../../src/protocols/mqtt/codec.ts';
import type { PacketError } from '../../../src/protocols/mqtt/errors.ts';
import { TOPIC_LEVELS_MAX } from '../../../src/protocols/mqtt/limits.ts';
import type { Version } from '../../../src/protocols/mqtt/packets.ts';
import type { ReasonName } from '../../../src/protocols/mqtt/reasons.ts';
import { WireError } from '../../../src/protocols/protocol.ts';
import { hex } from './bytes.ts';

const M = 'malformedPacket';
const P = 'protocolError';

/** `4` for 3.1.1, `5` for 5.0, `both` where the same bytes are forbidden in both. */
const FORBIDDEN: readonly (readonly [name: string, version: 4 | 5 | 'both', bytes: string, reason: ReasonName])[] = [
  ['[MQTT-1.5.4-1] a surrogate in a string', 'both', '30 05 00 03 ed a0 80', M],
  ['[MQTT-1.5.4-1] an overlong encoding in a string', 'both', '30 04 00 02 c0 af', M],
  ['[MQTT-1.5.4-1] a string that ends within a character', 'both', '30 03 00 01 c3', M],
  ['[MQTT-1.5.4-1] a byte that UTF-8 does not have, in a long string', 'both', `30 62 00 60 ff '${'.'.repeat(95)}'`, M],
  ['[MQTT-1.5.4-2] [MQTT-4.7.3-2] U+0000 in a string', 'both', "30 05 00 03 'a' 00 'b'", M],
  ['§1.5.4 a control character in a string', 'both', "30 05 00 03 'a' 01 'b'", M],
  ['§1.5.4 a non-character in a string', 'both', '30 05 00 03 ef bf be', M],
  ['[MQTT-1.5.5-1] a remaining length in more bytes than needed', 5, 'c0 80 00', M],
  ['[MQTT-1.5.5-1] a property length in more bytes than needed', 5, "30 06 00 01 'a' 80 00 'x'", M],
  ['[MQTT-1.5.7-1] U+0000 in a user property', 5, "30 0c 00 01 'a' 07 26 00 01 00 00 01 'b' 'x'", M],
  ['§1.5.5 a remaining length of five bytes', 'both', '30 ff ff ff ff 01', M],
  ['[MQTT-2.2.2-1] packet type 0', 'both', '00 00', P],
  ['[MQTT-2.2.2-1] packet type 15 before 5.0', 4, 'f0 00', P],
  ['[MQTT-2.1.3-1] flags on PINGREQ', 'both', 'c1 00', M],
  ['[MQTT-2.1.3-1] flags on PUBACK', 'both', '42 02 00 01', M],
  ['[MQTT-2.2.1-3] packet identifier 0 in PUBLISH', 'both', "32 06 00 01 'a' 00 00 00", P],
  ['[MQTT-2.2.1-3] packet identifier 0 in SUBSCRIBE', 4, "82 06 00 00 00 01 'a' 00", M],
  ['[MQTT-2.2.1-3] packet identifier 0 in PUBACK', 'both', '40 02 00 00', M],
  ['[MQTT-2.2.2-2] a property that does not exist', 5, "30 07 00 01 'a' 02 7f 00 'x'", M],
  ['[MQTT-2.2.2-2] a property of another packet', 5, "30 08 00 01 'a' 03 21 00 01 'x'", M],
  ['§2.2.2.2 a property twice', 5, "30 09 00 01 'a' 04 01 00 01 00 'x'", P],
  ['§2.2.2.2 properties longer than the packet', 5, "30 06 00 01 'a' 7f 01 00", M],
  ['§2.2.2.2 properties shorter than the last of them', 5, "30 06 00 01 'a' 01 01 00", M],
  ['[MQTT-3.1.2-1] another protocol name', 'both', "10 0d 00 04 'MQTX' 04 02 00 3c 00 01 'c'", P],
  [
    '[MQTT-3.1.2-2] a level that nobody has',
    'both',
    "10 0d 00 04 'MQTT' 09 02 00 3c 00 01 'c'",
    'unsupportedProtocolVersion',
  ],
  [
    '[MQTT-3.1.2-2] level 3 under the new name',
    'both',
    "10 0d 00 04 'MQTT' 03 02 00 3c 00 01 'c'",
    'unsupportedProtocolVersion',
  ],
  ['[MQTT-3.1.2-3] the reserved connect flag', 'both', "10 0d 00 04 'MQTT' 04 03 00 3c 00 01 'c'", M],
  ['[MQTT-3.1.2-11] a will QoS without a will', 'both', "10 0d 00 04 'MQTT' 04 0a 00 3c 00 01 'c'", M],
  ['[MQTT-3.1.2-12] will QoS 3', 'both', "10 14 00 04 'MQTT' 04 1e 00 3c 00 01 'c' 00 01 'w' 00 02 'xy'", M],
  ['[MQTT-3.1.2-13] will retain without a will', 'both', "10 0d 00 04 'MQTT' 04 22 00 3c 00 01 'c'", M],
  ['[MQTT-3.1.2-9] a will flag without a will', 'both', "10 0d 00 04 'MQTT' 04 06 00 3c 00 01 'c'", M],
  ['[MQTT-3.1.2-17] a user name flag without a user name', 'both', "10 0d 00 04 'MQTT' 04 82 00 3c 00 01 'c'", M],
  ['[MQTT-3.1.2-19] a password flag without a password', 5, "10 0e 00 04 'MQTT' 05 42 00 3c 00 00 01 'c'", M],
  [
    '[MQTT-3.1.2-22 of 3.1.1] a password without a user name',
    'both',
    "10 11 00 04 'MQTT' 04 42 00 3c 00 01 'c' 00 02 'pw'",
    M,
  ],
  ['[MQTT-3.1.3-3] no client identifier', 'both', "10 0a 00 04 'MQTT' 04 02 00 3c", M],
  ['[MQTT-3.1.3-4] a client identifier that is not UTF-8', 'both', "10 0d 00 04 'MQTT' 04 02 00 3c 00 01 ff", M],
  [
    '[MQTT-3.1.3-11] a will topic that is not UTF-8',
    'both',
    "10 13 00 04 'MQTT' 04 06 00 3c 00 01 'c' 00 01 ff 00 01 'x'",
    M,
  ],
  ['[MQTT-3.1.3-12] a user name that is not UTF-8', 'both', "10 10 00 04 'MQTT' 04 82 00 3c 00 01 'c' 00 01 ff", M],
  ['[MQTT-3.8.3-1] a topic filter that is not UTF-8', 4, '82 06 00 01 00 01 ff 00', M],
  ['[MQTT-3.10.3-1] a topic filter to unsubscribe from that is not UTF-8', 4, 'a2 05 00 01 00 01 ff', M],
  ['[MQTT-3.1.4-1] bytes behind CONNECT', 'both', "10 0f 00 04 'MQTT' 04 02 00 3c 00 01 'c' 'xx'", M],
  [
    '[MQTT-3.3.2-2] a wildcard in the will topic',
    'both',
    "10 13 00 04 'MQTT' 04 06 00 3c 00 01 'c' 00 01 '#' 00 01 'x'",
    P,
  ],
  ['§3.1.2.11.3 receive maximum 0', 5, "10 11 00 04 'MQTT' 05 02 00 3c 03 21 00 00 00 01 'c'", P],
  ['§3.1.2.11.4 maximum packet size 0', 5, "10 13 00 04 'MQTT' 05 02 00 3c 05 27 00 00 00 00 00 01 'c'", P],
  ['§3.1.2.11.6 request response information 2', 5, "10 10 00 04 'MQTT' 05 02 00 3c 02 19 02 00 01 'c'", P],
  ['[MQTT-3.2.2-1] reserved bits in CONNACK', 4, '20 02 02 00', M],
  ['[MQTT-3.2.2-4 of 3.1.1] a refusal with a session', 4, '20 02 01 05', P],
  ['[MQTT-3.2.2-6] a refusal with a session', 5, '20 03 01 87 00', P],
  ['[MQTT-3.2.2-8] a return code that does not exist', 4, '20 02 00 06', M],
  ['[MQTT-3.2.2-8] a reason code of another packet', 5, '20 03 00 92 00', M],
  ['[MQTT-3.3.1-2] DUP on QoS 0', 'both', "38 05 00 01 'a' 00 'x'", M],
  ['[MQTT-3.3.1-4] QoS 3', 'both', "36 07 00 01 'a' 00 01 00 'x'", M],
  ['[MQTT-3.3.2-1] a topic name longer than the packet', 'both', "30 05 00 09 'abc'", M],
  ['[MQTT-3.3.2-2] [MQTT-4.7.0-1] # in a topic name', 'both', "30 06 00 03 'a/#' 00", P],
  ['[MQTT-3.3.2-2] + in a topic name', 'both', "30 06 00 03 '+/a' 00", P],
  ['[MQTT-3.3.2-8] topic alias 0', 5, "30 08 00 01 'a' 03 23 00 00 'x'", M],
  ['[MQTT-3.3.2-14] a wildcard in the response topic', 5, "30 09 00 01 'a' 04 08 00 01 '#' 'x'", P],
  ['[MQTT-4.7.3-1] an empty topic name', 'both', '30 03 00 00 00', P],
  ['[MQTT-3.4.2-1] a reason code that PUBACK does not have', 5, '40 03 00 01 01', M],
  ['[MQTT-3.4.2-1] a reason code before 5.0', 4, '40 03 00 01 00', M],
  ['[MQTT-3.5.2-1] a reason code that PUBREC does not have', 5, '50 03 00 01 92', M],
  ['[MQTT-3.6.1-1] other flags on PUBREL', 'both', '60 02 00 01', M],
  ['[MQTT-3.6.2-1] a reason code that PUBREL does not have', 5, '62 03 00 01 10', M],
  ['[MQTT-3.7.2-1] a reason code that PUBCOMP does not have', 5, '70 03 00 01 10', M],
  ['[MQTT-3.8.1-1] other flags on SUBSCRIBE', 'both', "80 07 00 01 00 00 01 'a' 00", M],
  ['[MQTT-3.8.3-2] SUBSCRIBE to nothing', 4, '82 02 00 01', P],
  ['[MQTT-3.8.3-2] SUBSCRIBE to nothing', 5, '82 03 00 01 00', P],
  ['[MQTT-3.8.3-4] no local on a shared subscription', 5, "82 10 00 01 00 00 0a '$share/g/a' 04", P],
  ['[MQTT-3.8.3-5] reserved bits of the options', 5, "82 07 00 01 00 00 01 'a' 40", M],
  ['[MQTT-3.8.3-4 of 3.1.1] reserved bits of the requested QoS', 4, "82 06 00 01 00 01 'a' 04", M],
  ['[MQTT-3.8.3-5] QoS 3 is asked for', 5, "82 07 00 01 00 00 01 'a' 03", M],
  ['§3.8.3.1 retain handling 3', 5, "82 07 00 01 00 00 01 'a' 30", P],
  ['§3.8.2.1.2 subscription identifier 0', 5, "82 09 00 01 02 0b 00 00 01 'a' 00", P],
  ['§3.8.2.1.2 two subscription identifiers', 5, "82 0b 00 01 04 0b 01 0b 02 00 01 'a' 00", P],
  ['[MQTT-3.9.3-2] a return code that SUBACK does not have', 4, '90 03 00 01 03', M],
  ['[MQTT-3.9.3-2] a reason code that SUBACK does not have', 5, '90 04 00 01 00 11', M],
  ['[MQTT-3.10.1-1] other flags on UNSUBSCRIBE', 'both', "a0 06 00 01 00 00 01 'a'", M],
  ['[MQTT-3.10.3-2] UNSUBSCRIBE from nothing', 4, 'a2 02 00 01', P],
  ['[MQTT-3.11.3-2] a reason code that UNSUBACK does not have', 5, 'b0 04 00 01 00 01', M],
  ['§3.12 a body in PINGREQ', 'both', 'c0 01 00', M],
  ['[MQTT-3.14.1-1] flags on DISCONNECT', 'both', 'e1 00', M],
  ['[MQTT-3.14.2-1] a reason code that DISCONNECT does not have', 5, 'e0 01 05', M],
  ['§3.14 a reason code in DISCONNECT before 5.0', 4, 'e0 01 00', M],
  ['[MQTT-3.15.1-1] flags on AUTH', 5, 'f1 00', M],
  ['[MQTT-3.15.2-1] a reason code that AUTH does not have', 5, 'f0 02 01 00', M],
  ['[MQTT-4.7.1-1] # before the last level', 4, "82 0a 00 01 00 05 'a/#/b' 00", M],
  ['[MQTT-4.7.1-1] # beside other characters', 4, "82 08 00 01 00 03 'ab#' 00", M],
  ['[MQTT-4.7.1-2] + beside other characters', 4, "82 07 00 01 00 02 'a+' 00", M],
  ['[MQTT-4.7.1-2] + beside another +', 4, "82 07 00 01 00 02 '++' 00", M],
  ['[MQTT-4.7.3-1] an empty filter', 4, '82 05 00 01 00 00 00', M],
  ['[MQTT-4.8.2-1] an empty share name', 5, "82 0f 00 01 00 00 09 '$share//a' 00", M],
  ['[MQTT-4.8.2-2] a wildcard in the share name', 5, "82 10 00 01 00 00 0a '$share/+/a' 00", M],
  ['[MQTT-4.8.2-2] a share name without a filter', 5, "82 0e 00 01 00 00 08 '$share/g' 00", M],
];

function failure(bytes: Uint8Array, version: Version): unknown {
  try {
    return [...new MqttCodec({ version }).decode(bytes)];
  } catch (error) {
    return error;
  }
}

describe('forbidden bytes', () => {
  const cases = FORBIDDEN.flatMap(([name, versions, text, reason]) =>
    (versions === 'both' ? ([4, 5] as const) : [versions]).map((version) => ({ name, version, text, reason })),
  );
  it.each(cases)('$name (level $version): $reason', ({ text, version, reason }) => {
    const error = failure(hex(text), version);
    expect(error).toBeInstanceOf(WireError);
    expect((error as PacketError).reason).toBe(reason);
    expect((error as PacketError).message).toMatch(/^[\w:].*[^.]$/);
  });
});

describe('what looks forbidden and is not', () => {
  it.each([
    ['a remaining length in more bytes than needed, before 5.0', 4, 'c0 80 00'],
    ['$share without a filter is a topic before 5.0', 4, "82 0d 00 01 00 08 '$share/g' 00"],
    ['[MQTT-4.7.3-4] empty levels', 4, "82 08 00 01 00 03 '/+/' 00"],
    ['a user property twice', 5, "30 13 00 01 'a' 0e 26 00 01 'k' 00 01 'v' 26 00 01 'k' 00 01 'v' 'x'"],
  ] as const)('%s (level %i)', (_, version, text) => {
    expect(failure(hex(text), version)).toHaveLength(1);
  });
});

describe('limits', () => {
  it('refuses a packet that is too large before it has come', () => {
    const codec = new MqttCodec({ packetBytesMax: 1000 });
    expect(() => [...codec.decode(hex('30 e6 07'))]).toThrow('a packet of 1001 bytes; at most 1000 are taken');
    expect(failure(hex('30 ff ff ff 7f'), 4)).toMatchObject({ reason: 'packetTooLarge' });
  });

  it('refuses a topic that is too deep', () => {
    const codec = new MqttCodec();
    const publish = (levels: number) =>
      codec.encode({
        type: 'publish',
        topic: 'a/'.repeat(levels - 1) + 'b',
        payload: hex(''),
        qos: 0,
        retain: false,
        dup: false,
      });
    expect(failure(publish(TOPIC_LEVELS_MAX), 4)).toHaveLength(1);
    expect(failure(publish(TOPIC_LEVELS_MAX + 1), 4)).toMatchObject({ reason: 'protocolError' });
  });

  it('[MQTT-4.7.3-3] does not write a string that its length cannot say', () => {
    const codec = new MqttCodec();
    const publish = { type: 'publish', payload: hex(''), qos: 0, retain: false, dup: false } as const;
    expect(() => codec.encode({ ...publish, topic: 'a'.repeat(65_536) })).toThrow(WireError);
    expect(codec.encode({ ...publish, topic: 'a' })).toEqual(hex("30 03 00 01 'a'"));
  });
});

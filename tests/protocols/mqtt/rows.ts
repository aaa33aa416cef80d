/** One row for each shape of each packet: what it is, as data and as bytes. Every test of the codec runs over them. */
import type { Packet, Version } from '../../../src/protocols/mqtt/packets.ts';
import { hex, utf8 } from './bytes.ts';

export interface Row {
  readonly name: string;
  readonly version: Version;
  readonly packet: Packet;
  readonly bytes: Uint8Array;
}

const row = (name: string, version: Version, packet: Packet, bytes: string): Row => ({
  name,
  version,
  packet,
  bytes: hex(bytes),
});

export const ROWS: readonly Row[] = [
  row(
    'CONNECT 3.1.1, clean session [MQTT-3.1.2-16] [MQTT-3.1.2-18]',
    4,
    { type: 'connect', version: 4, cleanStart: true, keepAliveSeconds: 60, clientId: 'cam-1' },
    `10 11            # CONNECT, 17 bytes follow
     00 04 'MQTT'
     04               # level
     02               # clean session
     00 3c            # keep alive
     00 05 'cam-1'`,
  ),
  row(
    'CONNECT 3.1 says MQIsdp',
    3,
    { type: 'connect', version: 3, cleanStart: false, keepAliveSeconds: 0, clientId: 'old' },
    "10 11  00 06 'MQIsdp'  03  00  00 00  00 03 'old'",
  ),
  row(
    'CONNECT 3.1.1 with will, user name and password',
    4,
    {
      type: 'connect',
      version: 4,
      cleanStart: false,
      keepAliveSeconds: 10,
      clientId: 'c',
      will: { topic: 'gone', payload: utf8('bye'), qos: 1, retain: true },
      username: 'lan',
      password: utf8('s3'),
    },
    `10 21  00 04 'MQTT'  04
     ec               # user name, password, will retain, will QoS 1, will
     00 0a
     00 01 'c'
     00 04 'gone'  00 03 'bye'
     00 03 'lan'  00 02 's3'`,
  ),
  row(
    'CONNECT 5.0 with every property, and a will with every property of its own [MQTT-3.1.3-1]',
    5,
    {
      type: 'connect',
      version: 5,
      cleanStart: true,
      keepAliveSeconds: 300,
      clientId: '',
      will: {
        topic: 'w',
        payload: hex('ff 00'),
        qos: 2,
        retain: false,
        properties: {
          willDelayInterval: 5,
          payloadFormatIndicator: 0,
          messageExpiryInterval: 60,
          contentType: 'x/y',
          responseTopic: 'r',
          correlationData: hex('01 02'),
          userProperties: [['a', 'b']],
        },
      },
      properties: {
        sessionExpiryInterval: 0xffff_ffff,
        receiveMaximum: 10,
        maximumPacketSize: 65_536,
        topicAliasMaximum: 7,
        requestResponseInformation: 1,
        requestProblemInformation: 0,
        userProperties: [
          ['k', '1'],
          ['k', '2'],
        ],
        authenticationMethod: 'SCRAM',
        authenticationData: hex('00'),
      },
    },
    `10 65  00 04 'MQTT'  05
     16               # will QoS 2, will, clean start
     01 2c
     2e               # property length
     11 ff ff ff ff
     21 00 0a
     27 00 01 00 00
     22 00 07
     19 01
     17 00
     26 00 01 'k' 00 01 '1'
     26 00 01 'k' 00 01 '2'
     15 00 05 'SCRAM'
     16 00 01 00
     00 00            # client identifier
     22               # will property length
     18 00 00 00 05
     01 00
     02 00 00 00 3c
     03 00 03 'x/y'
     08 00 01 'r'
     09 00 02 01 02
     26 00 01 'a' 00 01 'b'
     00 01 'w'
     00 02 ff 00`,
  ),
  row(
    'CONNECT 5.0 with a password alone [MQTT-3.1.2-17]',
    5,
    {
      type: 'connect',
      version: 5,
      cleanStart: true,
      keepAliveSeconds: 0,
      clientId: 'c',
      password: utf8('p'),
    },
    "10 11  00 04 'MQTT'  05  42  00 00  00  00 01 'c'  00 01 'p'",
  ),
  row('CONNACK 3.1.1', 4, { type: 'connack', sessionPresent: true, reasonCode: 0 }, '20 02 01 00'),
  row('CONNACK 3.1.1, refused', 4, { type: 'connack', sessionPresent: false, reasonCode: 5 }, '20 02 00 05'),
  row(
    'CONNACK 5.0 with every property',
    5,
    {
      type: 'connack',
      sessionPresent: false,
      reasonCode: 0,
      properties: {
        sessionExpiryInterval: 1,
        receiveMaximum: 20,
        maximumQos: 1,
        retainAvailable: 1,
        maximumPacketSize: 1000,
        assignedClientIdentifier: 'auto',
        topicAliasMaximum: 10,
        reasonString: 'ok',
        userProperties: [['', '']],
        wildcardSubscriptionAvailable: 1,
        subscriptionIdentifierAvailable: 0,
        sharedSubscriptionAvailable: 1,
        serverKeepAlive: 30,
        responseInformation: 'ri',
        serverReference: 'sr',
        authenticationMethod: 'm',
        authenticationData: hex('2a'),
      },
    },
    `20 43 00 00
     40               # property length
     11 00 00 00 01
     21 00 14
     24 01
     25 01
     27 00 00 03 e8
     12 00 04 'auto'
     22 00 0a
     1f 00 02 'ok'
     26 00 00 00 00
     28 01
     29 00
     2a 01
     13 00 1e
     1a 00 02 'ri'
     1c 00 02 'sr'
     15 00 01 'm'
     16 00 01 2a`,
  ),
  row('CONNACK 5.0, refused', 5, { type: 'connack', sessionPresent: false, reasonCode: 0x87 }, '20 03 00 87 00'),
  row(
    'PUBLISH QoS 0 has no packet identifier [MQTT-2.2.1-2]',
    4,
    { type: 'publish', topic: 'a/b', payload: utf8('21.5'), qos: 0, retain: false, dup: false },
    "30 09  00 03 'a/b'  '21.5'",
  ),
  row(
    'PUBLISH QoS 1, retained',
    4,
    { type: 'publish', topic: 'a', payload: utf8('x'), qos: 1, retain: true, dup: false, packetId: 258 },
    "33 06  00 01 'a'  01 02  'x'",
  ),
  row(
    'PUBLISH QoS 2, again, without a payload',
    4,
    { type: 'publish', topic: 'a', payload: hex(''), qos: 2, retain: false, dup: true, packetId: 65_535 },
    "3c 05  00 01 'a'  ff ff",
  ),
  row(
    'PUBLISH to a topic beyond ASCII, with a BOM that stays [MQTT-1.5.4-3]',
    4,
    { type: 'publish', topic: '\ufeffĐà Nẵng/😀', payload: hex(''), qos: 0, retain: false, dup: false },
    '30 15  00 13  ef bb bf  c4 90 c3 a0 20 4e e1 ba b5 6e 67  2f  f0 9f 98 80',
  ),
  row(
    'PUBLISH 5.0 without properties [MQTT-2.2.2-1]',
    5,
    { type: 'publish', topic: 'a', payload: utf8('x'), qos: 0, retain: false, dup: false },
    "30 05  00 01 'a'  00  'x'",
  ),
  row(
    'PUBLISH 5.0 with every property',
    5,
    {
      type: 'publish',
      topic: 'a',
      payload: utf8('x'),
      qos: 1,
      retain: false,
      dup: false,
      packetId: 1,
      properties: {
        payloadFormatIndicator: 1,
        messageExpiryInterval: 10,
        topicAlias: 3,
        responseTopic: 'r/1',
        correlationData: hex('00 ff'),
        userProperties: [['đ', 'ư']],
        subscriptionIdentifiers: [1, 128, 268_435_455],
        contentType: 'text/plain',
      },
    },
    `32 3c  00 01 'a'  00 01
     35
     01 01
     02 00 00 00 0a
     23 00 03
     08 00 03 'r/1'
     09 00 02 00 ff
     26 00 02 c4 91 00 02 c6 b0
     0b 01
     0b 80 01
     0b ff ff ff 7f
     03 00 0a 'text/plain'
     'x'`,
  ),
  row(
    'PUBLISH 5.0 by topic alias',
    5,
    {
      type: 'publish',
      topic: '',
      payload: utf8('x'),
      qos: 0,
      retain: false,
      dup: false,
      properties: { topicAlias: 3 },
    },
    "30 07  00 00  03 23 00 03  'x'",
  ),
  row(
    'PUBLISH whose remaining length takes two bytes',
    4,
    { type: 'publish', topic: 'a', payload: new Uint8Array(125).fill(46), qos: 0, retain: false, dup: false },
    `30 80 01  00 01 'a'  '${'.'.repeat(125)}'`,
  ),
  ...(['puback', 'pubrec', 'pubcomp'] as const).flatMap((type, index) => {
    const first = ['40', '50', '70'][index];
    const [reason, code] = type === 'pubcomp' ? [0x92, '92'] : [0x10, '10'];
    return [
      row(`${type} 3.1.1`, 4, { type, packetId: 7 }, `${first} 02 00 07`),
      row(`${type} 5.0, short`, 5, { type, packetId: 7 }, `${first} 02 00 07`),
      row(`${type} 5.0 with a reason`, 5, { type, packetId: 7, reasonCode: reason }, `${first} 03 00 07 ${code}`),
      row(
        `${type} 5.0 with properties`,
        5,
        { type, packetId: 7, reasonCode: reason, properties: { reasonString: 'why', userProperties: [['a', 'b']] } },
        `${first} 11 00 07 ${code} 0d  1f 00 03 'why'  26 00 01 'a' 00 01 'b'`,
      ),
      row(
        `${type} 5.0 with no properties, said at length`,
        5,
        { type, packetId: 7, reasonCode: 0, properties: {} },
        `${first} 04 00 07 00 00`,
      ),
    ];
  }),
  row('PUBREL carries the flags 0010 [MQTT-3.6.1-1]', 4, { type: 'pubrel', packetId: 1 }, '62 02 00 01'),
  row('PUBREL 5.0 with a reason', 5, { type: 'pubrel', packetId: 1, reasonCode: 0x92 }, '62 03 00 01 92'),
  row(
    'SUBSCRIBE 3.1.1 to three filters [MQTT-3.8.1-1]',
    4,
    {
      type: 'subscribe',
      packetId: 10,
      subscriptions: [
        { filter: 'a/+', qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 },
        { filter: '#', qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 },
        { filter: '+/b/#', qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 },
      ],
    },
    `82 14 00 0a
     00 03 'a/+' 00
     00 01 '#' 01
     00 05 '+/b/#' 02`,
  ),
  row(
    'SUBSCRIBE 5.0 with an identifier and all options',
    5,
    {
      type: 'subscribe',
      packetId: 1,
      subscriptions: [
        { filter: 'a', qos: 1, noLocal: true, retainAsPublished: true, retainHandling: 2 },
        { filter: '$share/g/a', qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 1 },
      ],
      properties: { subscriptionIdentifiers: [5], userProperties: [['a', 'b']] },
    },
    `82 1d 00 01
     09  0b 05  26 00 01 'a' 00 01 'b'
     00 01 'a' 2d
     00 0a '$share/g/a' 12`,
  ),
  row('SUBACK 3.1.1', 4, { type: 'suback', packetId: 10, reasonCodes: [0, 1, 2, 128] }, '90 06 00 0a 00 01 02 80'),
  row(
    'SUBACK 5.0',
    5,
    { type: 'suback', packetId: 1, reasonCodes: [1, 0x9e], properties: { reasonString: 'no' } },
    "90 0a 00 01  05 1f 00 02 'no'  01 9e",
  ),
  row(
    'UNSUBSCRIBE 3.1.1 [MQTT-3.10.1-1]',
    4,
    { type: 'unsubscribe', packetId: 2, filters: ['a', 'b/#'] },
    "a2 0a 00 02  00 01 'a'  00 03 'b/#'",
  ),
  row(
    'UNSUBSCRIBE 5.0',
    5,
    { type: 'unsubscribe', packetId: 2, filters: ['a'], properties: { userProperties: [['a', 'b']] } },
    "a2 0d 00 02  07 26 00 01 'a' 00 01 'b'  00 01 'a'",
  ),
  row('UNSUBACK 3.1.1 has no payload', 4, { type: 'unsuback', packetId: 2, reasonCodes: [] }, 'b0 02 00 02'),
  row('UNSUBACK 5.0', 5, { type: 'unsuback', packetId: 2, reasonCodes: [0, 0x11] }, 'b0 05 00 02 00 00 11'),
  row('PINGREQ', 4, { type: 'pingreq' }, 'c0 00'),
  row('PINGRESP', 5, { type: 'pingresp' }, 'd0 00'),
  row('DISCONNECT 3.1.1', 4, { type: 'disconnect' }, 'e0 00'),
  row('DISCONNECT 5.0, short', 5, { type: 'disconnect' }, 'e0 00'),
  row('DISCONNECT 5.0 with a reason', 5, { type: 'disconnect', reasonCode: 4 }, 'e0 01 04'),
  row(
    'DISCONNECT 5.0 with properties',
    5,
    {
      type: 'disconnect',
      reasonCode: 0x9c,
      properties: { sessionExpiryInterval: 0, reasonString: 'go', serverReference: 'b2', userProperties: [['a', 'b']] },
    },
    "e0 18 9c 16  11 00 00 00 00  1f 00 02 'go'  1c 00 02 'b2'  26 00 01 'a' 00 01 'b'",
  ),
  row('AUTH, short', 5, { type: 'auth' }, 'f0 00'),
  row(
    'AUTH with a method and data',
    5,
    { type: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'm', authenticationData: hex('01') } },
    "f0 0a 18 08  15 00 01 'm'  16 00 01 01",
  ),
];

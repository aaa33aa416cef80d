/** Our codec against `mqtt-packet`, which is independent of it: each reads what the other writes, for packets at random. */
import { type Packet as PeerPacket, generate, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { MqttCodec } from '../../../src/protocols/mqtt/codec.ts';
import { PACKET_TYPES, type Packet, type PacketType, type Version } from '../../../src/protocols/mqtt/packets.ts';
import { PROPERTIES, type Properties } from '../../../src/protocols/mqtt/properties.ts';
import { REASON } from '../../../src/protocols/mqtt/reasons.ts';
import { Random, randomPacket } from './random.ts';

type Bag = Record<string, unknown>;

const PER_TYPE = 500;
/** Where its names are not ours. */
const PEER_NAMES: Bag = {
  subscriptionIdentifiers: 'subscriptionIdentifier',
  maximumQos: 'maximumQoS',
  subscriptionIdentifierAvailable: 'subscriptionIdentifiersAvailable',
};
const peerName = (name: string): string => (PEER_NAMES[name] as string | undefined) ?? name;
/** It reads and writes these bytes as booleans. */
const BOOLEANS = new Set<string>(
  PROPERTIES.filter(({ kind, name }) => kind === 'byte' && name !== 'maximumQos').map(({ name }) => peerName(name)),
);

/**
 * What mqtt-packet 9 cannot do is kept from it: empty user properties (it loses them), a password alone (it refuses to
 * write one), an AUTH without a reason code and a DISCONNECT because of the authentication method (it refuses to read
 * them; the specification's tables 2-6 and 3-10 disagree on the latter).
 */
function within(packet: Packet): Packet {
  const own = (properties: Properties | undefined): Properties | undefined => {
    if (!properties?.userProperties) return properties;
    const userProperties = properties.userProperties.map(([name, value]) => [name || '-', value || '-'] as const);
    return { ...properties, userProperties };
  };
  if (packet.type === 'auth') {
    return { ...packet, reasonCode: packet.reasonCode ?? 0, properties: own(packet.properties) ?? {} };
  }
  if (packet.type === 'disconnect' && packet.reasonCode === REASON.badAuthenticationMethod)
    return { type: 'disconnect' };
  if (!('properties' in packet)) return packet;
  const properties = own(packet.properties);
  if (packet.type !== 'connect') return { ...packet, properties } as Packet;
  const password = packet.username === undefined ? undefined : packet.password;
  const will = packet.will && { ...packet.will, properties: own(packet.will.properties) };
  return { ...packet, properties, password, will };
}

/** It knows user properties as an object, in which the order of different names is lost. */
function toPeerProperties(properties: Properties | undefined): Bag | undefined {
  if (!properties || Object.keys(properties).length === 0) return undefined;
  const peer: Bag = {};
  for (const [name, value] of Object.entries(properties)) {
    const theirs = peerName(name);
    if (name === 'userProperties') peer[theirs] = grouped(value as readonly (readonly [string, string])[]);
    else if (BOOLEANS.has(theirs)) peer[theirs] = value === 1;
    else if (value instanceof Uint8Array) peer[theirs] = Buffer.from(value);
    else if (Array.isArray(value)) peer[theirs] = value.length === 1 ? (value[0] as unknown) : value;
    else peer[theirs] = value;
  }
  return peer;
}

function grouped(pairs: readonly (readonly [string, string])[]): Bag {
  const byName = new Map<string, string[]>();
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function toPeer(packet: Packet, version: Version): Bag {
  const own = 'properties' in packet ? toPeerProperties(packet.properties) : undefined;
  const common = { cmd: packet.type, ...(own && { properties: own }) };
  switch (packet.type) {
    case 'connect': {
      const { will } = packet;
      const willProperties = toPeerProperties(will?.properties);
      return {
        ...common,
        protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
        protocolVersion: version,
        clean: packet.cleanStart,
        clientId: packet.clientId,
        keepalive: packet.keepAliveSeconds,
        ...(packet.username !== undefined && { username: packet.username }),
        ...(packet.password && { password: Buffer.from(packet.password) }),
        ...(will && {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: will.qos,
            retain: will.retain,
            ...(willProperties && { properties: willProperties }),
          },
        }),
      };
    }
    case 'connack': {
      const { sessionPresent, reasonCode } = packet;
      return { ...common, sessionPresent, ...(version === 5 ? { reasonCode } : { returnCode: reasonCode }) };
    }
    case 'publish': {
      const { topic, payload, qos, retain, dup, packetId } = packet;
      const messageId = packetId === undefined ? {} : { messageId: packetId };
      return { ...common, topic, payload: Buffer.from(payload), qos, retain, dup, ...messageId };
    }
    case 'subscribe': {
      const subscriptions = packet.subscriptions.map(({ filter, qos, noLocal, retainAsPublished, retainHandling }) => ({
        topic: filter,
        qos,
        ...(version === 5 && { nl: noLocal, rap: retainAsPublished, rh: retainHandling }),
      }));
      return { ...common, messageId: packet.packetId, subscriptions };
    }
    case 'unsubscribe':
      return { ...common, messageId: packet.packetId, unsubscriptions: packet.filters };
    case 'suback':
    case 'unsuback': {
      const granted = packet.reasonCodes.length > 0 && { granted: packet.reasonCodes };
      return { ...common, messageId: packet.packetId, ...granted };
    }
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { ...common, messageId: packet.packetId, ...(version === 5 && { reasonCode: packet.reasonCode ?? 0 }) };
    case 'disconnect':
    case 'auth':
      return { ...common, ...(version === 5 && { reasonCode: packet.reasonCode ?? 0 }) };
    default:
      return common;
  }
}

/** What the peer read, without what it says of the bytes. */
function fromPeer(packet: PeerPacket, expected: Bag): Bag {
  return Object.fromEntries(Object.entries(packet).filter(([name]) => name in expected));
}

function peerRead(bytes: Uint8Array, version: Version): PeerPacket[] {
  const packets: PeerPacket[] = [];
  const reader = parser({ protocolVersion: version });
  reader.on('packet', (packet: PeerPacket) => packets.push(packet));
  reader.on('error', (error: Error) => {
    throw error;
  });
  reader.parse(Buffer.from(bytes));
  return packets;
}

/** The same meaning in one shape: a reason of 0 and empty properties may be left out, names of user properties sorted. */
function meaning(packet: Packet): unknown {
  const plain = (properties: Properties | undefined) => {
    const entries = Object.entries(properties ?? {}).map(([name, value]) =>
      name === 'userProperties' ? [name, grouped(value as readonly (readonly [string, string])[])] : [name, value],
    );
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
  const bag: Bag = { ...packet };
  if ('properties' in packet) bag['properties'] = plain(packet.properties);
  if ('reasonCode' in packet) bag['reasonCode'] ||= undefined;
  if (packet.type === 'connect' && packet.will) {
    bag['will'] = { ...packet.will, properties: plain(packet.will.properties) };
  }
  return bag;
}

const cases = ([3, 4, 5] as const).flatMap((version) =>
  PACKET_TYPES.flatMap((row) => (row && (version === 5 || row.type !== 'auth') ? [{ version, type: row.type }] : [])),
);

describe.each(cases)('$type of level $version', ({ version, type }: { version: Version; type: PacketType }) => {
  const random = new Random(version * 100 + PACKET_TYPES.findIndex((row) => row?.type === type));
  const packets = Array.from({ length: PER_TYPE }, () => within(randomPacket(random, version, type)));

  it(`is read by mqtt-packet as we wrote it`, () => {
    for (const packet of packets) {
      const expected = toPeer(packet, version);
      const [read, ...more] = peerRead(new MqttCodec({ version }).encode(packet), version);
      expect(more).toEqual([]);
      expect(fromPeer(read!, expected)).toEqual(expected);
    }
  });

  it(`is read by us as mqtt-packet wrote it`, () => {
    for (const packet of packets) {
      const bytes = generate(toPeer(packet, version) as unknown as PeerPacket, { protocolVersion: version });
      const [read, ...more] = [...new MqttCodec({ version }).decode(new Uint8Array(bytes))];
      expect(more).toEqual([]);
      expect(meaning(read!)).toEqual(meaning(packet));
    }
  });
});

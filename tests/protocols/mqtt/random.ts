/** Packets at random, of all types and versions, within what the specification allows; the same seed gives the same. */
import { PACKET_TYPES, type Packet, type QoS, type Version } from '../../../src/protocols/mqtt/packets.ts';
import { PROPERTIES, type Properties, type PropertyPlace } from '../../../src/protocols/mqtt/properties.ts';
import { reasonName } from '../../../src/protocols/mqtt/reasons.ts';
import { chance } from '../../support/chance.ts';

export class Random {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = chance(seed).next;
  }

  /** From 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  flip(chance = 0.5): boolean {
    return this.next() < chance;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  bytes(most: number): Uint8Array {
    return Uint8Array.from({ length: this.below(most + 1) }, () => this.below(256));
  }

  text(most = 12): string {
    const alphabet = ['a', 'b', 'Z', '0', ' ', '.', '-', 'đ', 'ơ', 'ẵ', '€', '漢', '😀', '\ufeff'];
    return Array.from({ length: this.below(most + 1) }, () => this.pick(alphabet)).join('');
  }
}

const TYPES = PACKET_TYPES.flatMap((row) => (row ? [row.type] : []));
const REASON_CODES = Array.from({ length: 256 }, (_, code) => code);

const topic = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () => random.text(5)).join('/') + 'x';

function filter(random: Random): string {
  const levels = Array.from({ length: 1 + random.below(4) }, () => (random.flip(0.3) ? '+' : random.text(5)));
  if (random.flip(0.3)) levels.push('#');
  const plain = levels.join('/') || '#';
  return random.flip(0.1) ? `$share/${random.text(3)}g/${plain}` : plain;
}

function properties(random: Random, place: PropertyPlace): Properties | undefined {
  const chosen: Record<string, unknown> = {};
  for (const row of PROPERTIES) {
    if (!(row.in as readonly PropertyPlace[]).includes(place) || random.flip(0.6)) continue;
    const count = 'onceIn' in row && row.onceIn === place ? 1 : 1 + random.below(3);
    const list = 'list' in row ? Array.from({ length: count }, () => value(random, row)) : undefined;
    chosen[row.name] = list ?? value(random, row);
  }
  return Object.keys(chosen).length > 0 ? (chosen as Properties) : undefined;
}

function value(random: Random, row: (typeof PROPERTIES)[number]): unknown {
  const least = 'least' in row ? row.least : 0;
  switch (row.kind) {
    case 'byte':
      return random.below(2);
    case 'uint16':
      return Math.max(least, random.below(0x1_0000));
    case 'uint32':
      return Math.max(least, random.below(0x1_0000_0000));
    case 'varint':
      return Math.max(least, Math.floor(268_435_456 ** random.next()));
    case 'binary':
      return random.bytes(random.flip(0.1) ? 300 : 8);
    case 'utf8':
      return row.name === 'responseTopic' ? topic(random) : random.text();
    case 'pair':
      return [random.text(3), random.text()];
  }
}

/** Present in 5.0 alone, and not always. */
const tail = (random: Random, version: Version, type: PropertyPlace & Packet['type']) => {
  if (version < 5 || random.flip(0.3)) return {};
  const reasonCode = random.pick(REASON_CODES.filter((code) => reasonName(type, code) !== undefined));
  return random.flip() && type !== 'auth' ? { reasonCode } : { reasonCode, properties: properties(random, type) ?? {} };
};

export function randomPacket(random: Random, version: Version, type = random.pick(TYPES)): Packet {
  const packetId = 1 + random.below(65_535);
  const own = (place: PropertyPlace) => (version === 5 ? properties(random, place) : undefined);
  const reasonOf = (code: Packet['type']) =>
    random.pick(REASON_CODES.filter((number) => reasonName(code, number) !== undefined));
  switch (type) {
    case 'connect': {
      const will = random.flip()
        ? {
            topic: topic(random),
            payload: random.bytes(20),
            qos: random.below(3) as QoS,
            retain: random.flip(),
            properties: own('will'),
          }
        : undefined;
      const username = random.flip() ? random.text() : undefined;
      const password = random.flip() && (version === 5 || username !== undefined) ? random.bytes(8) : undefined;
      return {
        type,
        version,
        cleanStart: random.flip(),
        keepAliveSeconds: random.below(65_536),
        clientId: random.text() + 'c',
        will,
        username,
        password,
        properties: own('connect'),
      };
    }
    case 'connack': {
      const reasonCode = version === 5 ? reasonOf(type) : random.below(6);
      return { type, sessionPresent: reasonCode === 0 && random.flip(), reasonCode, properties: own(type) };
    }
    case 'publish': {
      const qos = random.below(3) as QoS;
      const payload = random.bytes(random.flip(0.05) ? 20_000 : 60);
      const rest = { payload, qos, retain: random.flip(), dup: qos > 0 && random.flip(), properties: own(type) };
      const named = rest.properties?.topicAlias === undefined || random.flip();
      return { type, topic: named ? topic(random) : '', ...rest, packetId: qos > 0 ? packetId : undefined };
    }
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { type, packetId, ...tail(random, version, type) };
    case 'subscribe': {
      const subscriptions = Array.from({ length: 1 + random.below(4) }, () => {
        const wanted = filter(random);
        return {
          filter: wanted,
          qos: random.below(3) as QoS,
          noLocal: version === 5 && !wanted.startsWith('$share/') && random.flip(),
          retainAsPublished: version === 5 && random.flip(),
          retainHandling: (version === 5 ? random.below(3) : 0) as 0 | 1 | 2,
        };
      });
      return { type, packetId, subscriptions, properties: own(type) };
    }
    case 'suback': {
      const one = () => (version === 5 ? reasonOf(type) : random.pick([0, 1, 2, 128]));
      return { type, packetId, reasonCodes: Array.from({ length: 1 + random.below(4) }, one), properties: own(type) };
    }
    case 'unsubscribe': {
      const filters = Array.from({ length: 1 + random.below(4) }, () => filter(random));
      return { type, packetId, filters, properties: own(type) };
    }
    case 'unsuback': {
      const reasonCodes = version < 5 ? [] : Array.from({ length: 1 + random.below(4) }, () => reasonOf(type));
      return { type, packetId, reasonCodes, properties: own(type) };
    }
    case 'pingreq':
    case 'pingresp':
      return { type };
    case 'auth':
    case 'disconnect':
      if (version < 5) return { type: 'disconnect' };
      return { type, ...tail(random, version, type) };
  }
}

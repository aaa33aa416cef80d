/** What comes out of good, random and damaged bytes can be written and read again. `MQTT_SEED=…` tries others. */
import { describe, expect, it } from 'vitest';
import { MqttCodec } from '../../../src/protocols/mqtt/codec.ts';
import type { Packet, Version } from '../../../src/protocols/mqtt/packets.ts';
import { WireError } from '../../../src/protocols/protocol.ts';
import { toHex } from './bytes.ts';
import { Random, randomPacket } from './random.ts';
import { ROWS } from './rows.ts';

const COUNT = 20_000;
const SEED = Number(process.env['MQTT_SEED'] ?? 1);
const VERSIONS: readonly Version[] = [3, 4, 5];

function damage(random: Random, whole: Uint8Array): Uint8Array {
  const bytes = [...whole];
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(bytes.length + 1);
    const how = random.below(5);
    if (how === 0) bytes[at] = random.below(256);
    else if (how === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    else if (how === 2) bytes.splice(at, random.below(4));
    else if (how === 3) bytes.splice(at, 0, ...random.bytes(4));
    else bytes.splice(at, 0, ...bytes.slice(at, at + random.below(20)));
  }
  return Uint8Array.from(bytes);
}

function noise(random: Random): Uint8Array {
  if (random.flip(0.2)) return random.bytes(64);
  return damage(random, random.pick(ROWS).bytes);
}

/** How many packets came out before the end or the failure. */
function read(bytes: Uint8Array, version: Version, random: Random): Packet[] {
  const codec = new MqttCodec({ version, packetBytesMax: 100_000 });
  const packets: Packet[] = [];
  const cut = random.below(bytes.length + 1);
  try {
    for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      for (const packet of codec.decode(piece)) {
        packets.push(packet);
        const again = new MqttCodec({ version: codec.version });
        expect([...again.decode(codec.encode(packet))]).toEqual([packet]);
      }
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw new Error(`${toHex(bytes)} of level ${version}`, { cause: error });
  }
  return packets;
}

describe('noise', () => {
  it(`of ${COUNT} inputs brings out packets that come back, or WireError`, () => {
    const random = new Random(SEED);
    let packets = 0;
    for (let count = 0; count < COUNT; count++) packets += read(noise(random), random.pick(VERSIONS), random).length;
    // damage that hardly ever leaves a packet whole, or always does, would not test much
    expect(packets).toBeGreaterThan(COUNT / 20);
    expect(packets).toBeLessThan(COUNT * 2);
  });
});

describe('packets at random', () => {
  it.each(VERSIONS)('of level %i come back as they were written', (version) => {
    const random = new Random(SEED + version);
    for (let count = 0; count < 5000; count++) {
      const packet = randomPacket(random, version);
      const bytes = new MqttCodec({ version }).encode(packet);
      expect([...new MqttCodec({ version }).decode(bytes)]).toEqual([packet]);
    }
  });
});

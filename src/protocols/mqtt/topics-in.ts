/** The topic that a client publishes to: by its name, by an alias for it, or not at all (§3.3.2.3.4, §4.7.2). */
import { PacketError, protocolError } from './errors.ts';
import type { Publish } from './packets.ts';

/** The aliases that a client gives to topics on one connection. */
export class AliasesIn {
  readonly #max: number;
  readonly #topics = new Map<number, string>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The packet with its topic's name and without the alias. Throws `PacketError`. */
  resolved(packet: Publish): Publish {
    if (packet.properties?.topicAlias === undefined) return packet;
    const { topicAlias, ...properties } = packet.properties;
    if (topicAlias > this.#max) {
      const message = `topic alias ${topicAlias}; at most ${this.#max} are taken [MQTT-3.3.2-9]`;
      throw new PacketError('topicAliasInvalid', message, 'publish');
    }
    if (packet.topic !== '') this.#topics.set(topicAlias, packet.topic);
    const topic = this.#topics.get(topicAlias);
    if (topic === undefined) throw protocolError(`topic alias ${topicAlias} stands for nothing`, 'publish');
    return { ...packet, topic, properties };
  }
}

/** The server's own: what clients publish there is acknowledged and dropped. */
export const isReserved = (topic: string): boolean => /^\$(?:SYS|share)(?:\/|$)/.test(topic);

/** A message of the broker as a PUBLISH for one client. */
import type { Broker, Delivery } from '../../broker/index.ts';
import { ByteWriter } from '../bytes.ts';
import type { Link } from './link.ts';
import type { Packet, Publish } from './packets.ts';
import type { MqttProfile } from './profile.ts';
import type { Properties } from './properties.ts';
import type { Grant } from './subscribed.ts';
import { foreign, PublishedProperties, toTopic } from './translate.ts';
import { writePacket } from './write.ts';

export interface PublicationOptions {
  readonly link: Link;
  readonly packetId: number | undefined;
  readonly dup: boolean;
  readonly broker: Broker;
  readonly profile: MqttProfile;
}

export function publication(delivery: Delivery, options: PublicationOptions): Publish {
  const { message } = delivery;
  const { properties: said } = message;
  const { qos, retain } = delivery.admission as Grant;
  const mine = said instanceof PublishedProperties;
  const { dup, packetId, link, broker, profile } = options;
  const topic = (mine ? said.topic : toTopic(message.key, profile.dotsSeparate)) ?? '';
  const own = mine ? said.mqtt : link.version === 5 ? foreign(message, broker.profile).properties : undefined;
  const properties = link.version === 5 ? passedOn(own, delivery, broker.clock.now()) : undefined;
  return { type: 'publish', topic, payload: message.body, qos, retain, dup, packetId, properties };
}

/** The sender's own properties, the subscriptions that the message is for, and how long it has left [MQTT-3.3.2-6]. */
function passedOn(own: Properties | undefined, delivery: Delivery, now: number): Properties | undefined {
  const { identifiers } = delivery.admission as Grant;
  const expires = own?.messageExpiryInterval !== undefined;
  if (identifiers === undefined && !expires) return own;
  const { messageExpiryInterval, ...others } = own ?? {};
  const left =
    delivery.expiresAt === Infinity ? messageExpiryInterval : Math.max(0, Math.ceil((delivery.expiresAt - now) / 1000));
  return {
    ...(identifiers !== undefined && { subscriptionIdentifiers: identifiers }),
    ...others,
    ...(expires && { messageExpiryInterval: left }),
  };
}

/** The aliases that the server gives to topics on one connection (5.0 §3.3.2.3.4), to the first topics that come. */
export class AliasesOut {
  readonly #max: number;
  readonly #byTopic = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  shortened(packet: Publish): Publish {
    const { topic, properties } = packet;
    const known = this.#byTopic.get(topic);
    if (known !== undefined) return { ...packet, topic: '', properties: { topicAlias: known, ...properties } };
    if (this.#byTopic.size >= this.#max) return packet;
    const topicAlias = this.#byTopic.size + 1;
    this.#byTopic.set(topic, topicAlias);
    return { ...packet, properties: { topicAlias, ...properties } };
  }
}

const scratch = new ByteWriter();

/** How long the packet is on the wire. */
export function packetBytes(packet: Packet, link: Link): number {
  const before = scratch.length;
  writePacket(scratch, packet, link.version);
  const bytes = scratch.length - before;
  scratch.rewind(before);
  return bytes;
}

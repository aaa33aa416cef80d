/** Messages from one client: published at once, or, with QoS 2, when the client releases them (§4.3). */
import { type Broker, BROKER_LIMITS, BrokerError } from '../../broker/index.ts';
import { brokerReason, PacketError, protocolError } from './errors.ts';
import type { Link } from './link.ts';
import type { Acknowledgement, Publish, QoS, Will } from './packets.ts';
import type { MqttProfile } from './profile.ts';
import { REASON, type ReasonName } from './reasons.ts';
import type { SessionState } from './session-state.ts';
import { AliasesIn, isReserved } from './topics-in.ts';
import { PublishedProperties, toKey, TOPIC_EXCHANGE } from './translate.ts';

export interface IncomingOptions {
  readonly broker: Broker;
  readonly profile: MqttProfile;
  readonly state: SessionState;
  readonly link: Link;
}

export class IncomingMessages {
  readonly #options: IncomingOptions;
  readonly #aliases: AliasesIn;

  constructor(options: IncomingOptions) {
    this.#options = options;
    this.#aliases = new AliasesIn(options.profile.topicAliasMaximum);
  }

  /** Throws `PacketError` for what ends the connection. */
  publish(packet: Publish): void {
    const { profile, link } = this.#options;
    if (packet.properties?.subscriptionIdentifiers !== undefined) {
      throw protocolError('a client publishes with a subscription identifier [MQTT-3.3.4-6]', 'publish');
    }
    if (packet.qos > profile.qosMax && link.version === 5) {
      throw new PacketError('qosNotSupported', `QoS ${packet.qos} [MQTT-3.2.2-11]`, 'publish');
    }
    const resolved = this.#aliases.resolved(packet);
    const qos = Math.min(packet.qos, profile.qosMax) as QoS;
    if (isTooLong(resolved.topic)) return this.#refuse({ ...resolved, qos }, 'topicNameInvalid');
    if (qos === 2) this.#hold(resolved);
    else this.#pass(qos === packet.qos ? resolved : { ...resolved, qos });
  }

  released({ packetId }: Acknowledgement): void {
    const { state, link } = this.#options;
    const packet = state.received.get(packetId);
    state.received.delete(packetId);
    if (packet !== undefined) this.#send(packet);
    link.send({ type: 'pubcomp', packetId });
  }

  #pass(packet: Publish): void {
    const reason = this.#send(packet);
    const { packetId = 0 } = packet;
    if (packet.qos === 1) this.#answer('puback', packetId, reason);
  }

  /** Sent again it takes its own place: it is one message until it is released [MQTT-4.3.3-10]. */
  #hold(packet: Publish): void {
    const { state, profile } = this.#options;
    const { packetId = 0 } = packet;
    if (isReserved(packet.topic)) return this.#answer('pubrec', packetId, 'notAuthorized');
    if (state.received.size >= profile.receiveMaximum && !state.received.has(packetId)) {
      return this.#answer('pubrec', packetId, 'quotaExceeded');
    }
    state.received.set(packetId, packet);
    this.#answer('pubrec', packetId, undefined);
  }

  /** Who speaks 5.0 and waits for an answer is told, everybody else is disconnected. */
  #refuse({ qos, packetId = 0 }: Publish, reason: ReasonName): void {
    const told = qos > 0 && this.#options.link.version === 5;
    if (!told) throw new PacketError(reason, 'the broker does not take the message', 'publish');
    this.#answer(qos === 1 ? 'puback' : 'pubrec', packetId, reason);
  }

  #send(packet: Publish): ReasonName | undefined {
    const { broker, profile, link } = this.#options;
    if (isReserved(packet.topic)) return 'notAuthorized';
    try {
      const taken = publishMessage(broker, profile, packet, link.connection);
      return taken ? undefined : 'noMatchingSubscribers';
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      const reason = brokerReason(error);
      if (packet.qos > 0 && link.version === 5) return reason;
      throw new PacketError(reason, error.message, 'publish');
    }
  }

  #answer(type: 'puback' | 'pubrec', packetId: number, reason: ReasonName | undefined): void {
    const { link } = this.#options;
    const said = reason !== undefined && link.version === 5;
    link.send(said ? { type, packetId, reasonCode: REASON[reason] } : { type, packetId });
  }
}

const encoder = new TextEncoder();

/** A topic is a routing key, and that has its limit. */
function isTooLong(topic: string): boolean {
  const max = BROKER_LIMITS.nameBytes;
  return topic.length * 3 > max && encoder.encode(topic).length > max;
}

/** False: nobody subscribes to it. Throws `BrokerError`. */
export function publishMessage(
  broker: Broker,
  profile: MqttProfile,
  packet: Publish | Will,
  connection: string,
): boolean {
  const topic = profile.dotsSeparate ? packet.topic.replaceAll('.', '/') : packet.topic;
  const outcome = broker.publish({
    exchange: TOPIC_EXCHANGE,
    key: toKey(topic),
    properties: new PublishedProperties(packet, topic, broker.profile),
    // what is remembered must not keep the whole chunk that it came in
    body: packet.retain ? packet.payload.slice() : packet.payload,
    connection,
    confirm: packet.qos > 0,
    remember: packet.retain,
  });
  return outcome !== 'unroutable';
}

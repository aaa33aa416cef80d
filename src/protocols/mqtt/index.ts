/** MQTT 3.1, 3.1.1 and 5.0, as Mosquitto or RabbitMQ speak it. */
import type { Broker } from '../../broker/index.ts';
import type { Protocol } from '../protocol.ts';
import { MqttCodec } from './codec.ts';
import type { Terms } from './handshake.ts';
import type { Packet } from './packets.ts';
import { type MqttProfileName, PROFILES } from './profile.ts';
import { Registry } from './registry.ts';
import { MqttSession } from './session.ts';

export { MqttCodec } from './codec.ts';
export type { Packet as MqttPacket } from './packets.ts';
export { MQTT_PROFILES, type MqttProfileName } from './profile.ts';

export interface MqttOptions {
  /** Whom to behave like where brokers differ; `mosquitto` where it is left out. */
  readonly profile?: MqttProfileName;
  /** User → password; where it is left out anybody is let in, or, with the profile `rabbitmq`, guest with guest. */
  readonly users?: ReadonlyMap<string, string>;
  /** Told to 5.0 clients who ask: where they may have answers sent to. */
  readonly responseInformation?: string;
}

/** The sessions of clients outlive their connections: use one protocol for all listeners of a broker. */
export function mqtt(options: MqttOptions = {}): Protocol<Packet> {
  const profile = PROFILES[options.profile ?? 'mosquitto'];
  const terms: Terms = {
    profile,
    users: options.users ?? profile.users,
    responseInformation: options.responseInformation,
  };
  const registries = new WeakMap<Broker, Registry>();
  return {
    name: 'mqtt',
    port: 1883,
    codec: () => new MqttCodec(),
    session(broker, peer, clock) {
      let registry = registries.get(broker);
      if (registry === undefined) registries.set(broker, (registry = new Registry(broker, profile)));
      return new MqttSession({ broker, peer, clock, registry, terms });
    },
  };
}

/**
 * Whom the server behaves like where brokers differ. `mosquitto` is 2.0.11 as recorded. `rabbitmq` is 3.10.8 as recorded
 * for MQTT 3.1.1; MQTT 5.0, which that one refuses, follows the source and the documents of 4.x.
 */
import type { Profile as BrokerProfile } from '../../broker/index.ts';
import type { PacketType, QoS, Version } from './packets.ts';
import type { Properties } from './properties.ts';
import type { ReasonName } from './reasons.ts';

export const MQTT_PROFILES = ['mosquitto', 'rabbitmq'] as const;
export type MqttProfileName = (typeof MQTT_PROFILES)[number];

/**
 * How many copies of a message a client gets whose subscriptions overlap: one for the first that is found, one for each,
 * or one for each QoS that was granted.
 */
export type Copies = 'first' | 'each' | 'per-qos';

export interface MqttProfile {
  readonly name: MqttProfileName;
  /** The version that the server says it is of, in `$SYS/broker/version`; nothing where there is no such topic. */
  readonly system: string | undefined;
  speaks(version: Version, broker: BrokerProfile): boolean;
  /** Who is let in where nobody said otherwise: user → password; undefined: anybody. */
  readonly users: ReadonlyMap<string, string> | undefined;
  /** Where there are users, those who do not say who they are get in all the same. */
  readonly anonymous: boolean;
  /** What others are told. */
  readonly stranger: ReasonName;
  /** Granted to subscribers and taken from publishers at most. */
  readonly qosMax: QoS;
  readonly retainedForWildcards: boolean;
  /** Messages of QoS 0 wait for a client who is away, where its subscription is of a higher QoS. */
  readonly keepsQos0: boolean;
  /** Subscriptions of QoS 0 end with the connection, and a session that has no others with them. */
  readonly forgetsQos0: boolean;
  /** A second connection of a client whose session ends brings out the will of the first. */
  readonly willAtTakeover: boolean;
  /** Wildcards at the beginning of a filter leave topics alone that begin with `$` [MQTT-4.7.2-1]. */
  readonly hidesDollar: boolean;
  /** `.` separates levels as `/` does. */
  readonly dotsSeparate: boolean;
  readonly sharedSubscriptions: boolean;
  copies(version: Version): Copies;
  /** QoS 1 and 2 messages under way to a client at once; the others wait. */
  readonly inflightMax: number;
  /** How many wait for one client; then new ones are dropped. */
  readonly queuedMax: number | undefined;
  /** QoS 2 messages of a client that may wait for their PUBREL. */
  readonly receiveMaximum: number;
  readonly topicAliasMaximum: number;
  /** Whether the server shortens topics to aliases itself, where the client allows it. */
  readonly aliasesOut: boolean;
  /** Asked of 5.0 clients who want none, in seconds. */
  readonly keepAliveMaxSeconds: number | undefined;
  /** What CONNACK says besides, to 5.0 clients. */
  readonly announces: Properties;
  /** A bad packet of these types is answered with DISCONNECT where the client speaks 5.0; others just end the connection. */
  readonly answers: ReadonlySet<PacketType>;
  /** Of the queue in which messages wait for a client. */
  queueName(clientId: string): string;
}

export const PROFILES: Readonly<Record<MqttProfileName, MqttProfile>> = {
  mosquitto: {
    name: 'mosquitto',
    system: 'mosquitto version 2.0.11',
    speaks: () => true,
    users: undefined,
    anonymous: false,
    stranger: 'notAuthorized',
    qosMax: 2,
    retainedForWildcards: true,
    keepsQos0: false,
    forgetsQos0: false,
    willAtTakeover: true,
    hidesDollar: true,
    dotsSeparate: false,
    sharedSubscriptions: true,
    copies: (version) => (version === 5 ? 'each' : 'first'),
    inflightMax: 20,
    queuedMax: 1000,
    receiveMaximum: 20,
    topicAliasMaximum: 10,
    aliasesOut: false,
    keepAliveMaxSeconds: 65_535,
    announces: {},
    answers: new Set(['publish', 'subscribe', 'unsubscribe']),
    queueName: (clientId) => `mqtt-subscription-${clientId}`,
  },
  rabbitmq: {
    name: 'rabbitmq',
    system: undefined,
    speaks: (version, broker) => version < 5 || broker !== '3.10',
    users: new Map([['guest', 'guest']]),
    anonymous: true,
    stranger: 'badUserNameOrPassword',
    qosMax: 1,
    retainedForWildcards: false,
    keepsQos0: true,
    forgetsQos0: true,
    willAtTakeover: false,
    hidesDollar: false,
    dotsSeparate: true,
    sharedSubscriptions: false,
    copies: () => 'per-qos',
    inflightMax: 10,
    queuedMax: undefined,
    receiveMaximum: 10,
    topicAliasMaximum: 16,
    aliasesOut: true,
    keepAliveMaxSeconds: undefined,
    announces: { maximumQos: 1, sharedSubscriptionAvailable: 0 },
    answers: new Set(['publish', 'subscribe', 'unsubscribe', 'puback', 'pubrec', 'pubrel', 'pubcomp', 'auth']),
    queueName: (clientId) => `mqtt-subscription-${clientId}qos1`,
  },
};

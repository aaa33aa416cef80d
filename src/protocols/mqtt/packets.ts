/**
 * The control packets of MQTT 3.1, 3.1.1 and 5.0 as plain data (5.0 §3). One shape serves all versions: what a version
 * does not have is absent. Properties keep the order in which they stood on the wire.
 */
import type { Properties } from './properties.ts';

/** The protocol level of CONNECT: 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0. */
export type Version = 3 | 4 | 5;
export type QoS = 0 | 1 | 2;

export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: Properties | undefined;
}

export interface Connect {
  readonly type: 'connect';
  readonly version: Version;
  /** Clean Session before 5.0. */
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  readonly clientId: string;
  readonly will?: Will | undefined;
  readonly username?: string | undefined;
  readonly password?: Uint8Array | undefined;
  readonly properties?: Properties | undefined;
}

export interface Connack {
  readonly type: 'connack';
  readonly sessionPresent: boolean;
  /** Before 5.0 a return code, 0 to 5. */
  readonly reasonCode: number;
  readonly properties?: Properties | undefined;
}

export interface Publish {
  readonly type: 'publish';
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Present where `qos` is 1 or 2. */
  readonly packetId?: number | undefined;
  readonly properties?: Properties | undefined;
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP; the reason code and the properties may be left out (5.0 §3.4.2.1). */
export interface Acknowledgement {
  readonly type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
  readonly packetId: number;
  readonly reasonCode?: number | undefined;
  readonly properties?: Properties | undefined;
}

export interface Subscription {
  readonly filter: string;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** Retained messages: 0 at every subscribe, 1 only where the subscription is new, 2 never. */
  readonly retainHandling: 0 | 1 | 2;
}

export interface Subscribe {
  readonly type: 'subscribe';
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
  readonly properties?: Properties | undefined;
}

export interface Unsubscribe {
  readonly type: 'unsubscribe';
  readonly packetId: number;
  readonly filters: readonly string[];
  readonly properties?: Properties | undefined;
}

/** SUBACK and UNSUBACK: one reason code for each filter asked, in their order; UNSUBACK before 5.0 has none. */
export interface SubscriptionAcknowledgement {
  readonly type: 'suback' | 'unsuback';
  readonly packetId: number;
  readonly reasonCodes: readonly number[];
  readonly properties?: Properties | undefined;
}

export interface Ping {
  readonly type: 'pingreq' | 'pingresp';
}

/** DISCONNECT and, from 5.0 on, AUTH. */
export interface Signal {
  readonly type: 'disconnect' | 'auth';
  readonly reasonCode?: number | undefined;
  readonly properties?: Properties | undefined;
}

export type Packet =
  Connect | Connack | Publish | Acknowledgement | Subscribe | SubscriptionAcknowledgement | Unsubscribe | Ping | Signal;
export type PacketType = Packet['type'];

/** By packet type number (§2.1.2). `flags` are the lower four bits of the first byte; PUBLISH uses them itself. */
export const PACKET_TYPES: readonly (Readonly<{ type: PacketType; flags: number }> | undefined)[] = [
  undefined,
  { type: 'connect', flags: 0 },
  { type: 'connack', flags: 0 },
  { type: 'publish', flags: 0 },
  { type: 'puback', flags: 0 },
  { type: 'pubrec', flags: 0 },
  { type: 'pubrel', flags: 2 },
  { type: 'pubcomp', flags: 0 },
  { type: 'subscribe', flags: 2 },
  { type: 'suback', flags: 0 },
  { type: 'unsubscribe', flags: 2 },
  { type: 'unsuback', flags: 0 },
  { type: 'pingreq', flags: 0 },
  { type: 'pingresp', flags: 0 },
  { type: 'disconnect', flags: 0 },
  { type: 'auth', flags: 0 },
];

/** The first byte of a packet of each type, PUBLISH without its flags. */
export const FIRST_BYTE = Object.fromEntries(
  PACKET_TYPES.flatMap((row, number) => (row ? [[row.type, (number << 4) | row.flags]] : [])),
) as Readonly<Record<PacketType, number>>;

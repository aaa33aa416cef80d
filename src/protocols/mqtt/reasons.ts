/** Reason codes of MQTT 5.0 (§2.4): their numbers, their names and the packets that may carry each. */
import type { PacketType } from './packets.ts';

type Row = readonly [code: number, ...packets: PacketType[]];

const PUBLISHED = ['puback', 'pubrec'] as const satisfies PacketType[];
const SUBSCRIBED = ['suback', 'unsuback'] as const satisfies PacketType[];
const CLOSED = ['connack', 'disconnect'] as const satisfies PacketType[];

const ROWS = {
  success: [0x00, 'connack', 'puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback', 'auth'],
  normalDisconnection: [0x00, 'disconnect'],
  grantedQos0: [0x00, 'suback'],
  grantedQos1: [0x01, 'suback'],
  grantedQos2: [0x02, 'suback'],
  disconnectWithWill: [0x04, 'disconnect'],
  noMatchingSubscribers: [0x10, ...PUBLISHED],
  noSubscriptionExisted: [0x11, 'unsuback'],
  continueAuthentication: [0x18, 'auth'],
  reauthenticate: [0x19, 'auth'],
  unspecifiedError: [0x80, ...CLOSED, ...PUBLISHED, ...SUBSCRIBED],
  malformedPacket: [0x81, ...CLOSED],
  protocolError: [0x82, ...CLOSED],
  implementationSpecificError: [0x83, ...CLOSED, ...PUBLISHED, ...SUBSCRIBED],
  unsupportedProtocolVersion: [0x84, 'connack'],
  clientIdentifierNotValid: [0x85, 'connack'],
  badUserNameOrPassword: [0x86, 'connack'],
  notAuthorized: [0x87, ...CLOSED, ...PUBLISHED, ...SUBSCRIBED],
  serverUnavailable: [0x88, 'connack'],
  serverBusy: [0x89, ...CLOSED],
  banned: [0x8a, 'connack'],
  serverShuttingDown: [0x8b, 'disconnect'],
  badAuthenticationMethod: [0x8c, ...CLOSED],
  keepAliveTimeout: [0x8d, 'disconnect'],
  sessionTakenOver: [0x8e, 'disconnect'],
  topicFilterInvalid: [0x8f, ...SUBSCRIBED, 'disconnect'],
  topicNameInvalid: [0x90, ...CLOSED, ...PUBLISHED],
  packetIdentifierInUse: [0x91, ...PUBLISHED, ...SUBSCRIBED],
  packetIdentifierNotFound: [0x92, 'pubrel', 'pubcomp'],
  receiveMaximumExceeded: [0x93, 'disconnect'],
  topicAliasInvalid: [0x94, 'disconnect'],
  packetTooLarge: [0x95, ...CLOSED],
  messageRateTooHigh: [0x96, 'disconnect'],
  quotaExceeded: [0x97, ...CLOSED, ...PUBLISHED, 'suback'],
  administrativeAction: [0x98, 'disconnect'],
  payloadFormatInvalid: [0x99, ...CLOSED, ...PUBLISHED],
  retainNotSupported: [0x9a, ...CLOSED],
  qosNotSupported: [0x9b, ...CLOSED],
  useAnotherServer: [0x9c, ...CLOSED],
  serverMoved: [0x9d, ...CLOSED],
  sharedSubscriptionsNotSupported: [0x9e, 'suback', 'disconnect'],
  connectionRateExceeded: [0x9f, ...CLOSED],
  maximumConnectTime: [0xa0, 'disconnect'],
  subscriptionIdentifiersNotSupported: [0xa1, 'suback', 'disconnect'],
  wildcardSubscriptionsNotSupported: [0xa2, 'suback', 'disconnect'],
} as const satisfies Record<string, Row>;

export type ReasonName = keyof typeof ROWS;
export const REASON = Object.fromEntries(Object.entries(ROWS).map(([name, [code]]) => [name, code])) as {
  readonly [N in ReasonName]: (typeof ROWS)[N][0];
};

const NAMES = new Map<PacketType, Map<number, string>>();
for (const [name, [code, ...packets]] of Object.entries<Row>(ROWS)) {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/qos ?/, 'QoS ');
  for (const packet of packets) {
    const names = NAMES.get(packet) ?? new Map<number, string>();
    NAMES.set(packet, names.set(code, words));
  }
}

/** In words, e.g. `no matching subscribers`; `undefined` where a packet of this type may not carry `code`. */
export const reasonName = (packet: PacketType, code: number): string | undefined => NAMES.get(packet)?.get(code);

/** Return codes of CONNACK before 5.0 (3.1.1 table 3.1), by number. */
export const RETURN_CODES: readonly string[] = [
  'connection accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorized',
];

/** Bytes → packet: the variable header and the payload of each control packet (5.0 §3), checked as the spec demands. */
import { malformed, PacketError, protocolError } from './errors.ts';
import type {
  Acknowledgement,
  Connack,
  Connect,
  Packet,
  PacketType,
  Publish,
  QoS,
  Signal,
  Subscribe,
  Subscription,
  SubscriptionAcknowledgement,
  Unsubscribe,
  Version,
  Will,
} from './packets.ts';
import { readProperties } from './properties.ts';
import type { Reader } from './reader.ts';
import { REASON, reasonName, RETURN_CODES } from './reasons.ts';
import { shareFault, topicFilterFault, topicNameFault } from './topics.ts';

export interface Header {
  readonly type: PacketType;
  /** The lower four bits of the first byte. */
  readonly flags: number;
  /** Of the connection; CONNECT itself says it anew. */
  readonly version: Version;
}

/** The packet whose fixed header is `header` and whose remaining bytes are all that `reader` holds. */
export function parsePacket(reader: Reader, header: Header): Packet {
  try {
    const packet = parseBody(reader, header);
    reader.done();
    return packet;
  } catch (error) {
    if (!(error instanceof PacketError) || error.packet) throw error;
    throw new PacketError(error.reason, `${header.type}: ${error.message}`, header.type);
  }
}

function parseBody(reader: Reader, header: Header): Packet {
  const { type, version } = header;
  switch (type) {
    case 'publish':
      return parsePublish(reader, header);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return parseAcknowledgement(reader, type, version);
    case 'connect':
      return parseConnect(reader);
    case 'connack':
      return parseConnack(reader, version);
    case 'subscribe':
      return parseSubscribe(reader, version);
    case 'suback':
    case 'unsuback':
      return parseSubscriptionAcknowledgement(reader, type, version);
    case 'unsubscribe':
      return parseUnsubscribe(reader, version);
    case 'pingreq':
    case 'pingresp':
      return { type };
    case 'disconnect':
    case 'auth':
      return parseSignal(reader, type, version);
  }
}

function parseConnect(reader: Reader): Connect {
  const name = reader.utf8('protocol name');
  if (name !== 'MQTT' && name !== 'MQIsdp') throw protocolError(`the protocol name is "${name}" [MQTT-3.1.2-1]`);
  const level = reader.uint8('protocol level', (value) => `${value} (${LEVELS[value] ?? 'unknown'})`);
  if (!isVersion(level) || (level === 3) !== (name === 'MQIsdp')) {
    throw new PacketError('unsupportedProtocolVersion', `there is no ${name} of level ${level} [MQTT-3.1.2-2]`);
  }
  const flags = reader.uint8('connect flags', describeConnectFlags);
  checkConnectFlags(flags, level);
  const keepAliveSeconds = reader.uint16('keep alive');
  const properties = level === 5 ? readProperties(reader, 'connect') : undefined;
  const clientId = reader.utf8('client identifier');
  const will = flags & 0x04 ? parseWill(reader, flags, level) : undefined;
  return {
    type: 'connect',
    version: level,
    cleanStart: (flags & 0x02) !== 0,
    keepAliveSeconds,
    clientId,
    will,
    username: flags & 0x80 ? reader.utf8('user name') : undefined,
    password: flags & 0x40 ? reader.binary('password') : undefined,
    properties,
  };
}

const LEVELS: Readonly<Record<number, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5.0' };
const isVersion = (level: number): level is Version => level in LEVELS;

function checkConnectFlags(flags: number, version: Version): void {
  if (flags & 0x01) throw malformed('the reserved connect flag is set [MQTT-3.1.2-3]');
  const qos = (flags >> 3) & 3;
  if (qos === 3) throw malformed('the will has QoS 3 [MQTT-3.1.2-12]');
  if (!(flags & 0x04) && flags & 0x38) {
    throw malformed('will flags are set without a will [MQTT-3.1.2-11] [MQTT-3.1.2-13]');
  }
  if (version < 5 && (flags & 0xc0) === 0x40) throw malformed('there is a password without a user name');
}

function describeConnectFlags(flags: number): string {
  const will = flags & 0x04 ? [`will QoS ${(flags >> 3) & 3}`, flags & 0x20 ? 'will retain' : ''] : [];
  const set = [
    flags & 0x02 ? 'clean start' : '',
    ...will,
    flags & 0x80 ? 'user name' : '',
    flags & 0x40 ? 'password' : '',
  ];
  return set.filter(Boolean).join(', ') || 'none';
}

function parseWill(reader: Reader, flags: number, version: Version): Will {
  const properties = version === 5 ? readProperties(reader, 'will') : undefined;
  const topic = reader.utf8('will topic');
  const fault = topicNameFault(topic);
  if (fault) throw protocolError(fault);
  const payload = reader.binary('will payload');
  return { topic, payload, qos: ((flags >> 3) & 3) as QoS, retain: (flags & 0x20) !== 0, properties };
}

function parseConnack(reader: Reader, version: Version): Connack {
  const flags = reader.uint8('session present');
  if (flags > 1) throw malformed('reserved bits are set [MQTT-3.2.2-1]');
  const reasonCode =
    version === 5
      ? readReason(reader, 'connack')
      : reader.uint8('return code', (code) => `${code} (${RETURN_CODES[code] ?? 'unknown'})`);
  if (version < 5 && reasonCode >= RETURN_CODES.length) throw malformed(`there is no return code ${reasonCode}`);
  if (reasonCode !== 0 && flags !== 0) throw protocolError('a refusal has a session [MQTT-3.2.2-6]');
  const properties = version === 5 ? readProperties(reader, 'connack') : undefined;
  return { type: 'connack', sessionPresent: flags === 1, reasonCode, properties };
}

function parsePublish(reader: Reader, { flags, version }: Header): Publish {
  const qos = (flags >> 1) & 3;
  if (qos === 3) throw malformed('QoS 3 [MQTT-3.3.1-4]');
  const dup = (flags & 8) !== 0;
  if (dup && qos === 0) throw malformed('a duplicate of a QoS 0 message [MQTT-3.3.1-2]');
  const topic = reader.utf8('topic name');
  const packetId = qos === 0 ? undefined : readPacketId(reader, 'protocolError');
  const properties = version === 5 ? readProperties(reader, 'publish') : undefined;
  if (topic !== '' || properties?.topicAlias === undefined) {
    const fault = topicNameFault(topic);
    if (fault) throw protocolError(fault);
  }
  const response = properties?.responseTopic;
  if (response !== undefined) {
    const fault = topicNameFault(response);
    if (fault) throw protocolError(`response topic: ${fault} [MQTT-3.3.2-14]`);
  }
  const payload = reader.rest('payload');
  return { type: 'publish', topic, payload, qos: qos as QoS, retain: (flags & 1) !== 0, dup, packetId, properties };
}

function parseAcknowledgement(reader: Reader, type: Acknowledgement['type'], version: Version): Acknowledgement {
  const packetId = readPacketId(reader);
  if (version < 5 || reader.left === 0) return { type, packetId };
  const reasonCode = readReason(reader, type);
  if (reader.left === 0) return { type, packetId, reasonCode };
  return { type, packetId, reasonCode, properties: readProperties(reader, type) ?? {} };
}

function parseSubscribe(reader: Reader, version: Version): Subscribe {
  const packetId = readPacketId(reader);
  const properties = version === 5 ? readProperties(reader, 'subscribe') : undefined;
  const subscriptions: Subscription[] = [];
  do {
    if (reader.left === 0) throw protocolError('there is no topic filter [MQTT-3.8.3-2]');
    subscriptions.push(parseSubscription(reader, version));
  } while (reader.left > 0);
  return { type: 'subscribe', packetId, subscriptions, properties };
}

function parseSubscription(reader: Reader, version: Version): Subscription {
  const filter = readFilter(reader, version);
  const options = reader.uint8('subscription options', describeOptions);
  const qos = options & 3;
  const retainHandling = (options >> 4) & 3;
  if (qos === 3) throw malformed('QoS 3 is asked for [MQTT-3.8.3-5]');
  if (options & (version === 5 ? 0xc0 : 0xfc)) throw malformed('reserved bits are set [MQTT-3.8.3-5]');
  if (retainHandling === 3) throw protocolError('retain handling 3 is asked for');
  const noLocal = (options & 0x04) !== 0;
  if (noLocal && filter.startsWith('$share/')) {
    throw protocolError('no local on a shared subscription [MQTT-3.8.3-4]');
  }
  const retainAsPublished = (options & 0x08) !== 0;
  return { filter, qos: qos as QoS, noLocal, retainAsPublished, retainHandling: retainHandling as 0 | 1 | 2 };
}

function describeOptions(options: number): string {
  const handling = (options >> 4) & 3;
  return [
    `QoS ${options & 3}`,
    options & 0x04 ? 'no local' : '',
    options & 0x08 ? 'retain as published' : '',
    handling ? `retain handling ${handling}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function parseUnsubscribe(reader: Reader, version: Version): Unsubscribe {
  const packetId = readPacketId(reader);
  const properties = version === 5 ? readProperties(reader, 'unsubscribe') : undefined;
  const filters: string[] = [];
  do {
    if (reader.left === 0) throw protocolError('there is no topic filter [MQTT-3.10.3-2]');
    filters.push(readFilter(reader, version));
  } while (reader.left > 0);
  return { type: 'unsubscribe', packetId, filters, properties };
}

function parseSubscriptionAcknowledgement(
  reader: Reader,
  type: SubscriptionAcknowledgement['type'],
  version: Version,
): SubscriptionAcknowledgement {
  const packetId = readPacketId(reader);
  const properties = version === 5 ? readProperties(reader, type) : undefined;
  const reasonCodes: number[] = [];
  if (version === 5 || type === 'suback') {
    do reasonCodes.push(readReason(reader, type));
    while (reader.left > 0);
  }
  const wrong = version < 5 ? reasonCodes.find((code) => code > 2 && code !== REASON.unspecifiedError) : undefined;
  if (wrong !== undefined) throw malformed(`there is no return code ${wrong} before MQTT 5.0`);
  return { type, packetId, reasonCodes, properties };
}

function parseSignal(reader: Reader, type: Signal['type'], version: Version): Signal {
  if (version < 5 && type === 'auth') throw protocolError('there is no AUTH before MQTT 5.0');
  if (version < 5 || reader.left === 0) return { type };
  const reasonCode = readReason(reader, type);
  if (type === 'disconnect' && reader.left === 0) return { type, reasonCode };
  return { type, reasonCode, properties: readProperties(reader, type) ?? {} };
}

function readPacketId(reader: Reader, zero: 'malformedPacket' | 'protocolError' = 'malformedPacket'): number {
  const packetId = reader.uint16('packet identifier');
  if (packetId === 0) throw new PacketError(zero, 'the packet identifier is 0 [MQTT-2.2.1-3]');
  return packetId;
}

function readFilter(reader: Reader, version: Version): string {
  const filter = reader.utf8('topic filter');
  const fault = topicFilterFault(filter) ?? (version === 5 ? shareFault(filter) : undefined);
  if (fault) throw malformed(fault);
  return filter;
}

function readReason(reader: Reader, type: PacketType): number {
  const code = reader.uint8('reason code', (value) => {
    const hexadecimal = `0x${value.toString(16).padStart(2, '0')}`;
    return `${hexadecimal} (${reasonName(type, value) ?? 'unknown'})`;
  });
  if (reasonName(type, code) === undefined) throw malformed(`${type} has no reason code ${code}`);
  return code;
}

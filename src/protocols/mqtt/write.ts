/** Packet → bytes: the variable header and the payload of each control packet (5.0 §3). */
import { FIRST_BYTE } from './packets.ts';
import type { Acknowledgement, Connack, Connect, Packet, Publish, Signal, Version } from './packets.ts';
import { writeProperties } from './properties.ts';
import type { Writer } from './writer.ts';

/** `writer` is empty before and after. Throws `PacketError` where a field is too long for its type. */
export function writePacket(writer: Writer, packet: Packet, version: Version): Uint8Array {
  try {
    return writeBody(writer, packet, version);
  } finally {
    writer.reset();
  }
}

function writeBody(writer: Writer, packet: Packet, version: Version): Uint8Array {
  switch (packet.type) {
    case 'publish':
      return writePublish(writer, packet, version);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      writer.uint16(packet.packetId);
      writeReason(writer, packet, version);
      break;
    case 'connect':
      writeConnect(writer, packet);
      break;
    case 'connack':
      writeConnack(writer, packet, version);
      break;
    case 'subscribe':
      writer.uint16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const { filter, qos, noLocal, retainAsPublished, retainHandling } of packet.subscriptions) {
        writer.utf8(filter, 'topic filter');
        writer.uint8(qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | (retainHandling << 4));
      }
      break;
    case 'suback':
    case 'unsuback':
      writer.uint16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const code of packet.reasonCodes) writer.uint8(code);
      break;
    case 'unsubscribe':
      writer.uint16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const filter of packet.filters) writer.utf8(filter, 'topic filter');
      break;
    case 'pingreq':
    case 'pingresp':
      break;
    case 'disconnect':
    case 'auth':
      writeReason(writer, packet, version);
  }
  return writer.packet(FIRST_BYTE[packet.type]);
}

function writePublish(writer: Writer, packet: Publish, version: Version): Uint8Array {
  const { qos } = packet;
  writer.utf8(packet.topic, 'topic name');
  if (qos > 0) writer.uint16(packet.packetId ?? 0);
  if (version === 5) writeProperties(writer, packet.properties);
  const flags = (packet.dup ? 8 : 0) | (qos << 1) | (packet.retain ? 1 : 0);
  return writer.packet(FIRST_BYTE.publish | flags, packet.payload);
}

function writeConnect(writer: Writer, packet: Connect): void {
  const { will, username, password, version } = packet;
  writer.utf8(version === 3 ? 'MQIsdp' : 'MQTT', 'protocol name').uint8(version);
  writer.uint8(
    (packet.cleanStart ? 0x02 : 0) |
      (will ? 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0) : 0) |
      (username === undefined ? 0 : 0x80) |
      (password === undefined ? 0 : 0x40),
  );
  writer.uint16(packet.keepAliveSeconds);
  if (version === 5) writeProperties(writer, packet.properties);
  writer.utf8(packet.clientId, 'client identifier');
  if (will) {
    if (version === 5) writeProperties(writer, will.properties);
    writer.utf8(will.topic, 'will topic').binary(will.payload, 'will payload');
  }
  if (username !== undefined) writer.utf8(username, 'user name');
  if (password !== undefined) writer.binary(password, 'password');
}

function writeConnack(writer: Writer, packet: Connack, version: Version): void {
  writer.uint8(packet.sessionPresent ? 1 : 0).uint8(packet.reasonCode);
  if (version === 5) writeProperties(writer, packet.properties);
}

/** What is not there is left out as far as it may be (§3.4.2.1, §3.14.2.1). */
function writeReason(writer: Writer, packet: Acknowledgement | Signal, version: Version): void {
  if (version < 5 || (packet.reasonCode === undefined && packet.properties === undefined)) return;
  writer.uint8(packet.reasonCode ?? 0);
  // only AUTH does without the length of its properties no sooner than without its reason code
  if (packet.properties !== undefined || packet.type === 'auth') writeProperties(writer, packet.properties);
}

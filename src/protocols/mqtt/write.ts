/** Packet → bytes: the fixed header, the variable header and the payload of each control packet (5.0 §3). */
import type { ByteWriter } from '../bytes.ts';
import { closeLength, openLength, writeBinary, writeText } from './fields.ts';
import { FIRST_BYTE } from './packets.ts';
import type { Acknowledgement, Connack, Connect, Packet, Publish, Signal, Version } from './packets.ts';
import { writeProperties } from './properties.ts';

/** Of most packets; a wrong guess costs a copy. */
const SMALL = 0;

/** Throws `PacketError` where a field is too long for its type; then nothing has been written. */
export function writePacket(writer: ByteWriter, packet: Packet, version: Version): void {
  const before = writer.length;
  try {
    if (packet.type === 'publish') return writePublish(writer, packet, version);
    writer.u8(FIRST_BYTE[packet.type]);
    const start = openLength(writer, SMALL);
    writeBody(writer, packet, version);
    closeLength(writer, start, SMALL);
  } catch (error) {
    writer.rewind(before);
    throw error;
  }
}

function writePublish(writer: ByteWriter, packet: Publish, version: Version): void {
  const { qos, topic, payload, properties } = packet;
  writer.u8(FIRST_BYTE.publish | (packet.dup ? 8 : 0) | (qos << 1) | (packet.retain ? 1 : 0));
  const guess = topic.length + payload.length + 6;
  const start = openLength(writer, guess);
  writeText(writer, topic, 'topic name');
  if (qos > 0) writer.u16(packet.packetId ?? 0);
  if (version === 5) writeProperties(writer, properties);
  writer.bytes(payload);
  closeLength(writer, start, guess);
}

function writeBody(writer: ByteWriter, packet: Exclude<Packet, Publish>, version: Version): void {
  switch (packet.type) {
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      writer.u16(packet.packetId);
      writeReason(writer, packet, version);
      break;
    case 'connect':
      writeConnect(writer, packet);
      break;
    case 'connack':
      writeConnack(writer, packet, version);
      break;
    case 'subscribe':
      writer.u16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const { filter, qos, noLocal, retainAsPublished, retainHandling } of packet.subscriptions) {
        writeText(writer, filter, 'topic filter');
        writer.u8(qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | (retainHandling << 4));
      }
      break;
    case 'suback':
    case 'unsuback':
      writer.u16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const code of packet.reasonCodes) writer.u8(code);
      break;
    case 'unsubscribe':
      writer.u16(packet.packetId);
      if (version === 5) writeProperties(writer, packet.properties);
      for (const filter of packet.filters) writeText(writer, filter, 'topic filter');
      break;
    case 'pingreq':
    case 'pingresp':
      break;
    case 'disconnect':
    case 'auth':
      writeReason(writer, packet, version);
  }
}

function writeConnect(writer: ByteWriter, packet: Connect): void {
  const { will, username, password, version } = packet;
  writeText(writer, version === 3 ? 'MQIsdp' : 'MQTT', 'protocol name');
  writer.u8(version);
  writer.u8(
    (packet.cleanStart ? 0x02 : 0) |
      (will ? 0x04 | (will.qos << 3) | (will.retain ? 0x20 : 0) : 0) |
      (username === undefined ? 0 : 0x80) |
      (password === undefined ? 0 : 0x40),
  );
  writer.u16(packet.keepAliveSeconds);
  if (version === 5) writeProperties(writer, packet.properties);
  writeText(writer, packet.clientId, 'client identifier');
  if (will) {
    if (version === 5) writeProperties(writer, will.properties);
    writeText(writer, will.topic, 'will topic');
    writeBinary(writer, will.payload, 'will payload');
  }
  if (username !== undefined) writeText(writer, username, 'user name');
  if (password !== undefined) writeBinary(writer, password, 'password');
}

function writeConnack(writer: ByteWriter, packet: Connack, version: Version): void {
  writer.u8(packet.sessionPresent ? 1 : 0);
  writer.u8(packet.reasonCode);
  if (version === 5) writeProperties(writer, packet.properties);
}

/** What is not there is left out as far as it may be (§3.4.2.1, §3.14.2.1); AUTH has both or neither (§3.15.2.1). */
function writeReason(writer: ByteWriter, packet: Acknowledgement | Signal, version: Version): void {
  if (version < 5 || (packet.reasonCode === undefined && packet.properties === undefined)) return;
  writer.u8(packet.reasonCode ?? 0);
  if (packet.properties !== undefined || packet.type === 'auth') writeProperties(writer, packet.properties);
}

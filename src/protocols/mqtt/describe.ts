/** One line that says what a packet is about, for the lists of frames. */
import type { Packet } from './packets.ts';
import { reasonName } from './reasons.ts';

/** e.g. `PUBLISH orders/new, QoS 1, id 7`. */
export function describePacket(packet: Packet): string {
  return [`${packet.type.toUpperCase()}${subject(packet)}`, ...remarks(packet)].join(', ');
}

function subject(packet: Packet): string {
  switch (packet.type) {
    case 'connect':
      return ` ${packet.clientId || '(no identifier)'}`;
    case 'publish':
      return ` ${packet.topic || `(alias ${packet.properties?.topicAlias})`}`;
    case 'subscribe':
      return ` ${packet.subscriptions.map(({ filter, qos }) => `${filter} (QoS ${qos})`).join(' ')}`;
    case 'unsubscribe':
      return ` ${packet.filters.join(' ')}`;
    case 'suback':
    case 'unsuback':
      return ` ${packet.reasonCodes.join(' ')}`.trimEnd();
    default:
      return '';
  }
}

function remarks(packet: Packet): string[] {
  const said: string[] = [];
  if (packet.type === 'connect')
    said.push(`level ${packet.version}`, packet.cleanStart ? 'clean start' : 'session kept');
  if (packet.type === 'connect' && packet.will) said.push(`will ${packet.will.topic}`);
  if (packet.type === 'connack') said.push(packet.sessionPresent ? 'session present' : 'no session');
  if (packet.type === 'publish') {
    said.push(`QoS ${packet.qos}`);
    if (packet.dup) said.push('DUP');
    if (packet.retain) said.push('RETAIN');
  }
  if ('packetId' in packet && packet.packetId !== undefined) said.push(`id ${packet.packetId}`);
  if ('reasonCode' in packet && packet.reasonCode !== undefined && packet.reasonCode > 0) {
    said.push(reasonName(packet.type, packet.reasonCode) ?? `reason ${packet.reasonCode}`);
  }
  return said;
}

/** What goes wrong on an MQTT connection, and the reason code (5.0 §2.4, §4.13) that each failure is answered with. */
import { WireError } from '../protocol.ts';
import type { PacketType } from './packets.ts';
import { REASON, type ReasonName } from './reasons.ts';

/** A packet that breaks the specification. `packet` is absent where not even its type could be told. */
export class PacketError extends WireError {
  readonly reason: ReasonName;
  readonly packet: PacketType | undefined;

  constructor(reason: ReasonName, message: string, packet?: PacketType) {
    super(message);
    this.name = 'PacketError';
    this.reason = reason;
    this.packet = packet;
  }

  get code(): number {
    return REASON[this.reason];
  }
}

export const malformed = (message: string, packet?: PacketType): PacketError =>
  new PacketError('malformedPacket', message, packet);

export const protocolError = (message: string, packet?: PacketType): PacketError =>
  new PacketError('protocolError', message, packet);

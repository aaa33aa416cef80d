/** What goes wrong on an MQTT connection, and the reason code (5.0 §2.4, §4.13) that each failure is answered with. */
import type { BrokerError, BrokerErrorCode } from '../../broker/index.ts';
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

/** What the broker's refusals are to MQTT. Its clients have no words for exchanges and queues, so most never come. */
const BROKER_REASONS: Readonly<Record<BrokerErrorCode, ReasonName>> = {
  'exchange-not-found': 'implementationSpecificError',
  'queue-not-found': 'implementationSpecificError',
  'exchange-differs': 'implementationSpecificError',
  'queue-differs': 'implementationSpecificError',
  'queue-locked': 'notAuthorized',
  'queue-consumed': 'notAuthorized',
  'queue-in-use': 'implementationSpecificError',
  'queue-not-empty': 'implementationSpecificError',
  'exchange-in-use': 'implementationSpecificError',
  'exchange-internal': 'notAuthorized',
  'name-reserved': 'notAuthorized',
  'system-exchange': 'notAuthorized',
  'default-exchange': 'notAuthorized',
  'unknown-exchange-kind': 'implementationSpecificError',
  'invalid-argument': 'implementationSpecificError',
  'invalid-argument-type': 'implementationSpecificError',
  'argument-unsupported': 'implementationSpecificError',
  'property-unsupported': 'implementationSpecificError',
  'shared-credit-unsupported': 'implementationSpecificError',
  'invalid-match': 'implementationSpecificError',
  'invalid-expiration': 'implementationSpecificError',
  'transient-refused': 'implementationSpecificError',
  'limit-reached': 'quotaExceeded',
};

export const brokerReason = ({ code }: BrokerError): ReasonName => BROKER_REASONS[code];

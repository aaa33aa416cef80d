/** What one AMQP connection may ask for. The numbers and their consequences are RabbitMQ's defaults. */
import type { Profile } from '../../broker/index.ts';

export const AMQP_LIMITS = {
  /** Offered in connection.tune; a client may choose less. More is refused by closing. */
  frameBytesMax: 131_072,
  channelMax: 2047,
  heartbeatSeconds: 60,
  /** How long a close waits for its answer. */
  closeOkMs: 30_000,
  /** A client that fails before it is let in waits so long for the end, and is told nothing. */
  silentCloseMs: 3000,
  /** From the first byte to an open connection. */
  handshakeMs: 10_000,
} as const;

/** The smallest frame size a client may choose. */
export const FRAME_BYTES_MIN: Readonly<Record<Profile, number>> = { '3.10': 4096, '4.x': 8192 };
/** The largest message a publisher may send. */
export const MESSAGE_BYTES_MAX: Readonly<Record<Profile, number>> = { '3.10': 134_217_728, '4.x': 16_777_216 };

/** AMQP 0-9-1, in RabbitMQ's dialect. */
import type { Protocol } from '../protocol.ts';
import { AmqpCodec } from './codec.ts';
import type { AmqpFrame } from './frames.ts';
import { AmqpSession } from './session.ts';

export { AmqpCodec } from './codec.ts';
export type { AmqpFrame } from './frames.ts';

export interface AmqpOptions {
  /** User → password; `guest` with `guest` where it is left out. */
  readonly users?: ReadonlyMap<string, string>;
}

export function amqp(options: AmqpOptions = {}): Protocol<AmqpFrame> {
  const users = options.users ?? new Map([['guest', 'guest']]);
  return {
    name: 'amqp',
    port: 5672,
    codec: () => new AmqpCodec(),
    session: (broker, peer, clock) => new AmqpSession({ broker, peer, clock, users }),
  };
}

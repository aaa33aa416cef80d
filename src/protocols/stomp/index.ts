/** STOMP 1.0, 1.1 and 1.2, in the dialect of RabbitMQ's plugin. */
import type { Protocol } from '../protocol.ts';
import { StompCodec } from './codec.ts';
import type { StompFrame } from './frames.ts';
import { StompSession } from './session.ts';

export { StompCodec } from './codec.ts';
export type { StompFrame } from './frames.ts';

export interface StompOptions {
  /** User → password; `guest` with `guest` where it is left out. */
  readonly users?: ReadonlyMap<string, string>;
}

export function stomp(options: StompOptions = {}): Protocol<StompFrame> {
  const users = options.users ?? new Map([['guest', 'guest']]);
  return {
    name: 'stomp',
    port: 61_613,
    codec: () => new StompCodec(),
    session: (broker, peer, clock) => new StompSession({ broker, peer, clock, users }),
  };
}

/** What the core holds at most. Each limit is refused by its name (`limit-reached`), never by running out of memory. */
import { BrokerError } from './errors.ts';

export const BROKER_LIMITS = {
  exchanges: 10_000,
  queues: 10_000,
  bindings: 200_000,
  consumersPerQueue: 10_000,
  /** In all queues, waiting or held; a message in two queues counts twice. */
  storedMessages: 2_000_000,
  /** Of their bodies. */
  storedBytes: 512 * 1024 * 1024,
  /** Of the name of an exchange or a queue, and of a routing key, in UTF-8: AMQP can carry no longer one. */
  nameBytes: 255,
  /** Keys of which an exchange remembers the last message. */
  rememberedKeys: 100_000,
  /** Words of a topic or a pattern; a walk's depth. */
  topicWords: 128,
} as const;

const encoder = new TextEncoder();

/** Throws `limit-reached` for a name or a key that is too long to be told to every protocol. */
export function checkName(name: string): void {
  const maximum = BROKER_LIMITS.nameBytes;
  // UTF-8 needs at most three bytes for each unit of a string.
  if (name.length * 3 <= maximum || encoder.encode(name).length <= maximum) return;
  throw new BrokerError('limit-reached', { limit: 'nameBytes', maximum });
}

export type BrokerLimit = keyof typeof BROKER_LIMITS;

/** What the core holds at most. Each limit is refused by its name (`limit-reached`), never by running out of memory. */
export const BROKER_LIMITS = {
  exchanges: 10_000,
  queues: 10_000,
  bindings: 200_000,
  consumersPerQueue: 10_000,
  /** Words of a topic or a pattern; a walk's depth. */
  topicWords: 128,
} as const;

export type BrokerLimit = keyof typeof BROKER_LIMITS;

/** What one STOMP connection may ask for. RabbitMQ 3.10 limits messages and the time to log in, and nothing else. */
export const STOMP_LIMITS = {
  /** Of the command and the headers of one frame. */
  headBytes: 1_048_576,
  headers: 1000,
  /** As large a message as AMQP's publishers may send. */
  bodyBytes: 134_217_728,
  /** From the first byte to a login. */
  loginMs: 10_000,
  subscriptions: 10_000,
  /** Open at a time on one connection, and what they hold together. */
  transactions: 1000,
  transactionActions: 100_000,
} as const;

/** What one RESP connection, and what is kept behind it, may come to. The numbers are Redis' where it has one. */
export const RESP_LIMITS = {
  /** `proto-max-bulk-len`: one argument. */
  bulkBytes: 512 * 1024 * 1024,
  /** Arguments that one request may announce. */
  arguments: 2 ** 31 - 1,
  /** A line: an inline command, or the count before an array or a bulk string. */
  lineBytes: 64 * 1024,
  /** `client-query-buffer-limit`: what a client may have sent and not yet had answered; more closes the connection. */
  queryBytes: 1024 * 1024 * 1024,
  /** How deep a reply may be nested; nobody's are deeper than ten. */
  replyDepth: 64,
  databases: 16,
  /** Of all clients together; Redis has none. */
  subscriptions: 1_000_000,
} as const;

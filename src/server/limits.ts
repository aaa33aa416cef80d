/** What the server holds for one connection or all of them. */
export const SERVER_LIMITS = {
  connections: 5000,
  /** So much is gathered before it is written without waiting for the end of the tick. */
  flushBytes: 64 * 1024,
  /** Written to a peer that has stopped reading; then it is cut (`peer does not read`). */
  unreadBytes: 64 * 1024 * 1024,
  /** How long a peer to which everything has been said may keep its half of the connection open. */
  lingerMs: 3000,
} as const;

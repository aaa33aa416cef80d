/** Everything that the sandbox holds has an end, and a name for reaching it. */

/** Living processes, spare workers not counted: `EAGAIN`, told to whoever starts one more. */
export const PROCESSES_MAX = 50;
/** Open virtual TCP connections of the whole sandbox: `EMFILE` to the one who connects. */
export const CONNECTIONS_MAX = 1000;
/** Listening ports of one process: `EMFILE`. */
export const LISTENERS_MAX = 200;
/** Characters that a process has printed and the page has not taken yet; what is more is dropped and said so. */
export const OUTPUT_PENDING_MAX = 4 * 2 ** 20;
/** Characters of one output message. */
export const OUTPUT_CHUNK_MAX = 16 * 1024;
/** Bytes on the way in one direction of a connection before its writer has to wait. */
export const CONNECTION_WINDOW_BYTES = 64 * 1024;
/** Bytes of the lab's files together: `ENOSPC`. */
export const DISK_BYTES_MAX = 64 * 2 ** 20;
/** Workers kept warm. */
export const SPARES_MAX = 8;
/** From a signal that a program does not answer to SIGKILL. */
export const KILL_AFTER_MS = 500;
/** From one question to the host whether it is alive to the next; two unanswered ones are a crash. */
export const HEARTBEAT_MS = 1000;
/** From an order to kill to giving the whole runner up. */
export const KILL_DEADLINE_MS = 1500;
/** From the start of the iframe to its first word. */
export const BOOT_DEADLINE_MS = 15_000;

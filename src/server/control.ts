/**
 * What the outside may ask of a running server: the one file of messages between a runtime and the broker process.
 * They travel as JSON lines on the broker's stdin, alike in every runtime; each one that acts is written into the trace.
 */
export type BrokerControl =
  /** Stop and start again: durable queues keep their persistent messages, the rest is gone, every connection is cut. */
  | { readonly type: 'restart' }
  /** Cut a connection without a word, as a pulled cable does. */
  | { readonly type: 'cut'; readonly connection: string };

const TYPES = new Set(['restart', 'cut']);

/** `undefined` where `line` is not a control message: stdin is open to anything a learner may type. */
export function parseControl(line: string): BrokerControl | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (typeof value.type !== 'string' || !TYPES.has(value.type)) return undefined;
  if (value.type === 'cut' && !('connection' in value && typeof value.connection === 'string')) return undefined;
  return value as BrokerControl;
}

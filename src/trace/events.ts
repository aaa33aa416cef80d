/**
 * What happened, as plain data: the one vocabulary that the scene, the log, the inspector, the checks and the tests
 * read. Emitted only by `broker/`, `server/` and a runtime's process table. Every event is JSON without loss.
 */

/** `seq` grows by one in the order of recording; `at` is milliseconds since the Unix epoch, fractions allowed. */
export interface Stamp {
  readonly seq: number;
  readonly at: number;
}

export type ProtocolName = 'amqp' | 'mqtt' | 'stomp' | 'resp';

/** `name` is the queue's or the exchange's name; the default exchange is `''`. */
export interface Destination {
  readonly kind: 'queue' | 'exchange';
  readonly name: string;
}

export type AckMode = 'manual' | 'auto';
export type DropReason = 'unroutable' | 'maxlen' | 'expired' | 'rejected' | 'delivery-limit' | 'purged' | 'restart';
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonTable = Readonly<Record<string, JsonValue>>;

interface EventBodies {
  /** `port` is the peer's own port: joins the connection to the process that opened it (`process-connected`). */
  'connection-opened': { connection: string; protocol: ProtocolName; peer: { address: string; port: number } };
  'connection-closed': { connection: string; reason?: string };
  /** One whole frame as it stood on the wire, base64; `in` is from the client to the broker. */
  frame: { connection: string; direction: 'in' | 'out'; protocol: ProtocolName; bytes: string };

  'exchange-declared': { exchange: string; kind: string; durable: boolean; autoDelete: boolean };
  'exchange-deleted': { exchange: string };
  'queue-declared': { queue: string; durable: boolean; exclusive: boolean; autoDelete: boolean; arguments: JsonTable };
  'queue-deleted': { queue: string; reason: 'deleted' | 'auto-delete' | 'exclusive' | 'expired' | 'restart' };
  bound: { source: string; destination: Destination; key: string; arguments: JsonTable };
  unbound: { source: string; destination: Destination; key: string };

  'consumer-added': { consumer: string; queue: string; connection: string; prefetch: number; ack: AckMode };
  'consumer-cancelled': { consumer: string; queue: string; connection: string };

  /** `message` names the message for the rest of the trace; `body` is at most the first 256 bytes read as UTF-8. */
  published: {
    message: number;
    connection?: string;
    exchange: string;
    key: string;
    body: string;
    sizeBytes: number;
    persistent: boolean;
    /** What `exchange` names, where it is no exchange. */
    kind?: 'channel' | 'stream';
  };
  routed: { message: number; queues: readonly string[] };
  /** `channel`: nobody listened to it. */
  unroutable: { message: number; channel?: string };
  returned: { message: number; connection: string };
  confirmed: { message: number; connection: string; outcome: 'ack' | 'nack' };
  enqueued: { message: number; queue: string; ready: number };
  delivered: {
    message: number;
    queue: string;
    consumer: string;
    connection: string;
    tag: number;
    redelivered: boolean;
  };
  acked: { message: number; queue: string; connection: string };
  nacked: { message: number; queue: string; connection: string; requeue: boolean };
  requeued: { message: number; queue: string; ready: number };
  expired: { message: number; queue: string };
  dropped: { message: number; queue?: string; reason: DropReason };
  'dead-lettered': { message: number; queue: string; reason: DropReason; exchange: string; key: string };

  /** To a channel, or by a pattern to all whose names match it. Nothing is kept for those who come later. */
  subscribed: { channel: string; pattern: boolean; connection: string };
  unsubscribed: { channel: string; pattern: boolean; connection: string };
  /**
   * Handed to a client straight from a channel or a stream: nobody acknowledges it. `pattern` is what found it.
   */
  relayed: { message: number; channel: string; pattern?: string; connection: string };

  'broker-started': { listeners: readonly { protocol: ProtocolName; port: number }[] };
  'broker-restarted': Record<never, never>;
  'fault-injected': { fault: string; target?: string };

  /** From the runtime's process table. `process` is the process' name in the lab, unique among living processes. */
  'process-started': { process: string; command: string };
  'process-exited': { process: string; code: number; signal?: string };
  /** The process accepts TCP connections on `port`; lets the picture join `process-connected` to the one it reaches. */
  'process-listening': { process: string; port: number };
  /** The process opened a TCP connection from `localPort` to the listener on `remotePort`. */
  'process-connected': { process: string; localPort: number; remotePort: number };
}

export type EventType = keyof EventBodies;
/** An event before it is recorded. */
export type TraceBody = { [T in EventType]: { readonly type: T } & Readonly<EventBodies[T]> }[EventType];
export type TraceEvent = TraceBody & Stamp;
export type EventOf<T extends EventType> = Extract<TraceEvent, { type: T }>;
/** Where the rooms that cause events hand them in. */
export type Emit = (event: TraceBody) => void;
export type TraceListener = (event: TraceEvent) => void;

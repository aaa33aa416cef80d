/** What every wire protocol is to the server: bytes ↔ frames (codec), frames ↔ meaning (session). */
import type { Broker } from '../broker/index.ts';
import type { ProtocolName } from '../trace/events.ts';

/** The bytes are not the protocol's; `session.fault` answers as the protocol does, then the connection closes. */
export class WireError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
  }
}

/** One named part of a frame; `start` and `end` are offsets in its bytes, `end` exclusive. */
export interface FieldView {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
export interface FrameView {
  readonly title: string;
  readonly fields: readonly FieldView[];
}

export interface Codec<F> {
  /** Lazy: good frames before a bad one still come out. Chunks may be cut anywhere. Throws only `WireError`. */
  decode(chunk: Uint8Array): Iterable<F>;
  encode(frame: F): Uint8Array;
  describe(frame: F): FrameView;
}

export interface Session<F> {
  receive(frame: F): void;
  fault(error: WireError): void;
  /** The peer is gone, politely or not. */
  closed(): void;
}

export interface Peer<F> {
  /** Names the connection in the trace. */
  readonly connection: string;
  send(frame: F): void;
  /** After what was sent has gone out. */
  close(): void;
}

/** Time and chance are handed in, so that a run can be repeated and tests need not sleep. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** In [0, 1). */
  random(): number;
}

export interface Protocol<F> {
  readonly name: ProtocolName;
  /** The registered port. */
  readonly port: number;
  codec(): Codec<F>;
  session(broker: Broker, peer: Peer<F>, clock: Clock): Session<F>;
}

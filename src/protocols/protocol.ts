/** What every wire protocol is to the server: bytes ↔ frames (codec), frames ↔ meaning (session). */
import type { Broker, Clock } from '../broker/index.ts';
import type { ByteWriter } from './bytes.ts';
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
  /** The bytes of the frame that `decode` gave last, as they stood on the wire; good until it gives the next. */
  readonly lastBytes?: Uint8Array;
  encode(frame: F): Uint8Array;
  /** The same bytes at the end of `writer`: what the server uses, so that the frames of a tick are one chunk. */
  encodeInto?(frame: F, writer: ByteWriter): void;
  describe(frame: F): FrameView;
}

export interface Session<F> {
  receive(frame: F): void;
  fault(error: WireError): void;
  /** Bytes came: a sign of life even where they are no whole frame yet. */
  heard?(): void;
  /** Writing may go on after `Peer.send` returned false. */
  drained?(): void;
  /** Called once before the frames of a tick go out: the last chance to add to them. */
  flush?(): void;
  /** The broker stops: says so to the peer, as the protocol has it, and closes. */
  shutdown?(): void;
  /** The peer is gone, politely or not. */
  closed(): void;
}

export interface Peer<F> {
  /** Names the connection in the trace. */
  readonly connection: string;
  readonly remote: { readonly address: string; readonly port: number };
  /** What was sent and the peer, being behind, has not taken. */
  readonly unsentBytes: number;
  /** False: the peer is behind; wait for `Session.drained` before sending more messages. */
  send(frame: F): boolean;
  /** After what was sent has gone out. */
  close(): void;
  /** At once; what was not sent is lost. The trace names the reason. */
  cut(reason: string): void;
}

export interface Protocol<F> {
  readonly name: ProtocolName;
  /** The registered port. */
  readonly port: number;
  codec(): Codec<F>;
  session(broker: Broker, peer: Peer<F>, clock: Clock): Session<F>;
}

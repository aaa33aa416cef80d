/**
 * One connection: bytes from a pipe through the codec to the session, and frames back. What is sent within a tick goes
 * out as one chunk; each frame is written into the trace where that is wanted.
 */
import type { Broker, Clock } from '../broker/index.ts';
import type { Pipe } from '../network/pipe.ts';
import { ByteWriter } from '../protocols/bytes.ts';
import { type Codec, type Peer, type Protocol, type Session, WireError } from '../protocols/protocol.ts';
import type { Emit } from '../trace/events.ts';
import { toBase64 } from './base64.ts';
import { SERVER_LIMITS } from './limits.ts';

export interface ConnectionOptions<F> {
  readonly id: string;
  readonly pipe: Pipe;
  readonly protocol: Protocol<F>;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly emit: Emit | undefined;
  /** Whether every frame is told too, not only what it meant. */
  readonly traceFrames: boolean;
  /** Calls `flush` at the end of the tick. */
  schedule(connection: { flush(): void }): void;
  gone(): void;
  /** A mistake of our own: the connection is cut, the others go on. */
  bug(error: unknown): void;
}

export class Connection<F> implements Peer<F> {
  readonly connection: string;
  readonly #options: ConnectionOptions<F>;
  readonly #codec: Codec<F>;
  readonly #session: Session<F>;
  readonly #writer = new ByteWriter();
  #scheduled = false;
  #behind = false;
  /** Written since the peer fell behind. */
  #waitingBytes = 0;
  /** Nothing more is written. */
  #closing = false;
  #gone = false;
  #linger: unknown;

  constructor(options: ConnectionOptions<F>) {
    const { id, pipe, protocol, emit } = options;
    this.connection = id;
    this.#options = options;
    this.#codec = protocol.codec();
    emit?.({ type: 'connection-opened', connection: id, protocol: protocol.name, peer: pipe.peer });
    this.#session = protocol.session(options.broker, this, options.clock);
    pipe.listen({
      data: (chunk) => this.#guard(() => this.#receive(chunk)),
      closed: (how) => this.#peerClosed(how),
      drained: () => this.#guard(() => this.#drained()),
    });
  }

  get remote(): Pipe['peer'] {
    return this.#options.pipe.peer;
  }

  get unsentBytes(): number {
    return this.#behind ? this.#waitingBytes + this.#writer.length : 0;
  }

  send(frame: F): boolean {
    if (this.#closing) return true;
    this.#encode(frame);
    if (this.#writer.length >= SERVER_LIMITS.flushBytes) this.#write();
    else this.#schedule();
    return !this.#behind;
  }

  /** `reason` goes into the trace, where the end is not the session's own doing. */
  close(reason?: string): void {
    if (this.#closing) return;
    this.#write();
    this.#closing = true;
    const { clock, pipe } = this.#options;
    pipe.end();
    this.#linger = clock.setTimeout(() => pipe.destroy(), SERVER_LIMITS.lingerMs);
    this.#over(reason);
  }

  /** What was sent in this tick goes out. */
  flush(): void {
    this.#scheduled = false;
    if (this.#gone) return;
    this.#guard(() => {
      this.#session.flush?.();
      this.#write();
    });
  }

  /** The broker stops. */
  shutdown(): void {
    this.#guard(() => {
      this.#session.shutdown?.();
      this.close('shutdown');
    });
  }

  /** At once and without a word. */
  cut(reason: string): void {
    this.#closing = true;
    this.#options.pipe.destroy();
    this.#over(reason);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closing) return;
    // Even a frame that is only noticed may owe an answer at the end of the tick.
    this.#schedule();
    this.#session.heard?.();
    try {
      for (const frame of this.#codec.decode(chunk)) {
        this.#traceIn(frame);
        this.#session.receive(frame);
        if (this.#closing) return;
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#session.fault(error);
    }
  }

  #encode(frame: F): void {
    const from = this.#writer.length;
    if (this.#codec.encodeInto === undefined) this.#writer.bytes(this.#codec.encode(frame));
    else this.#codec.encodeInto(frame, this.#writer);
    if (this.#options.traceFrames) this.#traceFrame('out', this.#writer.peek(from, this.#writer.length));
  }

  #traceIn(frame: F): void {
    if (this.#options.traceFrames) this.#traceFrame('in', this.#codec.lastBytes ?? this.#codec.encode(frame));
  }

  #traceFrame(direction: 'in' | 'out', bytes: Uint8Array): void {
    const { emit, protocol } = this.#options;
    const { connection } = this;
    emit?.({ type: 'frame', connection, direction, protocol: protocol.name, bytes: toBase64(bytes) });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(this);
  }

  #write(): void {
    if (this.#closing || this.#writer.length === 0) return;
    const chunk = this.#writer.take();
    if (!this.#options.pipe.write(chunk)) this.#behind = true;
    if (!this.#behind) return;
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > SERVER_LIMITS.unreadBytes) this.cut('peer does not read');
  }

  #drained(): void {
    this.#behind = false;
    this.#waitingBytes = 0;
    this.#session.drained?.();
  }

  #peerClosed(how: 'end' | 'lost'): void {
    const { pipe, clock } = this.#options;
    if (this.#linger !== undefined) clock.clearTimeout(this.#linger);
    this.#linger = undefined;
    if (!this.#closing) pipe.end();
    this.#closing = true;
    this.#over(how === 'lost' ? 'lost' : undefined);
  }

  /** Whatever becomes of the pipe, this connection has no part in the broker any more. */
  #over(reason: string | undefined): void {
    if (this.#gone) return;
    this.#gone = true;
    const { emit, gone } = this.#options;
    this.#guard(() => this.#session.closed());
    emit?.({ type: 'connection-closed', connection: this.connection, ...(reason === undefined ? {} : { reason }) });
    gone();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.bug(error);
      if (!this.#gone) this.cut('internal error');
    }
  }
}

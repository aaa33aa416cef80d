/** A duplex stream of bytes between two ends: what a connection is to everything above it, whatever carries it. */
export interface PipeListener {
  /** The chunk is the listener's: nobody writes into it any more. */
  data(chunk: Uint8Array): void;
  /** The other end will write no more (`end`), or the pipe is gone (`lost`). Called once. */
  closed(how: 'end' | 'lost'): void;
  /** Writing may go on after `write` returned false. */
  drained?(): void;
}

export interface Pipe {
  readonly peer: { readonly address: string; readonly port: number };
  /** Called once, before anything arrives. */
  listen(listener: PipeListener): void;
  /** The pipe owns `chunk` from here on. False: the other end is behind, wait for `drained`. */
  write(chunk: Uint8Array): boolean;
  /** After what was written has gone out. */
  end(): void;
  /** At once; what was not sent is lost. */
  destroy(): void;
}

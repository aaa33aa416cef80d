/** What a page with a runtime in it and the test that drives it say to each other. */
import type { ExitStatus, LabFiles, OutputChunk, RuntimeState, SpawnOptions } from '../../src/runtime/runtime.ts';
import type { PageRuntimeKind } from '../../src/runtime/open.ts';
import type { BrokerPorts, Signal } from '../../src/runtime/runtime.ts';
import type { BrokerControl } from '../../src/server/control.ts';
import type { TraceEvent } from '../../src/trace/events.ts';

/** Page → test, in the order in which things happen; `runtime` and `process` are numbers that the page gives. */
export type RemoteNews =
  | { readonly news: 'state'; readonly runtime: number; readonly state: RuntimeState }
  | { readonly news: 'ports'; readonly runtime: number; readonly ports: readonly number[] }
  | { readonly news: 'trace'; readonly runtime: number; readonly event: TraceEvent }
  | { readonly news: 'output'; readonly process: number; readonly chunk: OutputChunk }
  | { readonly news: 'exit'; readonly process: number; readonly exit: ExitStatus };

/** An error on its way out of the page. */
export interface RemoteError {
  readonly name: string;
  readonly message: string;
  /** Of a RuntimeError. */
  readonly reason?: string;
}

export type RemoteResult<T> = { readonly value: T } | { readonly error: RemoteError };

/** What the page offers as `globalThis.remote`. */
export interface Remote {
  open(kind: PageRuntimeKind, libraries: readonly string[]): Promise<RemoteResult<number>>;
  /** `call` is the test's number of this call, for `abort`; `aborted`: the signal was so before the call. */
  write(runtime: number, files: LabFiles, call: number, aborted?: string): Promise<RemoteResult<null>>;
  abort(call: number, reason: string): void;
  spawn(
    runtime: number,
    command: string,
    args: readonly string[],
    options: SpawnOptions,
  ): Promise<RemoteResult<{ process: number; name: string }>>;
  startBroker(runtime: number, ports: BrokerPorts): Promise<RemoteResult<{ process: number; name: string }>>;
  control(runtime: number, message: BrokerControl): void;
  input(process: number, text: string): void;
  kill(process: number, signal: Signal): void;
  dispose(runtime: number): Promise<void>;
}

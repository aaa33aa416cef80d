/** The one runtime of a lab: opened when it is first wanted, exchanged when the other kind is chosen or it breaks down. */
import type { openRuntime, PageRuntimeKind } from '../../runtime/index.ts';
import type { FailureReason, Runtime, RuntimeState } from '../../runtime/runtime.ts';
import { RuntimeError } from '../../runtime/runtime.ts';
import type { TraceListener } from '../../trace/events.ts';

/** The runtimes' door, as the workbench goes through it; tests hand in one of their own. */
export type OpenRuntimeDoor = typeof openRuntime;

export interface RuntimeSlotOptions {
  readonly open: OpenRuntimeDoor;
  readonly libraries: readonly string[];
  /** What a run is going to start. */
  readonly outlook: { readonly processes: number; readonly broker: boolean };
  readonly onTrace: TraceListener;
  /** Why the wanted runtime is not, or no longer, the one that runs. */
  readonly onFailure: (reason: FailureReason, wanted: PageRuntimeKind) => void;
}

export class RuntimeSlot {
  readonly #options: RuntimeSlotOptions;
  #opening: { readonly promise: Promise<Runtime>; readonly giveUp: AbortController } | undefined;

  /** What is chosen; falls back to the sandbox with the runtime itself. */
  kind = $state<PageRuntimeKind>('sandbox');
  /** Of the runtime that is being opened or is open. */
  state = $state.raw<RuntimeState | undefined>();

  constructor(options: RuntimeSlotOptions) {
    this.#options = options;
  }

  /**
   * The runtime of the chosen kind, or the sandbox where that one cannot start.
   * @throws RuntimeError where the sandbox cannot start; the next call tries again
   */
  open(): Promise<Runtime> {
    if (this.#opening) return this.#opening.promise;
    const giveUp = new AbortController();
    const opening = { promise: this.#open(this.kind, giveUp.signal), giveUp };
    this.#opening = opening;
    opening.promise.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening.promise;
  }

  /** Ends the present runtime with everything in it. */
  async exchange(kind: PageRuntimeKind): Promise<void> {
    this.kind = kind;
    await this.dispose();
  }

  async dispose(): Promise<void> {
    const before = this.#opening;
    this.#opening = undefined;
    this.state = undefined;
    before?.giveUp.abort();
    const runtime = await before?.promise.catch(() => undefined);
    await runtime?.dispose();
  }

  async #open(wanted: PageRuntimeKind, signal: AbortSignal): Promise<Runtime> {
    this.state = { status: 'starting', step: 'fetching' };
    const { open, libraries, outlook, onTrace, onFailure } = this.#options;
    try {
      const runtime = await open(wanted, {
        libraries,
        outlook,
        signal,
        onState: (state) => {
          if (!signal.aborted) this.state = state;
        },
        onFallback: (error) => {
          if (signal.aborted) return;
          this.kind = 'sandbox';
          onFailure(error.reason, wanted);
        },
      });
      runtime.trace(onTrace);
      runtime.state.subscribe((state) => {
        if (signal.aborted) return;
        this.state = state;
        if (state.status === 'failed') this.#lose(runtime, state.reason);
      });
      return runtime;
    } catch (error) {
      if (!signal.aborted) {
        this.state = undefined;
        if (error instanceof RuntimeError) onFailure(error.reason, 'sandbox');
      }
      throw error;
    }
  }

  /** It broke down while it was open: the next run opens another one. */
  #lose(runtime: Runtime, reason: FailureReason): void {
    this.#opening = undefined;
    this.#options.onFailure(reason, runtime.kind === 'webcontainer' ? 'webcontainer' : 'sandbox');
    void runtime.dispose();
  }
}

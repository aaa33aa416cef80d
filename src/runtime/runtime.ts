/**
 * The contract between the workbench and a place where programs run. Three siblings fulfil it and pass one suite:
 * the sandbox, the WebContainer, and (in tests) plain Node.
 */
import type { BrokerControl } from '../server/control.ts';
import type { TraceListener } from '../trace/events.ts';
import type { AssetSource } from './asset-source.ts';

export type RuntimeKind = 'sandbox' | 'webcontainer' | 'node';
export type Unsubscribe = () => void;

/** A value that changes and can be watched; `subscribe` calls at once with the present value. */
export interface Watch<T> {
  readonly value: T;
  subscribe(listener: (value: T) => void): Unsubscribe;
}

/** Path relative to the lab's folder (`producer.ts`, `lib/goi.ts`) → text. */
export type LabFiles = Readonly<Record<string, string>>;

/** Why a runtime cannot be used; each has its own sentence in `strings/workbench.ts`. */
export type FailureReason =
  | 'not-isolated'
  | 'unsupported-browser'
  | 'host-unreachable'
  | 'no-answer'
  | 'tcp-self-test-failed'
  | 'assets-missing'
  | 'crashed';

export class RuntimeError extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RuntimeError';
    this.reason = reason;
  }
}

/** `step` of `starting` is shown in words: what is being waited for. */
export type RuntimeState =
  | { readonly status: 'starting'; readonly step: 'fetching' | 'booting' | 'mounting' | 'self-test' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly reason: FailureReason; readonly message: string }
  | { readonly status: 'disposed' };

/** `terminal` is stdout and stderr merged, as a WebContainer delivers them. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr' | 'terminal';
  readonly text: string;
}

/** As a shell sees it: a process ended by a signal has `code` 128 + the signal's number (143 for SIGTERM). */
export interface ExitStatus {
  readonly code: number;
  readonly signal?: Signal;
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

export interface SpawnOptions {
  /** The process' name in trace and terminal; unique among living processes. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Process {
  readonly name: string;
  /** Calls with everything printed so far, then with what follows. */
  output(listener: (chunk: OutputChunk) => void): Unsubscribe;
  /** Settles once, after the last output was delivered; never rejects. */
  readonly exit: Promise<ExitStatus>;
  input(text: string): void;
  /** A process that has not ended 500 ms after SIGINT or SIGTERM is ended by SIGKILL. */
  kill(signal: Signal): void;
}

/** Ports the broker listens on, by protocol; a protocol left out is off. */
export interface BrokerPorts {
  readonly amqp?: number;
  readonly mqtt?: number;
  readonly stomp?: number;
  readonly resp?: number;
}

export interface Runtime {
  readonly kind: RuntimeKind;
  readonly state: Watch<RuntimeState>;
  /** TCP ports on which some process of this runtime listens now. */
  readonly ports: Watch<ReadonlySet<number>>;
  /** Replaces the lab's folder by these files; the lab's libraries stand in its `node_modules`. Newest call wins. */
  write(files: LabFiles, signal?: AbortSignal): Promise<void>;
  /** `node` is the one command that every runtime has; another one rejects with its name. */
  spawn(command: string, args: readonly string[], options: SpawnOptions): Promise<Process>;
  /** Starts `broker.mjs`; its trace goes to `trace`, what it prints for people to its own `output`. */
  startBroker(ports: BrokerPorts): Promise<Process>;
  /** Events of the broker and of the process table, in one order, `seq` from 1. */
  trace(listener: TraceListener): Unsubscribe;
  /** Reaches the running broker; without one it does nothing. */
  control(message: BrokerControl): void;
  /** Ends every process and frees what is held. Never rejects. */
  dispose(): Promise<void>;
}

export interface RuntimeOptions {
  readonly assets: AssetSource;
  /** npm packages that the lab imports; each is one that the build bundles. */
  readonly libraries: readonly string[];
  /** What the lab is going to start, its broker counted among the processes: so it can be made ready beforehand. */
  readonly outlook?: { readonly processes: number; readonly broker: boolean };
  /** Called with every step of `starting`; what comes later is in the runtime's own `state`. */
  readonly onState?: (state: RuntimeState) => void;
  /** Gives up starting: the promise rejects with the signal's reason and nothing is left behind. */
  readonly signal?: AbortSignal;
}

/**
 * What each sibling exports as `open`: settles once programs can run.
 * @throws RuntimeError where they cannot, with the reason.
 */
export type OpenRuntime = (options: RuntimeOptions) => Promise<Runtime>;

/**
 * A runtime whose programs are functions: the whole contract in memory, so that what stands on it can be tested
 * without a browser, a worker or a Node process. Files are kept and handed to the programs, nothing is parsed.
 */
import { setImmediate } from 'node:timers/promises';
import { ProcessOutput } from '../../src/runtime/process-output.ts';
import { ProcessTable, unknownCommand } from '../../src/runtime/process-table.ts';
import type {
  ExitStatus,
  LabFiles,
  Process,
  Runtime,
  RuntimeKind,
  RuntimeState,
  Signal,
} from '../../src/runtime/runtime.ts';
import { TraceHub } from '../../src/runtime/trace-hub.ts';
import { WatchedValue } from '../../src/runtime/watch.ts';
import type { BrokerControl } from '../../src/server/control.ts';
import type { TraceBody } from '../../src/trace/events.ts';

/** What a program sees of its world. */
export interface ProgramContext {
  readonly args: readonly string[];
  /** Text of a file of the lab. */
  readonly read: (path: string) => string | undefined;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly listen: (port: number) => void;
  readonly emit: (body: TraceBody) => void;
  /** The next line of stdin. */
  readonly line: () => Promise<string>;
  /** Settles with the signal that is sent to the process; a program that waits for it does not end by itself. */
  readonly killed: Promise<Signal>;
}

/** Settles with the exit code. */
export type Program = (context: ProgramContext) => Promise<number>;

const SIGNAL_NUMBERS: Readonly<Record<Signal, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

export class MemoryRuntime implements Runtime {
  readonly kind: RuntimeKind;
  readonly state = new WatchedValue<RuntimeState>({ status: 'ready' });
  readonly ports = new WatchedValue<ReadonlySet<number>>(new Set());
  /** What was asked of the broker. */
  readonly controls: BrokerControl[] = [];
  /** Every set of files that was written. */
  readonly written: LabFiles[] = [];
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #hub = new TraceHub(() => 0);
  readonly #table = new ProcessTable(this.#hub.emit);

  /** @param programs by file name; `broker.mjs` is the broker */
  constructor(programs: Readonly<Record<string, Program>>, kind: RuntimeKind = 'sandbox') {
    this.#programs = programs;
    this.kind = kind;
  }

  readonly trace = this.#hub.listen;

  async write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    await setImmediate();
    signal?.throwIfAborted();
    this.written.push(files);
  }

  async spawn(command: string, args: readonly string[], { name }: { readonly name: string }): Promise<Process> {
    if (command !== 'node') throw unknownCommand(command, ['node']);
    await setImmediate();
    return this.#start(name, args);
  }

  startBroker(): Promise<Process> {
    return this.#start('broker', ['broker.mjs']);
  }

  control(message: BrokerControl): void {
    this.controls.push(message);
  }

  async dispose(): Promise<void> {
    const living = this.#table.living();
    for (const process of living) process.kill('SIGKILL');
    await Promise.all(living.map((process) => process.exit));
    this.state.set({ status: 'disposed' });
  }

  living(): string[] {
    return this.#table.living().map((process) => process.name);
  }

  #start(name: string, args: readonly string[]): Promise<Process> {
    return this.#table.start(name, `node ${args.join(' ')}`, () => {
      const [file = '', ...rest] = args;
      const program = this.#programs[file];
      if (!program) throw new Error(`Cannot find module '${file}'`);
      return this.#process(name, program, rest);
    });
  }

  #process(name: string, program: Program, args: readonly string[]): Process {
    const output = new ProcessOutput();
    const ports = new Set<number>();
    const lines: string[] = [];
    let wake: (() => void) | undefined;
    let kill: (signal: Signal) => void = () => undefined;
    const killed = new Promise<Signal>((resolve) => (kill = resolve));
    const context: ProgramContext = {
      args,
      read: (path) => this.written.at(-1)?.[path],
      print: (text) => output.push('stdout', text),
      printError: (text) => output.push('stderr', text),
      listen: (port) => {
        ports.add(port);
        this.ports.set(new Set([...this.ports.value, port]));
      },
      emit: this.#hub.emit,
      line: async () => {
        while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return lines.shift() ?? '';
      },
      killed,
    };
    const end = killed.then((signal): ExitStatus => ({ code: 128 + SIGNAL_NUMBERS[signal], signal }));
    const exit = Promise.race([program(context).then((code): ExitStatus => ({ code })), end]).then((status) => {
      this.ports.set(new Set([...this.ports.value].filter((port) => !ports.has(port))));
      return status;
    });
    const input = (text: string): void => {
      lines.push(...text.split('\n').filter((line) => line !== ''));
      wake?.();
    };
    return { name, output: output.subscribe, exit, input, kill };
  }
}

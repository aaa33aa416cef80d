/** What every test of the contract stands on: one runtime of the suite, programs to start in it, an end to each of them. */
import { afterAll, afterEach, beforeAll, it, onTestFailed, type TestOptions } from 'vitest';
import type { LabFiles, Process, Runtime } from '../../../src/runtime/runtime.ts';
import type { TraceEvent } from '../../../src/trace/events.ts';
import { finished, type Finished } from '../../support/finished.ts';

export interface ContractOptions {
  open(options: { libraries: readonly string[] }): Promise<Runtime>;
  /** Within how many milliseconds a signal ends any program; a second unless told otherwise. */
  readonly stopMs?: number;
  /** Title of a test → why this runtime cannot pass it. */
  readonly skips?: Readonly<Record<string, string>>;
}

export interface StartOptions {
  readonly name?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly runtime: Runtime;
  /** See `ContractOptions`. */
  readonly stopMs: number;
  /** Everything that the runtime has told since the test began. */
  readonly trace: readonly TraceEvent[];
  /** Starts a file that is already there. */
  start(file: string, options?: StartOptions): Promise<Process>;
  /** Writes the program as `main.ts`, beside others where it is given as files, and starts it. */
  program(program: string | LabFiles, options?: StartOptions): Promise<Process>;
  run(program: string | LabFiles, options?: StartOptions): Promise<Finished>;
  /** Settles with the first event since the test began that is wanted. */
  event<T extends TraceEvent['type']>(type: T): Promise<Extract<TraceEvent, { type: T }>>;
  /** Ended with the test like those of `start`. */
  watch(process: Process): Process;
}

/** A test of the contract; skipped with its reason where the runtime says that it cannot. */
export type ContractTest = (title: string, body: (stage: Stage) => Promise<void>, options?: TestOptions) => void;

/** What a process printed is most of what there is to know of a failed test. */
function tell(process: Process): void {
  let text = '';
  process.output((chunk) => (text += chunk.text))();
  console.log(`${process.name} printed: ${text.length > 400 ? `${text.slice(0, 400)}…` : text || 'nothing'}`);
}

const PACKAGE = `${JSON.stringify({ type: 'module' })}\n`;

/** Call inside a `describe`: opens the runtime for its tests. */
export function contractStage({ open, stopMs = 1000, skips = {} }: ContractOptions): ContractTest {
  let runtime: Runtime | undefined;
  let trace: TraceEvent[] = [];
  const waiting = new Set<() => void>();
  const living = new Set<Process>();

  beforeAll(async () => {
    runtime = await open({ libraries: ['amqplib', 'jayson'] });
    runtime.trace((event) => {
      trace.push(event);
      for (const check of [...waiting]) check();
    });
  });
  afterEach(async () => {
    for (const process of living) process.kill('SIGKILL');
    await Promise.all([...living].map((process) => process.exit));
    living.clear();
    waiting.clear();
    trace = [];
  });
  afterAll(() => runtime?.dispose());

  const watch = (process: Process): Process => {
    living.add(process);
    onTestFailed(() => tell(process));
    void process.exit.then(() => living.delete(process));
    return process;
  };

  const stage = (present: Runtime): Stage => ({
    runtime: present,
    stopMs,
    get trace() {
      return trace;
    },
    watch,
    async start(file, { name = 'main', args = [], env = {} } = {}) {
      return watch(await present.spawn('node', [file, ...args], { name, env }));
    },
    async program(program, options) {
      const files = typeof program === 'string' ? { 'main.ts': program } : program;
      await present.write({ 'package.json': PACKAGE, ...files });
      return this.start('main.ts', options);
    },
    async run(program, options) {
      return finished(await this.program(program, options));
    },
    event: (type) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = trace.find((event) => event.type === type);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found as Extract<TraceEvent, { type: typeof type }>);
        };
        waiting.add(check);
        check();
      }),
  });

  return (title, body, options = {}) => {
    const reason = skips[title];
    if (reason !== undefined) it.skip(`${title} (${reason})`, () => undefined);
    else
      it(title, options, () => {
        if (runtime === undefined) throw new Error('The runtime did not open.');
        return body(stage(runtime));
      });
  };
}

/** StackBlitz' in-browser Node as a runtime: the same lab files and the same broker as in the sandbox, in a real Node. */
import type { BrokerControl } from '../../server/control.ts';
import { libraryOf } from '../asset-source.ts';
import { BROKER_NAME, brokerArgs, brokerProcess, controlLine } from '../broker-process.ts';
import { libraryFiles } from '../library-files.ts';
import { ProcessTable, unknownCommand } from '../process-table.ts';
import type {
  BrokerPorts,
  LabFiles,
  Process,
  Runtime,
  RuntimeOptions,
  RuntimeState,
  SpawnOptions,
  Unsubscribe,
} from '../runtime.ts';
import { TraceHub } from '../trace-hub.ts';
import { WatchedValue } from '../watch.ts';
import { bootedContainer, isBooted } from './boot.ts';
import type { Container } from './container.ts';
import type { LabFolder } from './lab-folder.ts';
import { LIMITS, type Limits } from './limits.ts';
import { OpenPorts } from './open-ports.ts';
import { preflight } from './preflight.ts';
import { startProcess, type Launch } from './process.ts';
import type { NodeFacts } from './self-test.ts';
import { stripTypes } from './strip-types.ts';
import { BROKER, TOOLS } from './tools.ts';

export { teardownContainer } from './boot.ts';

export interface WebContainerOptions extends RuntimeOptions {
  readonly limits?: Partial<Limits>;
}

/** @throws RuntimeError with any reason of the contract; the signal's reason */
export async function open(options: WebContainerOptions): Promise<Runtime> {
  const { assets, libraries, onState, signal } = options;
  const limits = { ...LIMITS, ...options.limits };
  const step = (step: Extract<RuntimeState, { status: 'starting' }>['step']): void => {
    signal?.throwIfAborted();
    onState?.({ status: 'starting', step });
  };

  step('fetching');
  // one that is there needs no host any more
  if (!isBooted()) await preflight(limits, signal);
  const texts = await Promise.all(
    libraries.map(async (name) => {
      const library = libraryOf(assets.manifest, name);
      return libraryFiles(name, library, await assets.text(library.url));
    }),
  );
  step('booting');
  const container = await bootedContainer(limits, signal);
  const node = await container.prepare(limits, step, signal);
  step('mounting');
  const folder = container.takeFolder(limits);
  try {
    await container.starting(() => folder.mountLibraries(Object.assign({}, ...texts) as LabFiles));
    signal?.throwIfAborted();
  } catch (error) {
    await container.returnFolder(folder);
    throw error;
  }
  return new WebContainerRuntime({ container, folder, node, limits, assets });
}

interface Parts extends Pick<RuntimeOptions, 'assets'> {
  readonly container: Container;
  readonly folder: LabFolder;
  readonly node: NodeFacts;
  readonly limits: Limits;
}

class WebContainerRuntime implements Runtime {
  readonly kind = 'webcontainer';
  readonly state = new WatchedValue<RuntimeState>({ status: 'ready' });
  readonly ports: OpenPorts['watch'];
  readonly trace: TraceHub['listen'];
  readonly #parts: Parts;
  readonly #hub = new TraceHub();
  readonly #table = new ProcessTable(this.#hub.emit);
  readonly #openPorts = new OpenPorts(this.#hub.emit);
  readonly #closing = new AbortController();
  readonly #forgetLoss: Unsubscribe;
  #broker: Process | undefined;
  #stopPulse: Unsubscribe | undefined;
  #disposed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.ports = this.#openPorts.watch;
    this.trace = this.#hub.listen;
    const { container } = parts;
    this.#forgetLoss = container.loss.subscribe((why) => {
      this.state.set({ status: 'failed', reason: 'crashed', message: container.crashed(why).message });
    });
  }

  async write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    this.#closing.signal.throwIfAborted();
    const { container, folder, node } = this.#parts;
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]);
    const runnable = node.typescript ? files : await stripTypes(files);
    await container.answering(() => folder.write(runnable, stop));
  }

  async spawn(command: string, args: readonly string[], { name, env }: SpawnOptions): Promise<Process> {
    if (command !== 'node') throw unknownCommand(command, ['node']);
    return this.#start([command, ...args].join(' '), { name, args, env, folder: this.#parts.folder.path });
  }

  async startBroker(ports: BrokerPorts): Promise<Process> {
    this.#closing.signal.throwIfAborted();
    const { container, assets, limits } = this.#parts;
    const { broker } = assets.manifest;
    await container.mountOnce(BROKER, broker, () => assets.text(broker), limits);
    const args = [BROKER, ...brokerArgs(ports)];
    const launch = { name: BROKER_NAME, args, folder: TOOLS };
    const process = await this.#start(['node', ...args].join(' '), launch, (raw) =>
      brokerProcess(raw, this.#hub.accept),
    );
    this.#broker = process;
    void process.exit.then(() => {
      if (this.#broker === process) this.#broker = undefined;
    });
    return process;
  }

  control(message: BrokerControl): void {
    this.#broker?.input(controlLine(message));
  }

  dispose(): Promise<void> {
    return (this.#disposed ??= this.#end());
  }

  async #start(
    command: string,
    launch: Omit<Launch, 'onMark'>,
    wrap: (raw: Process) => Process = (raw) => raw,
  ): Promise<Process> {
    this.#closing.signal.throwIfAborted();
    const { container, limits } = this.#parts;
    const { name } = launch;
    // marks may overtake the answer to `spawn`; the trace tells the start first
    const started = this.#table.start(name, command, () =>
      container.answering(async () => {
        const onMark: Launch['onMark'] = (mark) => {
          started.then(() => this.#openPorts.accept(name, mark)).catch(() => undefined); // told to the caller
        };
        return wrap(await startProcess(container.place(limits), { ...launch, onMark }));
      }),
    );
    const process = await started;
    this.#watchPulse();
    void process.exit.then(() => {
      this.#openPorts.drop(name);
      this.#watchPulse();
    });
    if (this.#closing.signal.aborted) process.kill('SIGKILL');
    return process;
  }

  /** Programs that run and say nothing would hide a dead container; without programs nobody waits for it. */
  #watchPulse(): void {
    const { container, limits } = this.#parts;
    if (this.#table.living().length === 0) {
      this.#stopPulse?.();
      this.#stopPulse = undefined;
    } else {
      this.#stopPulse ??= container.loss.watchPulse(() => container.client.fs.readdir(TOOLS), limits);
    }
  }

  async #end(): Promise<void> {
    this.#closing.abort(new DOMException('The runtime was disposed.', 'AbortError'));
    const { container, folder } = this.#parts;
    const living = this.#table.living();
    for (const process of living) process.kill('SIGKILL');
    await Promise.all(living.map((process) => process.exit));
    this.#forgetLoss();
    if (container.loss.why === undefined) await container.returnFolder(folder);
    this.state.set({ status: 'disposed' });
  }
}

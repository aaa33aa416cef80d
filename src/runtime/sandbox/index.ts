/** The default runtime: Node's own library in workers of an opaque-origin iframe. Needs nothing but a browser. */
import { deferred } from './deferred.ts';
import type { BrokerControl } from '../../server/control.ts';
import { libraryOf } from '../asset-source.ts';
import { BROKER_NAME, brokerArgs, brokerProcess, controlLine } from '../broker-process.ts';
import { ProcessTable, unknownCommand } from '../process-table.ts';
import {
  type BrokerPorts,
  type ExitStatus,
  type LabFiles,
  type Process,
  type Runtime,
  RuntimeError,
  type RuntimeOptions,
  type RuntimeState,
  type SpawnOptions,
} from '../runtime.ts';
import { TraceHub } from '../trace-hub.ts';
import { until, WatchedValue } from '../watch.ts';
import type { HostMessage, SpawnRequest, StartMessage } from './messages.ts';
import { SandboxProcess } from './process.ts';
import { Runner } from './runner.ts';

/** Where the broker's bundle stands on the disk of its process. */
const BROKER_FILE = '/opt/broker.mjs';
const KILLED: ExitStatus = { code: 137, signal: 'SIGKILL' };

/** @throws RuntimeError `assets-missing`, `crashed`; the signal's reason */
export async function open(options: RuntimeOptions): Promise<Runtime> {
  const { onState, signal } = options;
  const begin = (step: 'fetching' | 'booting'): void => {
    signal?.throwIfAborted();
    onState?.({ status: 'starting', step });
  };
  begin('fetching');
  const start = await fetchScripts(options);
  begin('booting');
  const runtime = new Sandbox(start, options);
  try {
    await runtime.opened(signal);
  } catch (error) {
    await runtime.dispose();
    signal?.throwIfAborted();
    throw error;
  }
  return runtime;
}

async function fetchScripts({ assets, libraries }: RuntimeOptions): Promise<Omit<StartMessage, 'type'>> {
  const { manifest } = assets;
  const [kernel, host, ...texts] = await Promise.all([
    assets.text(manifest.kernel),
    assets.text(manifest.host),
    ...libraries.map(async (name) => {
      const { url, names } = libraryOf(manifest, name);
      return { name, names, text: await assets.text(url) };
    }),
  ]);
  return { kernel, host, nodeVersion: manifest.nodeVersion, libraries: texts };
}

class Sandbox implements Runtime {
  readonly kind = 'sandbox';
  readonly state = new WatchedValue<RuntimeState>({ status: 'starting', step: 'booting' });
  readonly ports = new WatchedValue<ReadonlySet<number>>(new Set());
  readonly trace: TraceHub['listen'];
  readonly #assets: RuntimeOptions['assets'];
  readonly #hub = new TraceHub();
  readonly #table = new ProcessTable(this.#hub.emit);
  readonly #runner: Runner;
  readonly #processes = new Map<number, SandboxProcess>();
  readonly #closing = new AbortController();
  #lastProcess = 0;
  #files: LabFiles = {};
  /** Workers kept warm: as many as the lab has processes, its broker counted. */
  readonly #warm: number;
  #broker: Process | undefined;

  constructor(start: Omit<StartMessage, 'type'>, { assets, outlook }: RuntimeOptions) {
    this.#assets = assets;
    this.#warm = outlook?.processes ?? 1;
    this.trace = this.#hub.listen;
    this.#runner = new Runner({
      start,
      onMessage: (message) => this.#hear(message),
      onLost: (why, reopened) => this.#recover(why, reopened),
    });
  }

  async opened(signal?: AbortSignal): Promise<void> {
    const { promise: given, reject } = deferred<never>();
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    try {
      signal?.throwIfAborted();
      await Promise.race([this.#runner.ready, given]);
    } catch (cause) {
      signal?.throwIfAborted();
      throw notStarted(cause);
    }
    this.#prewarm();
    this.state.set({ status: 'ready' });
  }

  #prewarm(): void {
    this.#runner.post({ type: 'prewarm', count: this.#warm });
  }

  async write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    this.#closing.signal.throwIfAborted();
    signal?.throwIfAborted();
    this.#files = { ...files };
    this.#runner.post({ type: 'files', files: this.#files });
  }

  async spawn(command: string, args: readonly string[], { name, env = {} }: SpawnOptions): Promise<Process> {
    if (command !== 'node') throw unknownCommand(command, ['node']);
    return this.#start([command, ...args].join(' '), name, { args, env });
  }

  async startBroker(ports: BrokerPorts): Promise<Process> {
    this.#closing.signal.throwIfAborted();
    const text = await this.#assets.text(this.#assets.manifest.broker);
    const args = [BROKER_FILE, ...brokerArgs(ports)];
    const request = { args, env: {}, files: { [BROKER_FILE]: text }, keepsOutput: true };
    const command = ['node', 'broker.mjs', ...brokerArgs(ports)].join(' ');
    const process = await this.#start(command, BROKER_NAME, request, (raw) => brokerProcess(raw, this.#hub.accept));
    this.#broker = process;
    void process.exit.then(() => {
      if (this.#broker === process) this.#broker = undefined;
    });
    return process;
  }

  control(message: BrokerControl): void {
    this.#broker?.input(controlLine(message));
  }

  async dispose(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new DOMException('The runtime was disposed.', 'AbortError'));
    this.#runner.close();
    this.#endAll();
    await Promise.all(this.#table.living().map(({ exit }) => exit));
    this.state.set({ status: 'disposed' });
  }

  async #start(
    command: string,
    name: string,
    request: Omit<SpawnRequest, 'process'>,
    wrap: (raw: Process) => Process = (raw) => raw,
  ): Promise<Process> {
    this.#closing.signal.throwIfAborted();
    await until(this.state, ({ status }) => status !== 'starting', this.#closing.signal);
    const { value: state } = this.state;
    if (state.status === 'failed') throw new RuntimeError(state.reason, state.message);
    return this.#table.start(name, command, () => {
      const id = (this.#lastProcess += 1);
      const process = new SandboxProcess({
        id,
        name,
        post: (message) => this.#runner.post(message),
        onUnkillable: () => this.#runner.lose(`"${name}" could not be stopped`),
      });
      this.#processes.set(id, process);
      this.#runner.post({ type: 'spawn', process: id, ...request });
      return wrap(process);
    });
  }

  #hear(message: HostMessage): void {
    switch (message.type) {
      case 'output':
        return this.#processes.get(message.process)?.printed(message.stream, message.text);
      case 'exited': {
        const { process, code, signal } = message;
        this.#processes.get(process)?.ended(signal === undefined ? { code } : { code, signal });
        this.#processes.delete(process);
        return;
      }
      case 'listening': {
        this.ports.set(new Set([...this.ports.value, message.port]));
        const name = this.#processes.get(message.process)?.name;
        if (name !== undefined) this.#hub.emit({ type: 'process-listening', process: name, port: message.port });
        return;
      }
      case 'unlistening':
        return this.ports.set(new Set([...this.ports.value].filter((port) => port !== message.port)));
      case 'connected': {
        const { localPort, remotePort } = message;
        const name = this.#processes.get(message.process)?.name;
        if (name !== undefined) this.#hub.emit({ type: 'process-connected', process: name, localPort, remotePort });
        return;
      }
      case 'broken':
        this.#endAll();
        return this.state.set({ status: 'failed', reason: 'unsupported-browser', message: message.message });
      case 'ready':
      case 'pong':
    }
  }

  #endAll(): void {
    this.ports.set(new Set());
    for (const process of this.#processes.values()) process.ended(KILLED);
    this.#processes.clear();
  }

  /** The frame is lost: what ran is over, and the next run finds a new one with the same files. */
  #recover(why: string, reopened: Promise<void>): void {
    for (const process of this.#processes.values())
      process.printed('stderr', `\n[sandbox: ${why}; it was restarted]\n`);
    this.#endAll();
    this.state.set({ status: 'starting', step: 'booting' });
    reopened.then(
      () => {
        this.#runner.post({ type: 'files', files: this.#files });
        this.#prewarm();
        this.state.set({ status: 'ready' });
      },
      (cause: unknown) => {
        if (this.#closing.signal.aborted) return;
        const { reason, message } = notStarted(cause);
        this.state.set({ status: 'failed', reason, message });
      },
    );
  }
}

function notStarted(cause: unknown): RuntimeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RuntimeError('crashed', `The sandbox could not be started: ${why}`, { cause });
}

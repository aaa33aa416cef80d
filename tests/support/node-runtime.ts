/**
 * Plain Node as a `Runtime`: what the other two are measured against. Programs run as child processes in a temporary
 * folder; the libraries in its `node_modules` and the broker are the same files that a page gets.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { BROKER_NAME, brokerArgs, brokerProcess, controlLine } from '../../src/runtime/broker-process.ts';
import { builtBroker } from '../../src/runtime/build/broker.ts';
import { builtLibraries } from '../../src/runtime/build/libraries.ts';
import { latest } from '../../src/runtime/latest.ts';
import { libraryFiles } from '../../src/runtime/library-files.ts';
import { ProcessTable, unknownCommand } from '../../src/runtime/process-table.ts';
import type { BrokerPorts, LabFiles, Process, Runtime, RuntimeState, SpawnOptions } from '../../src/runtime/runtime.ts';
import { TraceHub } from '../../src/runtime/trace-hub.ts';
import { WatchedValue } from '../../src/runtime/watch.ts';
import type { BrokerControl } from '../../src/server/control.ts';
import { type NetworkFact, startNodeProcess } from './node-process.ts';

async function writeFiles(folder: string, files: LabFiles, signal?: AbortSignal): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (relative(folder, file).startsWith('..')) throw new Error(`"${path}" is not a path inside the lab's folder.`);
    signal?.throwIfAborted();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

interface StartOptions extends SpawnOptions {
  /** For the trace. */
  readonly command: string;
  readonly args: readonly string[];
  readonly wrap?: (raw: Process) => Process;
}

class NodeRuntime implements Runtime {
  readonly kind = 'node';
  readonly state = new WatchedValue<RuntimeState>({ status: 'ready' });
  readonly ports = new WatchedValue<ReadonlySet<number>>(new Set());
  readonly #root: string;
  readonly #hub = new TraceHub();
  readonly #table = new ProcessTable(this.#hub.emit);
  readonly #newest = latest();
  readonly trace = this.#hub.listen;
  #broker: Process | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  get #lab(): string {
    return join(this.#root, 'lab');
  }

  write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    return this.#newest(async (either) => {
      for (const entry of await readdir(this.#lab)) {
        if (entry !== 'node_modules') await rm(join(this.#lab, entry), { recursive: true });
      }
      await writeFiles(this.#lab, files, either);
    }, signal);
  }

  async spawn(command: string, args: readonly string[], options: SpawnOptions): Promise<Process> {
    if (command !== 'node') throw unknownCommand(command, ['node']);
    return this.#start({ args, command: ['node', ...args].join(' '), ...options });
  }

  async startBroker(ports: BrokerPorts): Promise<Process> {
    const file = join(this.#root, 'broker.mjs');
    await writeFile(file, await builtBroker());
    const args = brokerArgs(ports);
    const broker = await this.#start({
      name: BROKER_NAME,
      command: ['node', 'broker.mjs', ...args].join(' '),
      args: [file, ...args],
      wrap: (raw) => brokerProcess(raw, this.#hub.accept),
    });
    this.#broker = broker;
    return broker;
  }

  control(message: BrokerControl): void {
    this.#broker?.input(controlLine(message));
  }

  async dispose(): Promise<void> {
    this.state.set({ status: 'disposed' });
    const living = this.#table.living();
    for (const process of living) process.kill('SIGKILL');
    await Promise.all(living.map((process) => process.exit));
    await rm(this.#root, { recursive: true, force: true });
  }

  async #start(options: StartOptions): Promise<Process> {
    if (this.state.value.status !== 'ready') throw new Error('This runtime is closed.');
    const { name, command, args, env = {}, wrap = (raw) => raw } = options;
    const listening = new Set<number>();
    const onFact = (fact: NetworkFact): void => this.#note(name, fact, listening);
    const process = await this.#table.start(name, command, async () =>
      wrap(await startNodeProcess({ name, args, cwd: this.#lab, env, onFact })),
    );
    void process.exit.then(() => {
      for (const port of [...listening]) this.#note(name, { type: 'closed', port }, listening);
    });
    return process;
  }

  #note(process: string, fact: NetworkFact, listening: Set<number>): void {
    if (fact.type === 'connected') {
      const { localPort, remotePort } = fact;
      this.#hub.emit({ type: 'process-connected', process, localPort, remotePort });
      return;
    }
    const ports = new Set(this.ports.value);
    if (fact.type === 'listening') {
      listening.add(fact.port);
      ports.add(fact.port);
      this.#hub.emit({ type: 'process-listening', process, port: fact.port });
    } else {
      listening.delete(fact.port);
      ports.delete(fact.port);
    }
    this.ports.set(ports);
  }
}

export async function openNode({ libraries }: { libraries: readonly string[] }): Promise<Runtime> {
  const root = await mkdtemp(join(tmpdir(), 'node-runtime-'));
  const bundles = (await builtLibraries()).filter(({ name }) => libraries.includes(name));
  await mkdir(join(root, 'lab'));
  for (const bundle of bundles) {
    await writeFiles(join(root, 'lab'), libraryFiles(bundle.name, { ...bundle, url: '' }, bundle.text));
  }
  return new NodeRuntime(root);
}

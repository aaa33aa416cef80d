/** The processes of the sandbox: started, spoken to, ended; and the switchboard that connects them. */
import { Switchboard } from '../../../network/switchboard.ts';
import type { LabFiles, Signal } from '../../runtime.ts';
import { CONNECTIONS_MAX, KILL_AFTER_MS, PROCESSES_MAX } from '../limits.ts';
import type { HostMessage, LibraryScript, SpawnRequest, WorkerReport } from '../messages.ts';
import { reach } from './sources.ts';
import type { KernelWorker, WorkerPool } from './workers.ts';

const LAB = '/lab';
const FIRST_PID = 100;
/** Node's exit code for a command line that it does not understand. */
const BAD_OPTION = 9;
/** Ports that `listen(0)` may take, shared out so that no two processes can want the same one. */
const FREE_PORTS = { first: 49_152, each: 256 };

/** As `node` finds the file on its command line: from the lab's folder. */
function absolute(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${LAB}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

interface Process {
  /** The page's number; also what the switchboard knows it by. */
  readonly id: number;
  readonly pid: number;
  readonly slot: number;
  readonly worker: KernelWorker;
  readonly files: Readonly<Record<string, string>>;
  escalation?: ReturnType<typeof setTimeout>;
}

export interface ProcessTableOptions {
  readonly nodeVersion: string;
  readonly libraries: readonly LibraryScript[];
  readonly pool: WorkerPool;
  readonly tell: (message: HostMessage) => void;
}

export class ProcessTable {
  readonly #options: ProcessTableOptions;
  readonly #living = new Map<number, Process>();
  readonly #switchboard = new Switchboard<Process>();
  #lab: Readonly<Record<string, string>> = {};
  #lastPid = FIRST_PID;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
  }

  /** Replaces the lab's folder; living processes keep the files that they started with. */
  write(files: LabFiles): void {
    this.#lab = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${LAB}/${path}`, text]));
  }

  async spawn({ process: id, args, env, files: own = {}, keepsOutput = false }: SpawnRequest): Promise<void> {
    const { tell, pool, libraries, nodeVersion } = this.#options;
    const [file = '', ...rest] = args;
    if (this.#living.size >= PROCESSES_MAX) {
      const text = `node: cannot start: ${PROCESSES_MAX} processes are running already (EAGAIN)\n`;
      tell({ type: 'output', process: id, stream: 'stderr', text });
      return tell({ type: 'exited', process: id, code: 1 });
    }
    if (file.startsWith('-')) {
      tell({ type: 'output', process: id, stream: 'stderr', text: `node: ${file} is not available in the sandbox\n` });
      return tell({ type: 'exited', process: id, code: BAD_OPTION });
    }
    const files = { ...this.#lab, ...own };
    const main = absolute(file);
    const process: Process = { id, pid: (this.#lastPid += 1), slot: this.#freeSlot(), worker: pool.take(), files };
    this.#living.set(id, process);
    process.worker.reportTo((report) => this.#report(process, report));
    // the next run wants as many; not before this one runs: it would only take its time away
    const together = this.#living.size;
    setTimeout(() => pool.refill(together), REFILL_AFTER_MS);
    await process.worker.ready;
    if (!this.#living.has(id)) return;
    process.worker.order({
      type: 'start',
      pid: process.pid,
      program: { main, files, modules: reach(main, files), libraries },
      args: rest,
      env,
      nodeVersion,
      ports: this.#switchboard.ports,
      freePorts: FREE_PORTS.first + process.slot * FREE_PORTS.each,
      keepsOutput,
    });
  }

  input(id: number, text: string): void {
    this.#living.get(id)?.worker.order({ type: 'input', text });
  }

  acknowledge(id: number, length: number): void {
    this.#living.get(id)?.worker.order({ type: 'acknowledge', length });
  }

  signal(id: number, signal: Signal): void {
    const process = this.#living.get(id);
    if (process === undefined) return;
    if (signal === 'SIGKILL') return this.#end(process, { code: 137, signal });
    process.worker.order({ type: 'signal', signal });
    process.escalation ??= setTimeout(() => this.#end(process, { code: 137, signal: 'SIGKILL' }), KILL_AFTER_MS);
  }

  #end(process: Process, exit: { code: number; signal?: Signal }): void {
    if (!this.#living.delete(process.id)) return;
    clearTimeout(process.escalation);
    process.worker.terminate();
    for (const port of this.#switchboard.portsOf(process)) this.#options.tell({ type: 'unlistening', port });
    for (const { id, peer } of this.#switchboard.remove(process))
      peer.worker.order({ type: 'peer-gone', connection: id });
    this.#tellPorts();
    this.#options.tell({ type: 'exited', process: process.id, ...exit });
  }

  #freeSlot(): number {
    const taken = new Set([...this.#living.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  }

  #tellPorts(): void {
    const { ports } = this.#switchboard;
    for (const { worker } of this.#living.values()) worker.order({ type: 'ports', ports });
  }

  /** A process speaks for itself alone: whatever it names is looked up among its own. */
  #report(process: Process, report: WorkerReport): void {
    if (!this.#living.has(process.id)) return;
    const { tell } = this.#options;
    switch (report.type) {
      case 'ready':
        return;
      case 'output':
        return tell({ type: 'output', process: process.id, stream: report.stream, text: report.text });
      case 'exit':
        return this.#end(
          process,
          report.signal === undefined ? { code: report.code } : { code: report.code, signal: report.signal },
        );
      case 'kill': {
        const target = [...this.#living.values()].find(({ pid }) => pid === report.pid);
        return target && this.signal(target.id, report.signal);
      }
      case 'listen':
        return this.#listen(process, report.port);
      case 'unlisten':
        if (!this.#switchboard.unlisten(process, report.port)) return;
        tell({ type: 'unlistening', port: report.port });
        return this.#tellPorts();
      case 'connect':
        return this.#connect(process, report.request, report.port);
      case 'disconnected':
        return this.#switchboard.disconnect(process, report.connection);
      case 'module':
        return process.worker.order({
          type: 'module',
          request: report.request,
          modules: reach(report.file, process.files),
        });
    }
  }

  #listen(process: Process, port: number): void {
    if (!this.#switchboard.listen(process, port)) return process.worker.order({ type: 'listen-denied', port });
    this.#options.tell({ type: 'listening', process: process.id, port });
    this.#tellPorts();
  }

  #connect(process: Process, request: number, remotePort: number): void {
    if (this.#switchboard.connectionCount >= CONNECTIONS_MAX) {
      return process.worker.order({ type: 'connect-failed', request, error: 'EMFILE' });
    }
    const pair = this.#switchboard.connect(process, remotePort);
    if (pair === undefined) return process.worker.order({ type: 'connect-failed', request, error: 'ECONNREFUSED' });
    const { id: connection, localPort, server, clientEnd, serverEnd } = pair;
    server.worker.order({ type: 'accepted', port: remotePort, connection, remotePort: localPort }, [serverEnd]);
    process.worker.order({ type: 'connected', request, connection, localPort }, [clientEnd]);
    this.#options.tell({ type: 'connected', process: process.id, localPort, remotePort });
  }
}

const REFILL_AFTER_MS = 300;

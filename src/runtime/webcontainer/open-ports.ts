/** What the programs of one runtime tell of their ports and connections, as the contract's watch and as trace events. */
import type { Emit } from '../../trace/events.ts';
import { WatchedValue } from '../watch.ts';
import type { Mark } from './records.ts';

export class OpenPorts {
  readonly watch = new WatchedValue<ReadonlySet<number>>(new Set());
  readonly #emit: Emit;
  readonly #byProcess = new Map<string, Set<number>>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  accept(process: string, mark: Mark): void {
    if ('listening' in mark) {
      const ports = this.#byProcess.get(process) ?? new Set();
      this.#byProcess.set(process, ports.add(mark.listening));
      this.#tell();
      this.#emit({ type: 'process-listening', process, port: mark.listening });
    } else if ('closed' in mark) {
      this.#byProcess.get(process)?.delete(mark.closed);
      this.#tell();
    } else if ('localPort' in mark) {
      const { localPort, remotePort } = mark;
      this.#emit({ type: 'process-connected', process, localPort, remotePort });
    }
  }

  /** The process has ended, and whatever it listened on with it. */
  drop(process: string): void {
    if (this.#byProcess.delete(process)) this.#tell();
  }

  #tell(): void {
    this.watch.set(new Set([...this.#byProcess.values()].flatMap((ports) => [...ports])));
  }
}

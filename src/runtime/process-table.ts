/** The processes of a runtime that live now, by name; what becomes of them is written into the trace. */
import type { Emit } from '../trace/events.ts';
import type { ExitStatus, Process } from './runtime.ts';

export class ProcessTable {
  readonly #emit: Emit;
  /** A name is taken from the moment on which the start begins. */
  readonly #living = new Map<string, Process | undefined>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  living(): Process[] {
    return [...this.#living.values()].filter((process) => process !== undefined);
  }

  /**
   * Starts a process under a name of its own.
   * @param command as it would be typed, for the trace
   * @throws Error where a living process has the name; whatever `launch` throws
   */
  async start(name: string, command: string, launch: () => Process | Promise<Process>): Promise<Process> {
    if (this.#living.has(name)) throw new Error(`A process named "${name}" is still running.`);
    this.#living.set(name, undefined);
    try {
      const process = await launch();
      this.#living.set(name, process);
      this.#emit({ type: 'process-started', process: name, command });
      return {
        name,
        output: (listener) => process.output(listener),
        exit: this.#exit(process),
        input: (text) => process.input(text),
        kill: (signal) => process.kill(signal),
      };
    } catch (error) {
      this.#living.delete(name);
      throw error;
    }
  }

  async #exit(process: Process): Promise<ExitStatus> {
    const status = await process.exit;
    this.#living.delete(process.name);
    const { code, signal } = status;
    this.#emit({ type: 'process-exited', process: process.name, code, ...(signal && { signal }) });
    return status;
  }
}

/** For `spawn`: a sentence that names the command. */
export function unknownCommand(command: string, known: readonly string[]): Error {
  return new Error(`"${command}" is not a command of this runtime; it has: ${known.join(', ')}.`);
}

/** One process as the page sees it: what it prints is kept and acknowledged, its end told once. */
import { deferred } from './deferred.ts';
import { ProcessOutput } from '../process-output.ts';
import type { ExitStatus, Process, Signal } from '../runtime.ts';
import { KILL_AFTER_MS, KILL_DEADLINE_MS } from './limits.ts';
import type { OutputStream, PageMessage } from './messages.ts';

/** Characters after which the process is told that they were taken. */
const ACKNOWLEDGED_CHARS = 32_768;

export interface SandboxProcessOptions {
  readonly id: number;
  readonly name: string;
  readonly post: (message: PageMessage) => void;
  /** The host did not end the process though it was told to. */
  readonly onUnkillable: () => void;
}

export class SandboxProcess implements Process {
  readonly name: string;
  readonly exit: Promise<ExitStatus>;
  readonly output: Process['output'];
  readonly #options: SandboxProcessOptions;
  readonly #output = new ProcessOutput();
  readonly #settle: (status: ExitStatus) => void;
  #taken = 0;
  #ended = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SandboxProcessOptions) {
    this.#options = options;
    this.name = options.name;
    this.output = this.#output.subscribe;
    const { promise, resolve } = deferred<ExitStatus>();
    this.exit = promise;
    this.#settle = resolve;
  }

  input(text: string): void {
    if (!this.#ended) this.#options.post({ type: 'input', process: this.#options.id, text });
  }

  kill(signal: Signal): void {
    if (this.#ended) return;
    const { id, post, onUnkillable } = this.#options;
    post({ type: 'signal', process: id, signal });
    if (signal !== 'SIGKILL') return;
    this.#deadline ??= setTimeout(onUnkillable, KILL_DEADLINE_MS - KILL_AFTER_MS);
  }

  printed(stream: OutputStream, text: string): void {
    if (this.#ended) return;
    this.#output.push(stream, text);
    this.#taken += text.length;
    if (this.#taken < ACKNOWLEDGED_CHARS) return;
    this.#options.post({ type: 'acknowledge', process: this.#options.id, length: this.#taken });
    this.#taken = 0;
  }

  ended(status: ExitStatus): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#output.end();
    this.#settle(status);
  }
}

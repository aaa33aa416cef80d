/** Workers with the kernel inside: some are kept warm, so that a process can start at once. */
import { deferred } from '../deferred.ts';
import type { WorkerOrder, WorkerReport } from '../messages.ts';
import { SPARES_MAX } from '../limits.ts';
import { workerReport } from './worker-report.ts';

export const scriptUrl = (text: string): string => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

export interface KernelWorker {
  readonly ready: Promise<unknown>;
  order(message: WorkerOrder, transfer?: Transferable[]): void;
  /** From then on every report goes there. */
  reportTo(listener: (report: WorkerReport) => void): void;
  terminate(): void;
}

export function startWorker(kernelUrl: string, broken: (message: string) => void): KernelWorker {
  const worker = new Worker(kernelUrl, { name: 'node' });
  const { promise: ready, resolve } = deferred<undefined>();
  let started = false;
  let listener: (report: WorkerReport) => void = () => {};
  worker.onmessage = ({ data }) => {
    const report = workerReport(data);
    if (report?.type === 'ready') {
      started = true;
      resolve(undefined);
    } else if (report !== undefined) listener(report);
  };
  worker.onerror = ({ message, lineno, colno }) => {
    if (!started) return broken(`${message} (${lineno}:${colno})`);
    // the kernel catches everything of a program: this is a mistake of its own, and ends no more than this process
    listener({ type: 'output', stream: 'stderr', text: `${message} (kernel ${lineno}:${colno})\n` });
    listener({ type: 'exit', code: 1 });
  };
  return {
    ready,
    order: (message, transfer = []) => worker.postMessage(message, transfer),
    reportTo(to) {
      listener = to;
    },
    terminate: () => worker.terminate(),
  };
}

export class WorkerPool {
  readonly #kernelUrl: string;
  readonly #broken: (message: string) => void;
  readonly #spares: KernelWorker[] = [];
  #wish = 0;

  constructor(kernelUrl: string, broken: (message: string) => void) {
    this.#kernelUrl = kernelUrl;
    this.#broken = broken;
  }

  /** Keeps that many warm from now on. */
  prewarm(count: number): void {
    this.#wish = Math.min(count, SPARES_MAX);
    while (this.#spares.length > this.#wish) this.#spares.pop()?.terminate();
    this.refill();
  }

  /** Makes up for those that were taken; `together` have been wanted at once. */
  refill(together = 0): void {
    this.#wish = Math.min(Math.max(this.#wish, together), SPARES_MAX);
    while (this.#spares.length < this.#wish) this.#spares.push(startWorker(this.#kernelUrl, this.#broken));
  }

  take(): KernelWorker {
    return this.#spares.shift() ?? startWorker(this.#kernelUrl, this.#broken);
  }
}

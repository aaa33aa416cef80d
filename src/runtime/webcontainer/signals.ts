/**
 * Signals inside the container. The client's `kill` knows no signal, so a small program of ours sends them, by the
 * process ids that the preload told. Where the container cannot do that, `process.ts` falls back on the client.
 */
import type { WebContainer } from '@webcontainer/api';
import type { Signal } from '../runtime.ts';
import { within } from './deadline.ts';
import type { Limits } from './limits.ts';

const PROGRAM = `
  const [signal, ...pids] = process.argv.slice(1);
  for (const pid of pids) try { process.kill(Number(pid), signal) } catch {}`;

/** As a shell counts: 128 and the signal's number. */
const CODES: Readonly<Record<number, Signal>> = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' };

export const signalOf = (code: number): Signal | undefined => CODES[code];

export class SignalSender {
  readonly #client: WebContainer;
  /** What is asked for in one go leaves with one program: closing a lab ends many processes at once. */
  readonly #waiting = new Map<Signal, number[]>();

  constructor(client: WebContainer) {
    this.#client = client;
  }

  /** Neither waits nor fails: the caller has other ways, and a deadline. */
  send(signal: Signal, pid: number, limits: Limits): void {
    const pids = this.#waiting.get(signal);
    if (pids !== undefined) {
      pids.push(pid);
      return;
    }
    this.#waiting.set(signal, [pid]);
    setTimeout(() => {
      const all = this.#waiting.get(signal) ?? [];
      this.#waiting.delete(signal);
      this.#run([signal, ...all.map(String)], limits).catch(() => undefined);
    });
  }

  async #run(args: readonly string[], limits: Limits): Promise<void> {
    const spawned = this.#client.spawn('node', ['--eval', PROGRAM, ...args], { output: false });
    await within(spawned, { ms: limits.callMs, what: 'Sending a signal' });
  }
}

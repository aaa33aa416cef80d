/** How a process ends: by itself, by `process.exit`, by an error or by a signal. */
import type { Signal } from '../../runtime.ts';
import { process } from './context.ts';
import { onOrder, report } from './wire.ts';
import { poll } from './loop.ts';

const SIGNAL_EXIT: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 };

let ended = false;
export const hasEnded = (): boolean => ended;

const lastWords: (() => void)[] = [];
/** `act` runs once, when nothing of the program runs any more: flush, close. */
export function beforeEnd(act: () => void): void {
  lastWords.push(act);
}

interface Ending {
  readonly code: number;
  readonly signal?: Signal;
  /** Called by the program: not one more line of it may run. */
  readonly atOnce: boolean;
}

export function endProcess({ code, signal, atOnce }: Ending): void {
  if (!ended) {
    ended = true;
    for (const act of lastWords) act();
    report({ type: 'exit', code: code & 255, ...(signal === undefined ? {} : { signal }) });
  }
  // The host answers by ending this worker; until then its thread must not go on.
  // eslint-disable-next-line no-empty
  while (atOnce) {}
}

/** As the operating system does: a listener gets it, otherwise the process ends. */
export function deliverSignal(signal: string): void {
  const watcher = watchers.get(signal);
  if (watcher !== undefined) return poll(watcher);
  if (signal in SIGNAL_EXIT) {
    endProcess({ code: SIGNAL_EXIT[signal] ?? 1, signal: signal as Signal, atOnce: true });
  }
}

/** Signals that `process.on` listens to: `bindings/signal-wrap.ts`. */
export const watchers = new Map<string, () => void>();

export function sendSignal(pid: number, signal: string): void {
  if (signal in SIGNAL_EXIT) report({ type: 'kill', pid, signal: signal as Signal });
}

onOrder('signal', ({ signal }) => deliverSignal(signal));

/** Emits `exit` as Node does when the loop is empty. */
export function exitNaturally(): void {
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', process.exitCode ?? 0);
  }
  endProcess({ code: process.exitCode ?? 0, atOnce: false });
}

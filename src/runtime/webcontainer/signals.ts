/**
 * Signals inside the container. The client's `kill` knows no signal, so a small program of ours sends the others, by
 * the process id that the preload told. Where the container cannot do that, `process.ts` falls back on the client.
 */
import type { WebContainer } from '@webcontainer/api';
import type { Signal } from '../runtime.ts';
import { within } from './deadline.ts';
import type { Limits } from './limits.ts';

const SENDER = `
  const [signal, ...pids] = process.argv.slice(1);
  for (const pid of pids) try { process.kill(Number(pid), signal) } catch {}`;

/** As a shell counts: 128 and the signal's number. */
const CODES: Readonly<Record<number, Signal>> = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' };

export const signalOf = (code: number): Signal | undefined => CODES[code];

/** Settles once the signals are sent, or could not be; never rejects. */
export async function sendSignal(
  client: WebContainer,
  signal: Signal,
  pids: readonly number[],
  limits: Limits,
): Promise<void> {
  if (pids.length === 0) return;
  try {
    const sent = client.spawn('node', ['--eval', SENDER, signal, ...pids.map(String)], { output: false });
    await within(
      sent.then((sender) => sender.exit),
      { ms: limits.callMs, what: 'Sending a signal' },
    );
  } catch {
    // the caller has other ways, and a deadline
  }
}

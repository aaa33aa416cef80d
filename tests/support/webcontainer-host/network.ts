/**
 * A loopback of the container's own, as the real one has: programs on fixed ports then meet nobody else's, and reach
 * nothing outside. Linux only, through util-linux and iproute2; elsewhere the machine's loopback serves.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface PrivateNetwork {
  /** Goes in front of a command that shall run inside. */
  readonly prefix: readonly string[];
  close(): void;
}

/** `cat` holds the namespace open until our end of its stdin closes, even if we die without a word. */
const HOLD = 'ip link set lo up && echo up && exec cat';

export async function openPrivateNetwork(): Promise<PrivateNetwork | undefined> {
  if (process.platform !== 'linux') return undefined;
  const holder = spawn('unshare', ['--user', '--map-root-user', '--net', 'sh', '-c', HOLD], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const up = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'error').then(() => false),
    once(holder, 'exit').then(() => false),
  ]).catch(() => false);
  if (!up || holder.pid === undefined) return undefined;
  return {
    prefix: ['nsenter', '--target', String(holder.pid), '--user', '--net', '--preserve-credentials'],
    close: () => void holder.stdin.end(),
  };
}

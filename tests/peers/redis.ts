/**
 * A real Redis of Debian's package for one test or recording: in a folder of its own, on a free port of the loopback,
 * without a disk. Nothing of it is left when it is stopped.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-ports.ts';

const SERVER = '/usr/bin/redis-server';
const START_MS = 10_000;

export interface RealRedis {
  readonly port: number;
  /** As it says itself: `7.0.15`. */
  readonly version: string;
  stop(): Promise<void>;
}

/** Why there can be no real Redis here; undefined where there can. */
export function noRedis(): string | undefined {
  if (existsSync(SERVER)) return undefined;
  return `Redis is not installed here (no ${SERVER}; Debian's package redis-server has it)`;
}

/** Rejects with the server's own words where it does not come up. */
export async function startRedis(): Promise<RealRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-peer-'));
  const port = await freePort();
  const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no', dir: folder, daemonize: 'no' };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(SERVER, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    const killer = setTimeout(() => server.kill('SIGKILL'), START_MS);
    await exit;
    clearTimeout(killer);
    rmSync(folder, { recursive: true, force: true });
  };
  let said = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new Error(`Redis did not start on port ${port}:\n${said}`));
      const timer = setTimeout(fail, START_MS);
      server.once('error', reject);
      server.once('close', fail);
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (!said.includes('Ready to accept connections')) return;
          clearTimeout(timer);
          resolve();
        });
      }
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, version: installedVersion(), stop };
}

export function installedVersion(): string {
  const line = execFileSync(SERVER, ['--version'], { encoding: 'utf8' });
  return /v=([\d.]+)/.exec(line)?.[1] ?? line.trim();
}

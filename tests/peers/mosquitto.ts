/** A real Mosquitto of Debian's package for one test: its own folder, a free port of the loopback, nothing kept. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accepts, freePort } from '../support/free-ports.ts';

const PROGRAM = '/usr/sbin/mosquitto';
const HOST = '127.0.0.1';
const START_MS = 10_000;

export interface Mosquitto {
  /** As it says it: `2.0.11`. */
  readonly version: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Why there can be no real Mosquitto here; undefined where there can. */
export function noMosquitto(): string | undefined {
  return existsSync(PROGRAM)
    ? undefined
    : `Mosquitto is not installed here (no ${PROGRAM}; Debian's package mosquitto has it)`;
}

/** Rejects with the broker's own words where it does not come up. */
export async function startMosquitto(): Promise<Mosquitto> {
  const home = mkdtempSync(join(tmpdir(), 'mosquitto-peer-'));
  const port = await freePort();
  const config = join(home, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} ${HOST}\nallow_anonymous true\npersistence false\n`);
  const broker = spawn(PROGRAM, ['-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  broker.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  broker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const stop = async (): Promise<void> => {
    if (broker.exitCode === null && broker.signalCode === null) {
      const ended = once(broker, 'exit');
      broker.kill('SIGTERM');
      await ended;
    }
    rmSync(home, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!(await accepts(port))) {
    if (broker.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Mosquitto did not come up on port ${port}:\n${said}`);
    }
    await pause(20);
  }
  return { version: installedVersion(), port, stop };
}

function installedVersion(): string {
  const { stdout, stderr } = spawnSync(PROGRAM, ['-h'], { encoding: 'utf8' });
  return /mosquitto version (\S+)/.exec(stdout + stderr)?.[1] ?? 'unknown';
}

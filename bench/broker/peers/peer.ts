/** A broker that is measured: ours or a real one, each a process of its own on a port of the loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { accepts, freePort } from '../../../tests/support/free-ports.ts';

export interface Peer {
  readonly name: string;
  readonly port: number;
  /** Of the process that does the work, not of a shell around it. */
  readonly pid: number;
  /** From starting the program to the first connection that it took. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export interface PeerKind {
  readonly name: string;
  /** Why it cannot be measured here; undefined where it can. */
  readonly missing: string | undefined;
  start(): Promise<Peer>;
}

const START_MS = 20_000;

/** Resolves as soon as somebody listens; tries every millisecond. */
export async function listening(port: number, child: ChildProcess): Promise<void> {
  const end = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode} while starting.`);
    if (performance.now() > end) throw new Error(`${child.spawnfile} does not listen after ${START_MS} ms.`);
    await pause(1);
  }
}

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly words: (port: number) => readonly string[];
  /** Called after the process has ended. */
  readonly cleanUp?: () => void;
}

/** A program that is given its port in its command line. */
export async function startProgram({ name, command, words, cleanUp }: Program): Promise<Peer> {
  const port = await freePort();
  const given = words(port);
  const started = performance.now();
  const child = spawn(command, given, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    cleanUp?.();
  };
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  let startMs: number;
  try {
    await listening(port, child);
    startMs = performance.now() - started;
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, port, pid: child.pid as number, startMs, stop };
}

/** The first of `paths` that is there. */
export function installed(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** One program of the Node runtime: a child process behind the contract's `Process`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ProcessOutput } from '../../src/runtime/process-output.ts';
import type { ExitStatus, Process, Signal } from '../../src/runtime/runtime.ts';

const PRELOAD = join(import.meta.dirname, 'node-preload.cjs');
const GRACE_MS = 500;

/** What the preload tells. */
export type NetworkFact =
  | { readonly type: 'listening' | 'closed'; readonly port: number }
  | { readonly type: 'connected'; readonly localPort: number; readonly remotePort: number };

export interface NodeProcessOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onFact: (fact: NetworkFact) => void;
}

const statusOf = (code: number | null, signal: NodeJS.Signals | null): ExitStatus =>
  signal === null ? { code: code ?? 0 } : { code: 128 + constants.signals[signal], signal: signal as Signal };

function exitOf(child: ChildProcess, output: ProcessOutput): Promise<ExitStatus> {
  return new Promise((resolve) => {
    // not `exit`: at `close` every stream has been read to its end
    child.once('close', (code, signal) => {
      output.end();
      resolve(statusOf(code, signal));
    });
  });
}

/** @throws Error where the system cannot start a process. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<Process> {
  const child = spawn(process.execPath, ['--require', PRELOAD, ...options.args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const output = new ProcessOutput();
  child.stdout?.on('data', (bytes: Uint8Array) => output.push('stdout', bytes));
  child.stderr?.on('data', (bytes: Uint8Array) => output.push('stderr', bytes));
  child.stdin?.on('error', () => undefined); // it has closed its stdin: what is typed now reaches nobody
  createInterface(child.stdio[3] as Readable).on('line', (line) => options.onFact(JSON.parse(line) as NetworkFact));
  const exit = exitOf(child, output);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));

  return {
    name: options.name,
    output: output.subscribe,
    exit,
    input: (text) => void child.stdin?.write(text),
    kill(signal) {
      child.kill(signal);
      if (signal === 'SIGKILL') return;
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      void exit.then(() => clearTimeout(timer));
    },
  };
}

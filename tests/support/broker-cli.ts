/** The broker's program as a process of its own, from its source, on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../src/server/cli.ts');

export interface BrokerCli {
  readonly process: ChildProcess;
  /** By the name in the ready line; the program has said that it listens. */
  readonly ports: ReadonlyMap<string, number>;
  stdout(): string;
  stderr(): string;
  /** Resolves with the next whole line that fits, or one that was already there. */
  line(pattern: RegExp): Promise<string>;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface CliOptions {
  readonly nodeArguments?: readonly string[];
  readonly stdin?: 'pipe' | 'ignore';
  /** Do not wait for a ready line: the program is expected to fail. */
  readonly fails?: boolean;
}

export async function brokerCli(words: readonly string[], options: CliOptions = {}): Promise<BrokerCli> {
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), CLI, ...words], {
    stdio: [options.stdin ?? 'pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let changed = (): void => {};
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
      changed();
    });
  });
  let over = false;
  void exit.then(() => (over = true));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    changed();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = out
        .split('\n')
        .slice(0, -1)
        .find((text) => pattern.test(text));
      if (found !== undefined) return found;
      if (over) throw new Error(`The broker ended without ${String(pattern)}.\n${out}${err}`);
      await new Promise<void>((resolve) => (changed = resolve));
    }
  };
  const ports = new Map<string, number>();
  if (options.fails !== true) {
    const ready = await line(/^AMQP 0-9-1: /);
    ports.set('amqp', Number(ready.slice(ready.lastIndexOf(':') + 1)));
  }
  return { process: child, ports, stdout: () => out, stderr: () => err, line, exit };
}

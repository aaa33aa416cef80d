/** A real process that plays one of the container's: at a pseudo-terminal where asked for, output merged, in a group. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { RunCommand } from './messages.ts';

export interface ChildListener {
  output(bytes: Uint8Array): void;
  /** After the last output; a signal's number is added to 128. */
  exit(code: number): void;
}

export interface Child {
  input(text: string): void;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildPlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly tty: boolean;
  /** Goes in front of the command. */
  readonly prefix: readonly string[];
}

/** util-linux' `script` lends a pseudo-terminal without a native package; the one of macOS has other options. */
export const hasTerminals =
  process.platform === 'linux' && /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout);

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function atTerminal({ command, args, terminal }: RunCommand): [string, ...string[]] {
  const size = `stty cols ${terminal?.cols ?? 80} rows ${terminal?.rows ?? 24}`;
  return ['script', '-qfec', `${size}; exec ${[command, ...args].map(quoted).join(' ')}`, '/dev/null'];
}

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // already gone
  }
};

/** @throws (rejects) Error with code ENOENT where there is no such command. */
export async function startChild(command: RunCommand, place: ChildPlace, listener: ChildListener): Promise<Child> {
  const line = place.tty ? atTerminal(command) : [command.command, ...command.args];
  const [file = '', ...args] = [...place.prefix, ...line];
  const child = spawn(file, args, { cwd: place.folder, env: place.env, detached: true, stdio: 'pipe' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid ?? 0;
  child.stdin.on('error', () => undefined); // input for a process that has just ended
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => listener.output(new Uint8Array(bytes)));
  }
  let closed = false;
  child.once('close', (code, signal) => {
    closed = true;
    listener.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
  });

  const kill = (signal: NodeJS.Signals): void => {
    // `script` passes no signal on, and its child leads a group of its own
    const targets = place.tty ? childrenOf(pid) : [-pid];
    for (const target of targets) send(target, signal);
    if (signal === 'SIGKILL') send(-pid, signal);
    // a moment after its start `script` has no child yet, and no signal may get lost
    else if (targets.length === 0 && !closed) setTimeout(kill, 5, signal);
  };
  return { input: (text) => void child.stdin.write(text), kill };
}

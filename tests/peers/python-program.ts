/** A Python program from `python/`, run to its end or until it is stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { PYTHON } from './missing.ts';

const FOLDER = join(import.meta.dirname, 'python');
const LONGEST_MS = 40_000;

export interface PythonProgram {
  /** Resolves with a whole line that fits, now or later. Rejects where the program ends without it. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves once so many lines fit. */
  times(pattern: RegExp, count: number): Promise<void>;
  /** Every line of stdout, once it has ended well. Rejects with its stderr where it has not. */
  lines(): Promise<string[]>;
  /** For a program that runs until it is stopped: resolves with its lines so far. */
  stop(): Promise<string[]>;
}

/** `file` lies below `python/`; the words are its arguments. */
export function python(file: string, words: readonly (string | number)[]): PythonProgram {
  const child = spawn(PYTHON, [join(FOLDER, file), ...words.map(String)], {
    env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  let changed = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    changed();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = ending(child);
  let over = false;
  void ended.then(() => {
    over = true;
    changed();
  });
  const whole = (): string[] => out.split('\n').slice(0, -1);
  const fitting = async (pattern: RegExp, count: number): Promise<string[]> => {
    for (;;) {
      const found = whole().filter((text) => pattern.test(text));
      if (found.length >= count) return found;
      if (over) throw new Error(`${file} ended with ${found.length} of ${count} ${String(pattern)}.\n${out}${err}`);
      await new Promise<void>((resolve) => (changed = resolve));
    }
  };
  return {
    line: async (pattern) => {
      const [found] = await fitting(pattern, 1);
      return found ?? '';
    },
    times: async (pattern, count) => void (await fitting(pattern, count)),
    lines: async () => {
      const how = await ended;
      if (how !== 'exit 0') throw new Error(`${file} ended with ${how}.\n${out}${err}`);
      return whole();
    },
    stop: async () => {
      if (!over) child.kill('SIGTERM');
      await ended;
      return whole();
    },
  };
}

function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? `exit ${code}` : `signal ${signal}`));
  });
}

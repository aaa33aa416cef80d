/** What a process printed and how it ended; waiting for words instead of for time. */
import type { ExitStatus, OutputChunk, Process } from '../../src/runtime/runtime.ts';

export interface Finished {
  /** stdout, or what a terminal shows where a runtime has no more than that. */
  readonly stdout: string;
  readonly stderr: string;
  /** Everything in the order in which it arrived. */
  readonly all: string;
  readonly exit: ExitStatus;
}

const joined = (chunks: readonly OutputChunk[]): string => chunks.map(({ text }) => text).join('');

/** Settles when the process has ended. */
export async function finished(process: Process): Promise<Finished> {
  const chunks: OutputChunk[] = [];
  const stop = process.output((chunk) => chunks.push(chunk));
  const exit = await process.exit;
  stop();
  return {
    stdout: joined(chunks.filter(({ stream }) => stream !== 'stderr')),
    stderr: joined(chunks.filter(({ stream }) => stream === 'stderr')),
    all: joined(chunks),
    exit,
  };
}

/**
 * Settles with the match once everything printed so far contains `wanted`.
 * @throws Error with what was printed, where the process ends without it
 */
export function printed(process: Process, wanted: RegExp | string): Promise<RegExpMatchArray> {
  const pattern = typeof wanted === 'string' ? new RegExp(wanted.replace(/[^\p{L}\p{N}\s]/gu, '\\$&')) : wanted;
  return new Promise((resolve, reject) => {
    let text = '';
    const stop = process.output((chunk) => {
      text += chunk.text;
      const match = pattern.exec(text);
      if (match === null) return;
      resolve(match);
      queueMicrotask(() => stop());
    });
    void process.exit.then(({ code }) => {
      stop();
      reject(new Error(`${process.name} ended with ${code} before it printed ${String(wanted)}. It printed:\n${text}`));
    });
  });
}

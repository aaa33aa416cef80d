/** The state of a process as a word and a sign, the same on its terminal and in the picture. */
import type { WorkbenchWords } from '../../strings/workbench.ts';
import type { ProcessState } from './lab-process.svelte.ts';

export type StateSign = 'idle' | 'waiting' | 'running' | 'done' | 'failed' | 'stopped';

export function stateSign(state: ProcessState): StateSign {
  switch (state.status) {
    case 'idle':
    case 'running':
    case 'failed':
      return state.status;
    case 'waiting':
    case 'starting':
      return 'waiting';
    case 'exited':
      return exitSign(state.exit);
  }
}

export const exitSign = (exit: { readonly code: number; readonly signal?: string }): StateSign =>
  exit.code === 0 ? 'done' : exit.signal === undefined ? 'failed' : 'stopped';

export function stateWords(state: ProcessState, words: WorkbenchWords): string {
  switch (state.status) {
    case 'idle':
      return words.idle;
    case 'waiting':
      return words.waiting(state.port);
    case 'starting':
      return words.starting;
    case 'running':
      return words.running;
    case 'failed':
      return words.notStarted;
    case 'exited':
      return exitWords(state.exit, words);
  }
}

export const exitWords = (exit: { readonly code: number; readonly signal?: string }, words: WorkbenchWords): string =>
  exit.signal === undefined ? words.exited(exit.code) : words.stopped(exit.code);

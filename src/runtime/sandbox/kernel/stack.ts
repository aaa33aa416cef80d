/**
 * Stacks as Node prints them. The engine knows generated scripts by blob addresses and the kernel as one long script;
 * both are given back the names that a learner knows.
 */
import { fileUrl } from '../specifier.ts';
import type { Loose } from './context.ts';

/** Path of a CommonJS file → characters that the kernel put in front of its first line. */
const prefixes = new Map<string, number>();

export function rememberScript(path: string, prefixLength: number): void {
  prefixes.set(path, prefixLength);
}

/** Stands in the kernel's `sourceURL`. */
export const KERNEL_NAME = 'node:internal/kernel';

export interface Location {
  /** `file:///lab/a.ts` of a module, `/lab/a.cjs` of a CommonJS file. */
  readonly url: string;
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

const FRAME = /(?:\(|at (?:async )?|@)((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/;

/** The first frame in a file of the learner, if that is the very first frame. */
export function topLocation(error: unknown): Location | undefined {
  const stack: unknown = (error as Loose)?.stack;
  if (typeof stack !== 'string') return undefined;
  const frame = stack.split('\n').find((line) => /^\s+at |@/.test(line));
  const match = frame === undefined ? null : FRAME.exec(frame);
  if (match?.[1] === undefined) return undefined;
  return { url: match[1], line: Number(match[2]), column: Number(match[3]) - 1 };
}

/** Path of the file behind `file:///…` or a plain path. */
export const pathOfUrl = (url: string): string =>
  url.startsWith('file://') ? decodeURIComponent(url.slice('file://'.length)) : url;

export const urlOfPath = fileUrl;

function correctFrame(frame: string): string {
  const match = /(\/[^\s():]+):1:(\d+)\)?$/.exec(frame);
  const shift = match?.[1] === undefined ? undefined : prefixes.get(match[1]);
  if (match === null || shift === undefined) return frame;
  const column = Number(match[2]) - shift;
  return frame.replace(/:1:\d+(\)?)$/, `:1:${Math.max(1, column)}$1`);
}

/** Frames of scripts that only connect modules have no place in a learner's stack. */
const isGlue = (frame: string): boolean => frame.includes('blob:');

/** V8 calls this when a stack is first read. */
export function installStackFormat(format: (error: unknown, frames: unknown[]) => string): void {
  (Error as Loose).prepareStackTrace = (error: unknown, frames: unknown[]): string => {
    const kept = frames.map(String).map(correctFrame);
    const shown = kept.filter((frame) => !isGlue(frame));
    return format(error, shown);
  };
}

/** `Error: text` and its frames. */
export function formatStack(error: unknown, frames: readonly unknown[]): string {
  let head: string;
  try {
    head = Error.prototype.toString.call(error);
  } catch {
    head = '<error>';
  }
  return frames.length === 0 ? head : `${head}\n    at ${frames.join('\n    at ')}`;
}

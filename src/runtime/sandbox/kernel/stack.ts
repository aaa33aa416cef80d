/**
 * Stacks as Node prints them. The engine knows generated scripts by blob addresses and the kernel as one long script;
 * both are given back the names that a learner knows.
 */
import type { Loose } from './context.ts';

/** Address of a script in stacks → characters that the kernel put in front of its first line. */
const prefixes = new Map<string, number>();

export function rememberScript(url: string, prefixLength: number): void {
  prefixes.set(url, prefixLength);
}

export interface Location {
  /** `file:///lab/a.ts` of a module, `/lab/a.cjs` of a CommonJS file. */
  readonly url: string;
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

const FRAME = /(?:\(|at (?:async )?|@)((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/;

/** Of the first frame, where that is in a file of the learner. */
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

function correctFrame(frame: string): string {
  const match = /((?:file:\/\/)?\/[^\s():]+):1:(\d+)\)?$/.exec(frame);
  const shift = match?.[1] === undefined ? undefined : prefixes.get(match[1]);
  if (match === null || shift === undefined) return frame;
  const column = Number(match[2]) - shift;
  return frame.replace(/:1:\d+(\)?)$/, `:1:${Math.max(1, column)}$1`);
}

/** `[first line, name]` of the kernel's modules; put in by the build. */
const LINES = 'kernel lines';
let names: [line: number, name: string][] | undefined;
const KERNEL_FRAME = /node:internal\/kernel:(\d+):(\d+)/;

/** `node:net:1:4711` for a place in one of Node's modules; undefined for what is ours, which a stack does not show. */
function nodeFrame(frame: string): string | undefined {
  const match = KERNEL_FRAME.exec(frame);
  if (match === null) return frame;
  const line = Number(match[1]);
  names ??= JSON.parse(LINES) as typeof names;
  const [first = 0, name = ''] = names?.findLast(([begin]) => begin <= line) ?? [];
  return name === '' ? undefined : frame.replace(match[0], `${name}:${line - first + 1}:${match[2]}`);
}

const LOADER = 'node:internal/modules/esm/loader:1:1';
/** Scripts that only connect modules. */
const isGlue = (frame: string): boolean => frame.includes('blob:');

/** `format` gets the frames as they are shown. V8 calls this when a stack is first read. */
export function installStackFormat(format: (error: unknown, frames: unknown[]) => string): void {
  (Error as Loose).prepareStackTrace = (error: unknown, frames: unknown[]): string => {
    const told = frames.map(String).filter((frame) => !isGlue(frame));
    const shown = told.flatMap((frame) => nodeFrame(correctFrame(frame)) ?? []);
    // an error of the loader has frames of ours alone; without any it would be printed in another way
    return format(error, shown.length === 0 && told.length > 0 ? [LOADER] : shown);
  };
}

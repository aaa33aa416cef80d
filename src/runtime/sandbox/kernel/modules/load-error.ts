/** Errors of loading, with the words and codes of Node. */
import type { SourceError } from '../../messages.ts';

/** Printed in front of the error when it ends the process: where, the line, and a mark below it. */
export const excerpts = new WeakMap<object, string>();

interface NotFound {
  readonly what: string;
  readonly from: string;
  readonly url?: string;
}

export function moduleNotFound({ what, from, url }: NotFound): Error {
  const error = new Error(`Cannot find ${what} imported from ${from}`);
  return coded(error, 'ERR_MODULE_NOT_FOUND', url === undefined ? {} : { url });
}

/** As Node makes them: the code stands in the stack's first line and is a property. */
export function coded<E extends Error>(error: E, code: string, more: object = {}): E {
  const { stack, name, message } = error;
  const head = message === '' ? name : `${name}: ${message}`;
  error.stack = (stack ?? head).replace(head, `${name} [${code}]${message === '' ? '' : `: ${message}`}`);
  return Object.assign(error, { code }, more);
}

export interface Place {
  readonly url: string;
  readonly line: number;
  /** The source line itself. */
  readonly text: string;
  readonly column: number;
  readonly length?: number;
}

export function excerpt({ url, line, text, column, length = 1 }: Place): string {
  const indent = text.slice(0, column).replace(/[^\t]/g, ' ');
  return `${url}:${line}\n${text}\n${indent}${'^'.repeat(Math.max(1, length))}\n`;
}

/** What the host found wrong with a file, as the error that Node throws. */
export function sourceError(error: SourceError, url: string, code: string): Error {
  const made = error.name === 'SyntaxError' ? new SyntaxError(error.message) : new TypeError(error.message);
  const whole = error.code === undefined ? made : coded(made, error.code);
  if (error.line !== undefined) {
    const text = code.split('\n')[error.line - 1] ?? '';
    excerpts.set(whole, `${excerpt({ url, line: error.line, text, column: error.column ?? 0 })}\n`);
  }
  return whole;
}

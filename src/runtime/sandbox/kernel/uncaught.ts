/** An error that nobody caught: the program's own handlers first, then Node's report on stderr and exit code 1. */
import { unhandledError, unhandledRejection } from 'node-library:excerpts';
import { type Loose, process } from './context.ts';
import { disk } from './disk.ts';
import { endProcess, hasEnded } from './ending.ts';
import { nodeModule } from './library.ts';
import { encodings } from './bindings/encodings.ts';
import { excerpt, excerpts } from './modules/load-error.ts';
import { moduleSource } from './modules/store.ts';
import { type Location, pathOfUrl, topLocation } from './stack.ts';

interface Origin {
  /** It was the reason of a promise that nobody handled. */
  readonly fromPromise: boolean;
  /** Where the engine says that it was thrown. */
  readonly location?: Location;
}

const FATAL_HANDLER_FAILED = 7;

export function uncaught(error: unknown, origin: Origin): void {
  if (hasEnded()) return;
  let handled: boolean;
  try {
    handled = process._fatalException(error, origin.fromPromise) as boolean;
  } catch (second) {
    print(second, origin);
    return endProcess({ code: FATAL_HANDLER_FAILED, atOnce: true });
  }
  if (handled) return;
  print(error, origin);
  endProcess({ code: process.exitCode ?? 1, atOnce: true });
}

/** The file as it was run: types are blanks in it, as in Node's own excerpts. */
function lineOf({ url, line }: Location): string | undefined {
  const path = pathOfUrl(url);
  const source = moduleSource(path);
  const node = disk.find(path);
  const code = source !== undefined && 'code' in source ? source.code : node && encodings.utf8.decode(node.bytes);
  return code?.split('\n')[line - 1];
}

/** V8 points at `throw` where the error was thrown, and at `new` where it was only made. */
function excerptAt(location: Location | undefined, fromPromise: boolean): string {
  if (location === undefined) return '';
  const text = lineOf(location);
  if (text === undefined) return '';
  const thrown = /\bthrow\s+$/.exec(text.slice(0, location.column));
  const column = thrown === null || fromPromise ? location.column : thrown.index;
  return `${excerpt({ ...location, text, column })}\n`;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Node shows its own line where it makes or throws an error on behalf of the program. */
function excerptOfNode(error: object): string | undefined {
  const mark = (nodeModule('internal/errors') as Loose).kEnhanceStackBeforeInspector as symbol;
  if (mark in error) return excerptOf(unhandledError);
  return 'code' in error && error.code === 'ERR_UNHANDLED_REJECTION' ? excerptOf(unhandledRejection) : undefined;
}

const excerptOf = ({ url, line, text }: typeof unhandledError): string =>
  `${excerpt({ url, line, text, column: text.search(/\S/) })}\n`;

function print(error: unknown, { fromPromise, location }: Origin): void {
  const isError = nodeModule('internal/util/types').isNativeError(error) as boolean;
  const own = isObject(error) ? (excerpts.get(error) ?? excerptOfNode(error)) : undefined;
  const thrown = location !== undefined && lineOf(location) !== undefined ? location : undefined;
  const head = own ?? excerptAt(thrown ?? topLocation(error), fromPromise);
  const report = isError ? `${head}${describe(error)}` : `\n${head.replace(/\n$/, '')}${describeValue(error)}`;
  process.stderr.write(`${report}\n\nNode.js ${process.version}\n`);
}

function describe(error: unknown): string {
  const enhance = (nodeModule('internal/errors') as Loose).fatalExceptionStackEnhancers;
  const before: unknown = enhance.beforeInspector(error);
  try {
    return String(enhance.afterInspector(error));
  } catch {
    return String(before ?? error);
  }
}

function describeValue(value: unknown): string {
  const { inspect } = nodeModule('util') as { inspect(value: unknown, options: object): string };
  if (isObject(value)) return inspect(value, { depth: 5 });
  return `${String(value)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`;
}

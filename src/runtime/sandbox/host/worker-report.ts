/** Reports come from a program that may send anything: only what has the shape of a report passes. */
import type { WorkerReport } from '../messages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const isNumber = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isPort = (value: unknown): boolean => isNumber(value) && (value as number) > 0 && (value as number) < 65_536;
const isSignal = (value: unknown): boolean => value === 'SIGINT' || value === 'SIGTERM' || value === 'SIGKILL';
const isStream = (value: unknown): boolean => value === 'stdout' || value === 'stderr';
const optional = (test: (value: unknown) => boolean) => (value: unknown) => value === undefined || test(value);

const SHAPES: Readonly<Record<WorkerReport['type'], Shape>> = {
  ready: {},
  output: { stream: isStream, text: isText },
  exit: { code: isNumber, signal: optional(isSignal) },
  kill: { pid: isNumber, signal: isSignal },
  listen: { port: isPort },
  unlisten: { port: isPort },
  connect: { request: isNumber, port: isNumber },
  disconnected: { connection: isNumber },
  module: { request: isNumber, file: isText },
};

/** `undefined` where `message` is no report. */
export function workerReport(message: unknown): WorkerReport | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const fields = message as Fields;
  const { type } = fields;
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return undefined;
  const shape = SHAPES[type as WorkerReport['type']];
  return Object.entries(shape).every(([key, test]) => test(fields[key])) ? (fields as WorkerReport) : undefined;
}

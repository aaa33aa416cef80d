/** `internalBinding('process_methods')`: the clock, the working directory, ending, signals. */
import { process, provideBinding } from '../context.ts';
import { natives } from '../natives.ts';
import { deliverSignal, endProcess, sendSignal } from '../ending.ts';
import { signals } from './constants.ts';
import { UV } from './system-errors.ts';

const hrtimeBuffer = new Uint32Array(3);
const nanoseconds = new BigUint64Array(hrtimeBuffer.buffer, 0, 1);

/** Monotonic since the machine's start in Node; here since the process' own, moved away from zero. */
const BASE_NS = 3_600_000_000_000n;
const now = (): bigint => BASE_NS + BigInt(Math.round(natives.now() * 1e6));

let directory = '/';
export const setDirectory = (path: string): string => (directory = path);

const MEGABYTE = 2 ** 20;

const nameOf = (number: number): string => Object.keys(signals).find((name) => signals[name] === number) ?? '';

provideBinding('process_methods', {
  hrtimeBuffer,
  hrtime() {
    const time = now();
    const seconds = time / 1_000_000_000n;
    hrtimeBuffer[0] = Number(seconds >> 32n);
    hrtimeBuffer[1] = Number(seconds & 0xffffffffn);
    hrtimeBuffer[2] = Number(time % 1_000_000_000n);
  },
  hrtimeBigInt() {
    nanoseconds[0] = now();
  },
  uptime: () => natives.now() / 1000,
  cpuUsage(values: Float64Array) {
    values[0] = Math.round(natives.now() * 1000);
    values[1] = 0;
  },
  threadCpuUsage(values: Float64Array) {
    values[0] = Math.round(natives.now() * 1000);
    values[1] = 0;
  },
  memoryUsage(values: Float64Array) {
    values.set([64 * MEGABYTE, 16 * MEGABYTE, 8 * MEGABYTE, MEGABYTE, 0.1 * MEGABYTE]);
  },
  rss: () => 64 * MEGABYTE,
  resourceUsage(values: Float64Array) {
    values[0] = Math.round(natives.now() * 1000);
  },
  constrainedMemory: () => 0,
  availableMemory: () => 1024 * MEGABYTE,

  cwd: () => directory,
  chdir(path: string) {
    directory = path;
  },
  umask: () => 0o22,

  reallyExit: (code: number) => endProcess({ code, atOnce: true }),
  abort: () => endProcess({ code: 134, atOnce: true }),
  _kill(pid: number, number: number) {
    const signal = nameOf(number);
    if (number === 0) return pid === process.pid ? 0 : UV.ESRCH;
    if (pid === process.pid) deliverSignal(signal);
    else sendSignal(pid, signal);
    return 0;
  },
  _rawDebug: (text: string) => process.stderr.write(`${text}\n`),
  _getActiveRequests: () => [],
  _getActiveHandles: () => [],
  getActiveResourcesInfo: () => [],
  setEmitWarningSync() {},
  loadEnvFile() {},
  patchProcessObject() {},
});

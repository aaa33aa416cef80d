/** The page's side of a remote runtime: opens runtimes through the door, as the workbench does, and tells what happens. */
import { openRuntime } from '../../src/runtime/index.ts';
import { type Process, type Runtime, RuntimeError } from '../../src/runtime/runtime.ts';
import type { Remote, RemoteError, RemoteNews, RemoteResult } from './remote-messages.ts';

declare global {
  var remote: Remote;
  var tellTest: (news: RemoteNews[]) => Promise<void>;
}

const runtimes: Runtime[] = [];
const processes: Process[] = [];
const calls = new Map<number, AbortController>();

/** Of one process: a flood would fill the way to the test, which is narrower than the one to the page, for seconds. */
const TOLD_CHARS_MAX = 1_000_000;

/** One call a tick. */
let untold: RemoteNews[] = [];
function tell(news: RemoteNews): void {
  untold.push(news);
  if (untold.length > 1) return;
  queueMicrotask(() => {
    void tellTest(untold);
    untold = [];
  });
}

const known = <T>(list: readonly T[], index: number): T => {
  const entry = list[index];
  if (entry === undefined) throw new Error(`There is no number ${index} in this page.`);
  return entry;
};

function toldError(error: unknown): RemoteError {
  if (!(error instanceof Error || error instanceof DOMException)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  return error instanceof RuntimeError ? { name, message, reason: error.reason } : { name, message };
}

async function result<T>(work: () => Promise<T>): Promise<RemoteResult<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toldError(error) };
  }
}

function follow(process: Process): { process: number; name: string } {
  const number = processes.push(process) - 1;
  let told = 0;
  process.output((chunk) => {
    told += chunk.text.length;
    if (told <= TOLD_CHARS_MAX) tell({ news: 'output', process: number, chunk });
  });
  void process.exit.then((exit) => tell({ news: 'exit', process: number, exit }));
  return { process: number, name: process.name };
}

globalThis.remote = {
  open: (kind, libraries) =>
    result(async () => {
      const onFallback = (error: RuntimeError): void => {
        throw error; // a test of one runtime is not a test of another
      };
      const runtime = await openRuntime(kind, { libraries, onFallback });
      const number = runtimes.push(runtime) - 1;
      runtime.state.subscribe((state) => tell({ news: 'state', runtime: number, state }));
      runtime.ports.subscribe((ports) => tell({ news: 'ports', runtime: number, ports: [...ports] }));
      runtime.trace((event) => tell({ news: 'trace', runtime: number, event }));
      return number;
    }),
  write: (runtime, files, call, aborted) =>
    result(async () => {
      const controller = new AbortController();
      calls.set(call, controller);
      if (aborted !== undefined) controller.abort(new Error(aborted));
      try {
        await known(runtimes, runtime).write(files, controller.signal);
      } finally {
        calls.delete(call);
      }
      return null;
    }),
  abort: (call, reason) => calls.get(call)?.abort(new Error(reason)),
  spawn: (runtime, command, args, options) =>
    result(async () => follow(await known(runtimes, runtime).spawn(command, args, options))),
  startBroker: (runtime, ports) => result(async () => follow(await known(runtimes, runtime).startBroker(ports))),
  control: (runtime, message) => known(runtimes, runtime).control(message),
  input: (process, text) => known(processes, process).input(text),
  kill: (process, signal) => known(processes, process).kill(signal),
  dispose: (runtime) => known(runtimes, runtime).dispose(),
};

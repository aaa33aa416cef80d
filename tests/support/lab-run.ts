/** Runs a lab of the course from its files to its end, in whatever runtime, and tells what each process printed. */
import type { Lab } from '../../src/lesson/lab.ts';
import type { Process, Runtime } from '../../src/runtime/runtime.ts';
import { until } from '../../src/runtime/watch.ts';
import { finished, printed } from './finished.ts';

/** Processes that run until they are stopped, and the words after which nothing more comes; the others end by themselves. */
const LAST_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'don-hang-dau-tien': { consumer: 'Nhận được đơn hàng: Đơn hàng #A001: Mua 1 điện thoại\n' },
  'json-rpc-node': { server: 'JSON-RPC server: http://127.0.0.1:3000\n' },
};

export interface LabResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A lab that hangs is a failed lab, not a test file that waits. */
const LAB_MS = 15_000;

/** The processes in the order of the lab, each as soon as it is started. */
async function* startInOrder(runtime: Runtime, { spec }: Lab, signal: AbortSignal): AsyncGenerator<Process> {
  for (const { name, file, args, after } of spec.processes) {
    if (after !== undefined) await until(runtime.ports, (ports) => ports.has(after), signal);
    yield await runtime.spawn('node', [file, ...args], { name });
  }
}

/** Rejects with the signal's reason, once it is aborted. */
const given = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/**
 * @returns process' name → what came of it; those that had to be stopped have the code of SIGTERM
 * @throws Error where the broker ends, or a process ends without its last words, or the lab hangs
 */
export async function runLab(runtime: Runtime, lab: Lab): Promise<Record<string, LabResult>> {
  const { slug, spec, files } = lab;
  await runtime.write(files);
  const brokerDown = new AbortController();
  const signal = AbortSignal.any([brokerDown.signal, AbortSignal.timeout(LAB_MS)]);
  const all: Process[] = [];
  try {
    if (spec.broker !== undefined) {
      const { amqp } = spec.broker;
      const broker = await runtime.startBroker(amqp === undefined ? {} : { amqp });
      all.push(broker);
      void finished(broker).then((end) =>
        brokerDown.abort(new Error(`The broker ended with ${end.exit.code} and printed:\n${end.all}`)),
      );
    }
    const processes: Process[] = [];
    for await (const process of startInOrder(runtime, lab, signal)) {
      processes.push(process);
      all.push(process);
    }
    const words = LAST_WORDS[slug] ?? {};
    const ends = processes.map((process) => {
      const last = words[process.name];
      return last === undefined ? process.exit : printed(process, last);
    });
    await Promise.race([Promise.all(ends), given(signal)]);
    for (const process of processes) process.kill('SIGTERM');
    const results = await Promise.all(
      processes.map(async (process) => [process.name, await finished(process)] as const),
    );
    return Object.fromEntries(
      results.map(([name, { stdout, stderr, exit }]) => [name, { stdout, stderr, code: exit.code }]),
    );
  } finally {
    for (const process of all) process.kill('SIGKILL');
    await Promise.all(all.map((process) => process.exit));
  }
}

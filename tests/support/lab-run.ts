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

/** @returns process' name → what came of it; those that had to be stopped have the code of SIGTERM */
export async function runLab(runtime: Runtime, { slug, spec, files }: Lab): Promise<Record<string, LabResult>> {
  await runtime.write(files);
  const broker =
    spec.broker && (await runtime.startBroker({ ...spec.broker } as Parameters<Runtime['startBroker']>[0]));
  const processes: Process[] = [];
  try {
    for (const { name, file, args, after } of spec.processes) {
      if (after !== undefined) await until(runtime.ports, (ports) => ports.has(after));
      processes.push(await runtime.spawn('node', [file, ...args], { name }));
    }
    const words = LAST_WORDS[slug] ?? {};
    const results = processes.map(async (process) => [process.name, await finished(process)] as const);
    await Promise.all(
      processes.map(async (process) => {
        const last = words[process.name];
        await (last === undefined ? process.exit : printed(process, last));
      }),
    );
    for (const process of processes) process.kill('SIGTERM');
    const ended = await Promise.all(results);
    return Object.fromEntries(
      ended.map(([name, { stdout, stderr, exit }]) => [name, { stdout, stderr, code: exit.code }]),
    );
  } finally {
    for (const process of [...processes, ...(broker ? [broker] : [])]) process.kill('SIGKILL');
    await Promise.all([...processes, ...(broker ? [broker] : [])].map((process) => process.exit));
  }
}

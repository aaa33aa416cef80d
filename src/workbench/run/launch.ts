/** Run, in order: the broker, then each program as soon as the port it needs is open, or the reason why it never was. */
import type { LabSpec, LabProcess as ProcessSpec } from '../../lesson/schema.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { until } from '../../runtime/watch.ts';
import type { WorkbenchWords } from '../../strings/workbench.ts';
import type { LabProcess } from './lab-process.svelte.ts';

export interface Launch {
  readonly runtime: Runtime;
  readonly spec: LabSpec;
  /** The lab's processes by name; with a broker also that one, under `BROKER_PROCESS`. */
  readonly process: (name: string) => LabProcess;
  readonly words: WorkbenchWords['notes'];
  readonly signal: AbortSignal;
}

/** A port that nobody has opened by then is not going to be opened. */
export const PORT_WAIT_MS = 15_000;

/** @throws the signal's reason once it is aborted */
export async function launch(it: Launch, brokerName: string): Promise<void> {
  const earlier: LabProcess[] = [];
  if (it.spec.broker) {
    const broker = it.process(brokerName);
    await startBroker(it, broker);
    earlier.push(broker);
  }
  for (const spec of it.spec.processes) {
    it.signal.throwIfAborted();
    const process = it.process(spec.name);
    if (spec.after !== undefined && !(await portOpens(it, process, spec.after, earlier))) continue;
    await startProgram(it, process, spec);
    earlier.push(process);
  }
}

export const startBroker = (it: Launch, broker: LabProcess): Promise<void> =>
  broker.start(() => it.runtime.startBroker(portsOf(it.spec)), it.words.notStarted);

export const startProgram = (it: Launch, process: LabProcess, spec: ProcessSpec): Promise<void> =>
  process.start(() => it.runtime.spawn('node', [spec.file, ...spec.args], { name: spec.name }), it.words.notStarted);

const portsOf = ({ broker }: LabSpec): { amqp?: number } => (broker?.amqp === undefined ? {} : { amqp: broker.amqp });

/** @returns false where it does not open; the process then says why */
async function portOpens(
  it: Launch,
  process: LabProcess,
  port: number,
  earlier: readonly LabProcess[],
): Promise<boolean> {
  const { ports } = it.runtime;
  if (ports.value.has(port)) return true;
  process.wait(port);
  const over = new AbortController();
  const signal = AbortSignal.any([it.signal, over.signal]);
  const timer = setTimeout(() => over.abort('late'), PORT_WAIT_MS);
  if (earlier.length > 0) void Promise.all(earlier.map((other) => other.ended())).then(() => over.abort('nobody'));
  try {
    await until(ports, (open) => open.has(port), signal);
    return true;
  } catch (error) {
    it.signal.throwIfAborted();
    if (error !== 'late' && error !== 'nobody') throw error;
    // the last one may have ended while its port was still being reported
    if (ports.value.has(port)) return true;
    process.fail(
      error === 'late'
        ? it.words.portNeverOpened(port, PORT_WAIT_MS / 1000)
        : it.words.portOwnerExited(port, earlier.map((other) => other.name).join(', ')),
    );
    return false;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/**
 * Whether two programs can talk over TCP inside this container, which nobody promises: one listens on 127.0.0.1, one
 * dials. On the way they tell what kind of Node they run on.
 */
import { RuntimeError, type Process } from '../runtime.ts';
import { within } from './deadline.ts';
import { startProcess, type Place } from './process.ts';
import { SELF_TEST, TOOLS } from './tools.ts';

export interface NodeFacts {
  /** As in `22.22.0`. */
  readonly version: string;
  /** It runs `.ts` files by itself: Node ≥ 22.18, where the container did not leave that out. */
  readonly typescript: boolean;
}

/** @throws RuntimeError `tcp-self-test-failed`; the signal's reason */
export async function selfTest(place: Place, signal?: AbortSignal): Promise<NodeFacts> {
  const processes: Process[] = [];
  const start = async (name: string, ...args: string[]): Promise<Process> => {
    const launch = { name, args: [SELF_TEST, ...args], folder: TOOLS, onMark: () => undefined };
    const process = await startProcess(place, launch);
    processes.push(process);
    return process;
  };

  const test = async (): Promise<NodeFacts> => {
    const listener = await start('self-test-listener');
    const { port, ...facts } = JSON.parse(await firstLine(listener)) as NodeFacts & { port: number };
    const dialer = await start('self-test-dialer', String(port));
    const [said, { code }] = await Promise.all([allText(dialer), dialer.exit]);
    if (code !== 0) throw new Error(said.trim() || `it ended with code ${code}`);
    await listener.exit;
    return facts;
  };

  try {
    return await within(test(), { ms: place.limits.selfTestMs, what: 'A connection between two programs', signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError('tcp-self-test-failed', `Programs cannot reach each other over TCP here: ${why}.`, {
      cause,
    });
  } finally {
    for (const process of processes) process.kill('SIGKILL');
  }
}

/** @throws Error where the process ends without a whole line */
function firstLine(process: Process): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    process.output((chunk) => {
      if (chunk.stream === 'stdout') text += chunk.text;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    void allText(process).then((said) => reject(new Error(said.trim() || 'the listening program said nothing')));
  });
}

async function allText(process: Process): Promise<string> {
  let text = '';
  process.output((chunk) => (text += chunk.text));
  await process.exit;
  return text;
}

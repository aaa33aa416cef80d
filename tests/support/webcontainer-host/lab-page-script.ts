/** In the test page: the WebContainer runtime, and what tests ask of it again and again. */
import { fetchedAssets } from '../../../src/runtime/asset-source.ts';
import type { RuntimeAssets } from '../../../src/runtime/assets.ts';
import { RuntimeError, type ExitStatus, type Process, type Runtime } from '../../../src/runtime/runtime.ts';
import { open, teardownContainer, type WebContainerOptions } from '../../../src/runtime/webcontainer/index.ts';
import { until } from '../../../src/runtime/watch.ts';
import { printed } from '../finished.ts';

export interface Finished extends ExitStatus {
  readonly stdout: string;
  readonly stderr: string;
  /** What came past the program's own streams: Node's last words. */
  readonly terminal: string;
}

/** Why a runtime did not open. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

type Options = Partial<Pick<WebContainerOptions, 'limits' | 'libraries' | 'onState' | 'signal'>>;

const manifest: RuntimeAssets = { nodeVersion: '', kernel: '', host: '', broker: '', libraries: {} };

const openRuntime = (options: Options = {}): Promise<Runtime> =>
  open({ libraries: [], ...options, assets: fetchedAssets(manifest) });

/** @throws Error where it opens after all, or fails with an error that the contract does not know */
async function refusal(options: Options = {}): Promise<Refusal> {
  try {
    await openRuntime(options);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return { reason: error.reason, message: error.message };
  }
  throw new Error('The runtime opened.');
}

async function finished(process: Process): Promise<Finished> {
  const text = { stdout: '', stderr: '', terminal: '' };
  process.output((chunk) => (text[chunk.stream] += chunk.text));
  return { ...(await process.exit), ...text };
}

/** Writes one program and starts it. */
async function program(runtime: Runtime, text: string, name = 'program'): Promise<Process> {
  await runtime.write({ 'package.json': '{"type":"module"}', 'main.ts': text });
  return runtime.spawn('node', ['main.ts'], { name });
}

const lab = { openRuntime, refusal, finished, printed, program, until, teardownContainer };
export type Lab = typeof lab;
Object.assign(globalThis, { lab });

/** One program of the lab as its terminal card shows it: state, output, and where it failed. */
import type { ExitStatus, OutputChunk, Process, Signal } from '../../runtime/runtime.ts';
import type { Problem } from '../terminal/places.ts';
import { problemIn } from '../terminal/places.ts';
import type { Line } from '../terminal/screen.ts';
import { Screen } from '../terminal/screen.ts';

export type ProcessState =
  | { readonly status: 'idle' }
  /** Until something listens on `port`. */
  | { readonly status: 'waiting'; readonly port: number }
  | { readonly status: 'starting' }
  | { readonly status: 'running' }
  | { readonly status: 'exited'; readonly exit: ExitStatus }
  | { readonly status: 'failed' };

/** Runs a task soon, at most once however often it is asked for: the next frame, in a browser. */
export type Soon = (task: () => void) => void;

/** More chunks than that between two frames: the pane takes a breath, nobody could follow anyway. */
const FLOOD_CHUNKS = 300;
const BREATH_MS = 150;

export class LabProcess {
  readonly name: string;
  readonly #files: () => readonly string[];
  readonly #screen: Screen;
  readonly #soon: Soon;
  #process: Process | undefined;
  #flushing = false;
  #written = 0;

  state = $state.raw<ProcessState>({ status: 'idle' });
  lines = $state.raw<readonly Line[]>([]);
  dropped = $state(0);
  problem = $state.raw<Problem | undefined>();

  /** @param files paths of the lab's files: what error messages may point to */
  constructor(name: string, files: () => readonly string[], soon: Soon) {
    this.name = name;
    this.#files = files;
    this.#screen = new Screen(files);
    this.#soon = soon;
  }

  get living(): boolean {
    return this.state.status === 'running';
  }

  /** May be started (again) by hand. */
  get startable(): boolean {
    return this.state.status === 'exited' || this.state.status === 'failed';
  }

  get text(): string {
    return this.#screen.text;
  }

  /** As before a run. */
  clear(): void {
    this.#screen.clear();
    this.problem = undefined;
    this.state = { status: 'idle' };
    this.#show();
  }

  wait(port: number): void {
    this.state = { status: 'waiting', port };
  }

  /** It does not come to a start; `why` is a sentence for its terminal. */
  fail(why: string): void {
    this.state = { status: 'failed' };
    this.note(why);
  }

  note(text: string): void {
    this.#screen.note(text);
    this.#show();
  }

  /**
   * Starts it and follows it until it ends.
   * @param spawn starts the process under this name
   * @param failed makes a sentence of what `spawn` threw
   */
  async start(spawn: () => Promise<Process>, failed: (message: string) => string): Promise<void> {
    this.state = { status: 'starting' };
    this.problem = undefined;
    let process: Process;
    try {
      process = await spawn();
    } catch (error) {
      this.fail(failed(error instanceof Error ? error.message : String(error)));
      return;
    }
    this.#process = process;
    this.state = { status: 'running' };
    const printed: string[] = [];
    const stop = process.output((chunk) => {
      this.#write(chunk);
      if (chunk.stream !== 'stdout') keepTail(printed, chunk.text);
    });
    void process.exit.then((exit) => {
      stop();
      this.#process = undefined;
      this.state = { status: 'exited', exit };
      if (exit.code !== 0 && exit.signal === undefined) {
        this.problem = problemIn(printed.join('').split('\n'), this.#files());
      }
      this.#show();
    });
  }

  /** Settles when it has ended; at once where it does not live. */
  async kill(signal: Signal): Promise<void> {
    const process = this.#process;
    if (!process) return;
    process.kill(signal);
    await process.exit;
  }

  async ended(): Promise<void> {
    await this.#process?.exit;
  }

  /** Nothing is coming any more: what never started is as before the run. */
  settle(): void {
    if (this.state.status === 'waiting' || this.state.status === 'starting') this.state = { status: 'idle' };
  }

  #write(chunk: OutputChunk): void {
    this.#screen.write(chunk);
    this.#written++;
    if (this.#flushing) return;
    this.#flushing = true;
    this.#soon(() => {
      this.#flushing = false;
      if (this.#written > FLOOD_CHUNKS) this.#pause();
      this.#written = 0;
      this.#show();
    });
  }

  #pause(): void {
    this.#flushing = true;
    setTimeout(() => {
      this.#flushing = false;
      this.#show();
    }, BREATH_MS);
  }

  #show(): void {
    this.lines = this.#screen.lines;
    this.dropped = this.#screen.dropped;
  }
}

/** The end of what was printed is enough to find the error in. */
const TAIL_CHARS = 20_000;
function keepTail(printed: string[], text: string): void {
  printed.push(text);
  let length = printed.reduce((sum, part) => sum + part.length, 0);
  while (length > TAIL_CHARS && printed.length > 1) length -= printed.shift()?.length ?? 0;
}

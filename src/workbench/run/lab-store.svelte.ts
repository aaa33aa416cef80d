/** One lab of a page: its files, its processes, its picture, and what the buttons do. Knows Runtime, trace, scene, strings. */
import type { Lab } from '../../lesson/lab.ts';
import type { LabSpec, LabProcess as ProcessSpec } from '../../lesson/schema.ts';
import type { PageRuntimeKind } from '../../runtime/index.ts';
import { latest } from '../../runtime/latest.ts';
import type { FailureReason, Runtime } from '../../runtime/runtime.ts';
import { RuntimeError } from '../../runtime/runtime.ts';
import { BROKER_PROCESS } from '../../scene/index.ts';
import type { Language } from '../../strings/index.ts';
import { workbench } from '../../strings/index.ts';
import type { WorkbenchWords } from '../../strings/workbench.ts';
import { FileSet } from '../files/file-set.svelte.ts';
import type { EditStore } from '../files/kept-edits.ts';
import type { Stage } from '../scene/scene-player.svelte.ts';
import { ScenePlayer } from '../scene/scene-player.svelte.ts';
import type { Place } from '../terminal/places.ts';
import type { Soon } from './lab-process.svelte.ts';
import { LabProcess } from './lab-process.svelte.ts';
import type { Launch } from './launch.ts';
import { launch, startBroker, startProgram } from './launch.ts';
import type { OpenRuntimeDoor } from './runtime-slot.svelte.ts';
import { RuntimeSlot } from './runtime-slot.svelte.ts';

/** What the reader should know; the newest one is shown. */
export type Notice =
  | { readonly kind: 'reset' | 'reset-nothing' | 'undone' | 'files-missing' }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly wanted: PageRuntimeKind };

export interface LabStoreOptions {
  readonly language: Language;
  readonly spec: LabSpec;
  readonly paths: readonly string[];
  readonly edits: EditStore;
  /** Gets the lab as it is served. */
  readonly fetchLab: () => Promise<Lab>;
  readonly open: OpenRuntimeDoor;
  readonly stage: Stage;
  readonly soon: Soon;
}

export class LabStore {
  readonly #options: LabStoreOptions;
  readonly #slot: RuntimeSlot;
  readonly #inTurn = latest();
  #loading: Promise<void> | undefined;
  #launching: AbortController | undefined;
  /** Programs that are being started by hand. */
  #byHand = new AbortController();
  #pending: readonly Promise<void>[] = [];

  readonly words: WorkbenchWords;
  readonly files: FileSet;
  readonly processes: readonly LabProcess[];
  readonly player: ScenePlayer;

  /** The file in the editor. */
  active = $state('');
  /** A place that the editor should go to; a new object each time. */
  target = $state.raw<Place | undefined>();
  notice = $state.raw<Notice | undefined>();
  /** From Run until every program is started, or given up. */
  launching = $state(false);
  /** It has been run since the page was opened. */
  hasRun = $state(false);

  constructor(options: LabStoreOptions) {
    const { language, spec, paths } = options;
    this.#options = options;
    this.words = workbench[language];
    this.files = new FileSet(options.edits);
    this.active = spec.open ?? spec.processes[0]?.file ?? paths[0] ?? '';
    const names = [...(spec.broker ? [BROKER_PROCESS] : []), ...spec.processes.map((process) => process.name)];
    this.processes = names.map((name) => new LabProcess(name, () => paths, options.soon));
    this.player = new ScenePlayer(language, options.stage);
    this.#slot = new RuntimeSlot({
      open: options.open,
      libraries: spec.libraries,
      outlook: { processes: names.length, broker: spec.broker !== undefined },
      onTrace: (event) => this.player.push(event),
      onFailure: (reason, wanted) => (this.notice = { kind: 'failure', reason, wanted }),
    });
  }

  get kind(): PageRuntimeKind {
    return this.#slot.kind;
  }

  get runtimeState(): RuntimeSlot['state'] {
    return this.#slot.state;
  }

  get running(): boolean {
    return this.launching || this.processes.some(({ state }) => state.status === 'running');
  }

  /** The processes without the broker. */
  get programs(): readonly LabProcess[] {
    return this.processes.filter((process) => process !== this.broker);
  }

  get broker(): LabProcess | undefined {
    return this.#options.spec.broker && this.processes[0];
  }

  /** Gets the files; once they are there it does nothing. Failure is a notice, and the next call tries again. */
  async load(): Promise<void> {
    if (this.files.loaded) return;
    this.#loading ??= this.#options.fetchLab().then((lab) => this.files.load(lab.files));
    try {
      await this.#loading;
      if (this.notice?.kind === 'files-missing') this.notice = undefined;
    } catch {
      this.#loading = undefined;
      this.notice = { kind: 'files-missing' };
    }
  }

  /** Opens the runtime before anyone asks for it. Trouble is kept for the moment when someone does. */
  prewarm(): void {
    this.#slot.open().catch(() => undefined);
  }

  async run(): Promise<void> {
    this.#giveUp();
    const controller = (this.#launching = new AbortController());
    this.launching = true;
    this.hasRun = true;
    if (this.notice?.kind !== 'failure') this.notice = undefined;
    await this.#turn(controller, async (signal) => {
      await this.#end('SIGKILL');
      for (const process of this.processes) process.clear();
      const runtime = await this.#ready(signal);
      this.player.reset();
      if (runtime) await launch(this.#launch(runtime, signal), BROKER_PROCESS);
    });
  }

  /** Ends every process of the lab, also those that are still being started. */
  async stop(): Promise<void> {
    this.#giveUp();
    await this.#turn(undefined, () => this.#end('SIGTERM'));
  }

  async stopProcess(process: LabProcess): Promise<void> {
    await process.kill('SIGTERM');
  }

  /** Starts one that has ended, with the files as they are now. */
  async startProcess(process: LabProcess): Promise<void> {
    if (process.living || !process.startable) return;
    const starting = this.#startByHand(process, this.#byHand.signal);
    this.#pending = [...this.#pending, starting];
    await starting.finally(() => (this.#pending = this.#pending.filter((other) => other !== starting)));
  }

  /** The broker stops and starts again by itself; its process lives on. */
  async restartBroker(): Promise<void> {
    const runtime = await this.#slot.open();
    runtime.control({ type: 'restart' });
  }

  async choose(kind: PageRuntimeKind): Promise<void> {
    if (kind === this.#slot.kind) return;
    this.notice = undefined;
    await this.stop();
    await this.#slot.exchange(kind);
    this.prewarm();
  }

  reset(): void {
    this.notice = { kind: this.files.reset() ? 'reset' : 'reset-nothing' };
  }

  undoReset(): void {
    this.files.undoReset();
    this.notice = { kind: 'undone' };
  }

  goTo(place: Place): void {
    this.active = place.file;
    this.target = { ...place };
  }

  async dispose(): Promise<void> {
    this.#launching?.abort();
    this.player.reset();
    await this.#slot.dispose();
  }

  async #startByHand(process: LabProcess, signal: AbortSignal): Promise<void> {
    process.note(this.words.notes.again);
    await this.#guarded(async () => {
      const runtime = await this.#ready(signal);
      if (!runtime) return;
      const it = this.#launch(runtime, signal);
      const spec = this.#specOf(process);
      await (spec ? startProgram(it, process, spec) : startBroker(it, process));
    });
  }

  /** What is being started is not wanted any more. */
  #giveUp(): void {
    this.#launching?.abort();
    this.#launching = undefined;
    this.#byHand.abort();
    this.#byHand = new AbortController();
  }

  /** One thing at a time, the newest wins. */
  async #turn(controller: AbortController | undefined, task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    await this.#guarded(() => this.#inTurn(task, controller?.signal));
    if (this.#launching === controller) this.launching = false;
  }

  /** What was overtaken ends in silence; a runtime that broke down is a notice. */
  async #guarded(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      if (!(error instanceof RuntimeError)) throw error;
      this.notice = { kind: 'failure', reason: error.reason, wanted: this.kind };
    }
  }

  /** The runtime with the present files in it; undefined where there is none, and the notice says why. */
  async #ready(signal: AbortSignal): Promise<Runtime | undefined> {
    await this.load();
    if (!this.files.loaded) return undefined;
    const runtime = await orAbort(this.#slot.open(), signal);
    await runtime.write(this.files.current, signal);
    return runtime;
  }

  /** The programs before the broker: cut off from it, they would print errors that are not theirs. */
  async #end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await Promise.allSettled(this.#pending);
    await Promise.all(this.programs.map((process) => process.kill(how)));
    await this.broker?.kill(how);
    for (const process of this.processes) process.settle();
  }

  #launch(runtime: Runtime, signal: AbortSignal): Launch {
    const process = (name: string): LabProcess => {
      const found = this.processes.find((it) => it.name === name);
      if (!found) throw new Error(`The lab has no process ${name}.`);
      return found;
    };
    return { runtime, spec: this.#options.spec, process, words: this.words.notes, signal };
  }

  #specOf(process: LabProcess): ProcessSpec | undefined {
    if (process === this.broker) return undefined;
    return this.#options.spec.processes.find((spec) => spec.name === process.name);
  }
}

/** @throws the signal's reason as soon as it is aborted; what `promise` does then is nobody's business any more. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    over.abort();
  }
}

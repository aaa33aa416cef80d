/** A runtime that lives in a browser page, behind the same interface in the test: for the contract suite. */
import type { Page } from 'playwright-core';
import type { PageRuntimeKind } from '../../src/runtime/open.ts';
import { ProcessOutput } from '../../src/runtime/process-output.ts';
import {
  type BrokerPorts,
  type ExitStatus,
  type FailureReason,
  type LabFiles,
  type Process,
  type Runtime,
  RuntimeError,
  type RuntimeState,
  type SpawnOptions,
} from '../../src/runtime/runtime.ts';
import { WatchedValue } from '../../src/runtime/watch.ts';
import type { BrokerControl } from '../../src/server/control.ts';
import type { TraceEvent, TraceListener } from '../../src/trace/events.ts';
import type { Remote, RemoteError, RemoteNews, RemoteResult } from './remote-messages.ts';

type RemoteCall = { [K in keyof Remote]: { name: K; args: Parameters<Remote[K]> } }[keyof Remote];

interface RemoteProcess {
  readonly output: ProcessOutput;
  readonly exit: Promise<ExitStatus>;
  readonly ended: (exit: ExitStatus) => void;
}

function errorOf({ name, message, reason }: RemoteError): Error {
  if (reason !== undefined) return new RuntimeError(reason as FailureReason, message);
  return Object.assign(new Error(message), { name });
}

function valueOf<T>(result: RemoteResult<T>): T {
  if ('error' in result) throw errorOf(result.error);
  return result.value;
}

/** Everything that one page tells; made once for a page, before it opens a runtime. */
class RemotePage {
  readonly #page: Page;
  readonly #processes = new Map<number, RemoteProcess>();
  readonly #runtimes = new Map<number, (news: RemoteNews) => void>();
  /** News of a runtime whose number the test does not know yet. */
  #early: RemoteNews[] = [];

  private constructor(page: Page) {
    this.#page = page;
  }

  static async attach(page: Page): Promise<RemotePage> {
    const remote = new RemotePage(page);
    await page.exposeFunction('tellTest', (all: RemoteNews[]) => all.forEach((news) => remote.#hear(news)));
    return remote;
  }

  async call<K extends keyof Remote>(name: K, ...args: Parameters<Remote[K]>): Promise<Awaited<ReturnType<Remote[K]>>> {
    const call = { name, args } as RemoteCall;
    const value = await this.#page.evaluate(
      ({ name, args }) => (globalThis.remote[name] as (...args: unknown[]) => unknown)(...args),
      call as { name: keyof Remote; args: unknown[] },
    );
    return value as Awaited<ReturnType<Remote[K]>>;
  }

  /** Says so without waiting: a page that is closed meanwhile hears nothing. */
  say<K extends keyof Remote>(name: K, ...args: Parameters<Remote[K]>): void {
    this.call(name, ...args).catch(() => undefined);
  }

  follow(runtime: number, listener: (news: RemoteNews) => void): void {
    this.#runtimes.set(runtime, listener);
    const early = this.#early;
    this.#early = [];
    for (const news of early) this.#hear(news);
  }

  process(number: number): RemoteProcess {
    const known = this.#processes.get(number);
    if (known !== undefined) return known;
    let ended: (exit: ExitStatus) => void = () => undefined;
    const exit = new Promise<ExitStatus>((resolve) => (ended = resolve));
    const process = { output: new ProcessOutput(), exit, ended };
    this.#processes.set(number, process);
    return process;
  }

  #hear(news: RemoteNews): void {
    if (news.news === 'output') this.process(news.process).output.push(news.chunk.stream, news.chunk.text);
    else if (news.news === 'exit') this.process(news.process).ended(news.exit);
    else if (this.#runtimes.has(news.runtime)) this.#runtimes.get(news.runtime)?.(news);
    else this.#early.push(news);
  }
}

class RemoteRuntime implements Runtime {
  readonly kind: PageRuntimeKind;
  readonly state = new WatchedValue<RuntimeState>({ status: 'ready' });
  readonly ports = new WatchedValue<ReadonlySet<number>>(new Set());
  readonly #page: RemotePage;
  readonly #number: number;
  readonly #listeners = new Set<TraceListener>();
  #calls = 0;

  constructor(page: RemotePage, number: number, kind: PageRuntimeKind) {
    this.#page = page;
    this.#number = number;
    this.kind = kind;
    page.follow(number, (news) => this.#hear(news));
  }

  async write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    const call = ++this.#calls;
    const reason = (): string => (signal?.reason as Error).message;
    const abort = (): void => this.#page.say('abort', call, reason());
    signal?.addEventListener('abort', abort);
    try {
      valueOf(await this.#page.call('write', this.#number, files, call, signal?.aborted ? reason() : undefined));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async spawn(command: string, args: readonly string[], options: SpawnOptions): Promise<Process> {
    return this.#process(valueOf(await this.#page.call('spawn', this.#number, command, args, options)));
  }

  async startBroker(ports: BrokerPorts): Promise<Process> {
    return this.#process(valueOf(await this.#page.call('startBroker', this.#number, ports)));
  }

  trace(listener: TraceListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  control(message: BrokerControl): void {
    this.#page.say('control', this.#number, message);
  }

  async dispose(): Promise<void> {
    await this.#page.call('dispose', this.#number);
  }

  #process({ process, name }: { process: number; name: string }): Process {
    const { output, exit } = this.#page.process(process);
    return {
      name,
      output: output.subscribe,
      exit,
      input: (text) => this.#page.say('input', process, text),
      kill: (signal) => this.#page.say('kill', process, signal),
    };
  }

  #hear(news: RemoteNews): void {
    if (news.news === 'state') this.state.set(news.state);
    else if (news.news === 'ports') this.ports.set(new Set(news.ports));
    else if (news.news === 'trace') this.#tell(news.event);
  }

  #tell(event: TraceEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

const attached = new WeakMap<Page, Promise<RemotePage>>();

/**
 * Opens a runtime in a page of `serveRuntimePage`.
 * @throws RuntimeError with the reason that the page's runtime gives; no other runtime takes its place
 */
export async function openRemote(
  page: Page,
  kind: PageRuntimeKind,
  { libraries }: { libraries: readonly string[] },
): Promise<Runtime> {
  const known = attached.get(page) ?? RemotePage.attach(page);
  attached.set(page, known);
  const remote = await known;
  return new RemoteRuntime(remote, valueOf(await remote.call('open', kind, libraries)), kind);
}

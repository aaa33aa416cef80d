/** The page's container made fit for labs, once: our tools are mounted, TCP is tested, its Node is known. */
import type { WebContainer } from '@webcontainer/api';
import { RuntimeError, type LabFiles, type RuntimeState } from '../runtime.ts';
import { DeadlineError, within } from './deadline.ts';
import { LabFolder, treeOf } from './lab-folder.ts';
import type { Limits } from './limits.ts';
import { Loss } from './loss.ts';
import type { Place } from './process.ts';
import { selfTest, type NodeFacts } from './self-test.ts';
import { SignalSender } from './signals.ts';
import { toolFiles, TOOLS } from './tools.ts';

type Step = Extract<RuntimeState, { status: 'starting' }>['step'];

export class Container {
  readonly client: WebContainer;
  readonly loss: Loss;
  readonly #signals: SignalSender;
  #node: NodeFacts | undefined;
  /** Addresses of what stands in the tools' folder besides `toolFiles`. */
  readonly #fetched = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(client: WebContainer) {
    this.client = client;
    this.loss = new Loss(client);
    this.#signals = new SignalSender(client);
  }

  /** Where processes are started. */
  place(limits: Limits): Place {
    return { client: this.client, loss: this.loss, signals: this.#signals, limits };
  }

  /**
   * What a failed call found out is tried anew by the next.
   * @throws RuntimeError `crashed`, `tcp-self-test-failed`; the signal's reason
   */
  async prepare(limits: Limits, onStep: (step: Step) => void, signal?: AbortSignal): Promise<NodeFacts> {
    if (this.#node !== undefined) return this.#node;
    onStep('mounting');
    await this.starting(() => this.mountTools(toolFiles, limits));
    onStep('self-test');
    return (this.#node = await selfTest(this.place(limits), signal));
  }

  mountTools(files: LabFiles, limits: Limits): Promise<void> {
    return this.answering(async () => {
      const call = { ms: limits.callMs, what: 'Mounting' };
      await within(this.client.fs.mkdir(TOOLS, { recursive: true }), call);
      await within(this.client.mount(treeOf(files), { mountPoint: TOOLS }), call);
    });
  }

  /** A tool that not every lab needs; `url` names what is mounted already. */
  async mountOnce(file: string, url: string, load: () => Promise<string>, limits: Limits): Promise<void> {
    if (this.#fetched.has(url)) return;
    await this.mountTools({ [file]: await load() }, limits);
    this.#fetched.add(url);
  }

  /** A folder that no other lab of this page uses. */
  takeFolder(limits: Limits): LabFolder {
    let name = 'lab';
    for (let count = 2; this.#folders.has(name); count++) name = `lab-${count}`;
    this.#folders.add(name);
    return new LabFolder(this.client, name, limits);
  }

  async returnFolder(folder: LabFolder): Promise<void> {
    // one that cannot be emptied stays taken: its files are another lab's
    await folder.remove().then(
      () => this.#folders.delete(folder.path),
      () => undefined,
    );
  }

  /** @throws RuntimeError `crashed` where the container is lost, or by this call's silence turns out to be. */
  async answering<T>(work: () => Promise<T>): Promise<T> {
    if (this.loss.why !== undefined) throw this.crashed(this.loss.why);
    try {
      return await work();
    } catch (error) {
      if (error instanceof DeadlineError)
        this.loss.declare(`The container does not answer any more: ${error.message}.`);
      if (this.loss.why !== undefined) throw this.crashed(this.loss.why);
      throw error;
    }
  }

  /** Like `answering`, and what the container itself rejects with is a reason not to use it. */
  async starting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.answering(work);
    } catch (error) {
      // errors from the host's page arrive as plain ones, a mistake of ours would be of another class
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      throw new RuntimeError('crashed', `The container does not take our files: ${error.message}`, { cause: error });
    }
  }

  crashed(why: string): RuntimeError {
    return new RuntimeError('crashed', `${why} Reload the page to start another one.`);
  }
}

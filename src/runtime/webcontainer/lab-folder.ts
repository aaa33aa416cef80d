/** The lab's folder inside the container: made equal to a set of files, file by file, while programs may be running. */
import type { FileSystemTree, WebContainer } from '@webcontainer/api';
import { latest } from '../latest.ts';
import type { LabFiles } from '../runtime.ts';
import { within } from './deadline.ts';
import type { Limits } from './limits.ts';

const LIBRARIES = 'node_modules';

/** @throws Error where a path leaves its folder or a file stands where another needs a folder. */
export function treeOf(files: LabFiles): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const names = path.split('/');
    if (names.some((part) => part === '' || part === '.' || part === '..')) {
      throw new Error(`"${path}" is not a path inside the lab's folder.`);
    }
    const name = names.pop() ?? '';
    let folder = root;
    for (const part of names) {
      const node = (folder[part] ??= { directory: {} });
      if (!('directory' in node)) throw new Error(`"${path}": "${part}" is a file and a folder at once.`);
      folder = node.directory;
    }
    if (name in folder) throw new Error(`"${path}" is a file and a folder at once.`);
    folder[name] = { file: { contents } };
  }
  return root;
}

export class LabFolder {
  /** Relative to the container's own folder, which all paths of its file system start from. */
  readonly path: string;
  readonly #client: WebContainer;
  readonly #limits: Limits;
  readonly #newest = latest();

  constructor(client: WebContainer, path: string, limits: Limits) {
    this.#client = client;
    this.path = path;
    this.#limits = limits;
  }

  /** What the lab's programs import: stays until the folder is removed. */
  async mountLibraries(files: LabFiles): Promise<void> {
    await this.#call(this.#client.fs.mkdir(this.path, { recursive: true }));
    await this.#call(this.#client.mount(treeOf(files), { mountPoint: this.path }));
  }

  /** @throws DeadlineError, Error of `treeOf`, the signal's reason, AbortError where a newer call overtook this one */
  async write(files: LabFiles, signal?: AbortSignal): Promise<void> {
    const tree = treeOf(files);
    await this.#newest(async (stop) => {
      await this.#sweep(this.path, tree, stop);
      stop.throwIfAborted();
      await this.#call(this.#client.mount(tree, { mountPoint: this.path }));
    }, signal);
  }

  async remove(): Promise<void> {
    await this.#newest(() => this.#call(this.#client.fs.rm(this.path, { recursive: true, force: true })));
  }

  /** Removes what is not in `tree`. The folder itself stays: programs may be running in it. */
  async #sweep(folder: string, tree: FileSystemTree, signal: AbortSignal): Promise<void> {
    for (const entry of await this.#call(this.#client.fs.readdir(folder, { withFileTypes: true }))) {
      signal.throwIfAborted();
      if (folder === this.path && entry.name === LIBRARIES) continue;
      const path = `${folder}/${entry.name}`;
      const wanted = tree[entry.name];
      const same = wanted !== undefined && 'directory' in wanted === entry.isDirectory();
      if (!same) await this.#call(this.#client.fs.rm(path, { recursive: true, force: true }));
      else if ('directory' in wanted) await this.#sweep(path, wanted.directory, signal);
    }
  }

  #call<T>(work: Promise<T>): Promise<T> {
    return within(work, { ms: this.#limits.callMs, what: 'A call of the container' });
  }
}

/** The in-memory disk of one process: folders and files by absolute path. It starts as the lab's folder. */
import { DISK_BYTES_MAX } from '../limits.ts';
import { natives } from './natives.ts';
import type { SystemErrorName } from './bindings/system-errors.ts';

/** Turned by the fs binding into the error that Node throws. */
export class DiskError extends Error {
  readonly code: SystemErrorName | 'ENOSPC';
  constructor(code: SystemErrorName | 'ENOSPC') {
    super(code);
    this.code = code;
  }
}

export interface Node {
  readonly inode: number;
  readonly kind: 'file' | 'folder';
  bytes: Uint8Array;
  mode: number;
  changedMs: number;
  readonly bornMs: number;
}

const nowMs = (): number => natives.timeOrigin + natives.now();
const empty = new Uint8Array(0);
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

export class Disk {
  readonly #nodes = new Map<string, Node>();
  #lastInode = 1;
  #used = 0;

  constructor() {
    this.#nodes.set('/', this.#create('folder', 0o755));
  }

  /** With the folders on the way. */
  put(path: string, text: string): void {
    this.makeFolders(parentOf(path));
    const node = this.#nodes.get(path) ?? this.#create('file', 0o644);
    this.#nodes.set(path, node);
    this.setBytes(node, new natives.TextEncoder().encode(text));
  }

  find(path: string): Node | undefined {
    return this.#nodes.get(path);
  }

  /** @throws DiskError ENOENT, or ENOTDIR where a file stands on the way. */
  get(path: string): Node {
    const node = this.#nodes.get(path);
    if (node !== undefined) return node;
    for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
      if (this.#nodes.get(at)?.kind === 'file') throw new DiskError('ENOTDIR');
    }
    throw new DiskError('ENOENT');
  }

  createFile(path: string, mode: number): Node {
    if (this.get(parentOf(path)).kind !== 'folder') throw new DiskError('ENOTDIR');
    const node = this.#create('file', mode);
    this.#nodes.set(path, node);
    return node;
  }

  makeFolder(path: string, mode = 0o755): void {
    if (this.#nodes.has(path)) throw new DiskError('EEXIST');
    if (this.get(parentOf(path)).kind !== 'folder') throw new DiskError('ENOTDIR');
    this.#nodes.set(path, this.#create('folder', mode));
  }

  /** Answers the first folder that was made. */
  makeFolders(path: string): string | undefined {
    const node = this.#nodes.get(path);
    if (node !== undefined) {
      if (node.kind === 'file') throw new DiskError('EEXIST');
      return undefined;
    }
    const first = this.makeFolders(parentOf(path));
    this.makeFolder(path);
    return first ?? path;
  }

  /** Names in a folder, sorted. */
  list(path: string): string[] {
    if (this.get(path).kind !== 'folder') throw new DiskError('ENOTDIR');
    const start = path === '/' ? '/' : `${path}/`;
    return [...this.#nodes.keys()]
      .filter((it) => it !== '/' && it.startsWith(start) && !it.includes('/', start.length))
      .map((it) => it.slice(start.length))
      .sort();
  }

  remove(path: string): void {
    this.setBytes(this.get(path), empty);
    this.#nodes.delete(path);
  }

  removeAll(path: string): void {
    for (const it of [...this.#nodes.keys()]) if (it === path || it.startsWith(`${path}/`)) this.remove(it);
  }

  move(from: string, to: string): void {
    const node = this.get(from);
    if (this.get(parentOf(to)).kind !== 'folder') throw new DiskError('ENOTDIR');
    if (this.#nodes.get(to)?.kind === 'folder' && node.kind === 'file') throw new DiskError('EISDIR');
    for (const [path, it] of [...this.#nodes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#nodes.delete(path);
      this.#nodes.set(to + path.slice(from.length), it);
    }
  }

  /** @throws DiskError ENOSPC */
  setBytes(node: Node, bytes: Uint8Array): void {
    const used = this.#used + bytes.byteLength - node.bytes.byteLength;
    if (used > DISK_BYTES_MAX) throw new DiskError('ENOSPC');
    this.#used = used;
    node.bytes = bytes;
    node.changedMs = nowMs();
  }

  #create(kind: Node['kind'], mode: number): Node {
    this.#lastInode += 1;
    return { inode: this.#lastInode, kind, bytes: empty, mode, changedMs: nowMs(), bornMs: nowMs() };
  }
}

/** The disk of this process. */
export const disk = new Disk();

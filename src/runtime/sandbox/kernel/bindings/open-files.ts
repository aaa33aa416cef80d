/** What the file operations do to the in-memory disk, by path and by descriptor. Failures are DiskErrors. */
import { process } from '../context.ts';
import { disk, DiskError, type Node } from '../disk.ts';
import { nodeModule } from '../library.ts';
import { viewOf } from './buffer.ts';
import { constants } from './constants.ts';
import { bytesOf, encodingOf } from './encodings.ts';

const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_WRONLY, O_RDWR, S_IFDIR, S_IFREG } = constants.fs;
const FIRST_FD = 10;

interface OpenFile {
  readonly path: string;
  readonly node: Node;
  readonly flags: number;
  position: number;
}

const open = new Map<number, OpenFile>();

export function closeFile(fd: number): void {
  fileOf(fd);
  open.delete(fd);
}

export type PathLike = string | Uint8Array;
export const pathOf = (path: PathLike): string =>
  nodeModule('path').resolve(typeof path === 'string' ? path : encodingOf('utf8').decode(path)) as string;

export function fileOf(fd: number): OpenFile {
  const file = open.get(fd);
  if (file === undefined) throw new DiskError('EBADF');
  return file;
}

export function statistics(node: Node, bigint: boolean | undefined): Float64Array | BigInt64Array {
  const size = node.bytes.byteLength;
  const mode = (node.kind === 'folder' ? S_IFDIR : S_IFREG) | node.mode;
  const time = (ms: number): number[] => [Math.floor(ms / 1000), Math.floor((ms % 1000) * 1e6)];
  const changed = time(node.changedMs);
  // dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, then atime, mtime, ctime, birthtime
  const head = [1, mode, 1, 1000, 1000, 0, 4096, node.inode, size, Math.ceil(size / 512)];
  const fields = [...head, ...changed, ...changed, ...changed, ...time(node.bornMs)];
  return bigint === true ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
}

export function openFile(path: string, flags: number, mode: number): number {
  let node = disk.find(path);
  if (node !== undefined && flags & O_CREAT && flags & O_EXCL) throw new DiskError('EEXIST');
  const writes = (flags & (O_WRONLY | O_RDWR)) !== 0;
  if (node?.kind === 'folder' && writes) throw new DiskError('EISDIR');
  if (node === undefined) node = flags & O_CREAT ? disk.createFile(path, mode & ~0o22) : disk.get(path);
  if (flags & O_TRUNC && writes) disk.setBytes(node, new Uint8Array(0));
  let fd = FIRST_FD;
  while (open.has(fd)) fd += 1;
  open.set(fd, { path, node, flags, position: 0 });
  return fd;
}

export function readAt(fd: number, target: Uint8Array, position: number | bigint | null): number {
  const file = fileOf(fd);
  if (file.node.kind === 'folder') throw new DiskError('EISDIR');
  const given = position === null ? -1 : Number(position);
  const from = given >= 0 ? given : file.position;
  const bytes = file.node.bytes.subarray(from, from + target.byteLength);
  target.set(bytes);
  if (given < 0) file.position += bytes.byteLength;
  return bytes.byteLength;
}

export function writeAt(fd: number, bytes: Uint8Array, position: number | null): number {
  if (fd === 1 || fd === 2) return writeStandard(fd, bytes);
  const file = fileOf(fd);
  const old = file.node.bytes;
  const at = file.flags & O_APPEND ? old.byteLength : (position ?? file.position);
  const grown = new Uint8Array(Math.max(old.byteLength, at + bytes.byteLength));
  grown.set(old);
  grown.set(bytes, at);
  disk.setBytes(file.node, grown);
  if (position === null || position < 0) file.position = at + bytes.byteLength;
  return bytes.byteLength;
}

function writeStandard(fd: number, bytes: Uint8Array): number {
  (fd === 1 ? process.stdout : process.stderr).write(bytes);
  return bytes.byteLength;
}

export function truncate(node: Node, length: number): void {
  const bytes = new Uint8Array(length);
  bytes.set(node.bytes.subarray(0, length));
  disk.setBytes(node, bytes);
}

export function list(path: string, encoding: string, withTypes: boolean): unknown {
  const names = disk.list(path);
  const shown = encoding === 'buffer' ? names.map((name) => nodeModule('buffer').Buffer.from(name)) : names;
  if (!withTypes) return shown;
  const { UV_DIRENT_DIR, UV_DIRENT_FILE } = constants.fs;
  const kind = (name: string) => disk.get(`${path === '/' ? '' : path}/${name}`).kind;
  return [shown, names.map((name) => (kind(name) === 'folder' ? UV_DIRENT_DIR : UV_DIRENT_FILE))];
}

export function removeFile(path: string): void {
  if (disk.get(path).kind === 'folder') throw new DiskError('EISDIR');
  disk.remove(path);
}

export function removeFolder(path: string): void {
  if (disk.list(path).length > 0) throw new DiskError('ENOTEMPTY');
  disk.remove(path);
}

export function copy(from: string, to: string, mode: number): void {
  const source = disk.get(from);
  if (source.kind === 'folder') throw new DiskError('EISDIR');
  if (mode & constants.fs.COPYFILE_EXCL && disk.find(to) !== undefined) throw new DiskError('EEXIST');
  disk.setBytes(disk.find(to) ?? disk.createFile(to, source.mode), source.bytes.slice());
}

/** Suffix of six letters, as `mkdtemp` gives it. */
export function makeTemporaryFolder(prefix: string): string {
  const letters = Array.from({ length: 6 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
  disk.makeFolder(pathOf(prefix + letters), 0o700);
  return prefix + letters;
}

export const writeWhole = (target: PathLike | number, text: string, flag: number, mode: number): void => {
  const bytes = bytesOf(text);
  if (typeof target === 'number') return void writeAt(target, bytes, null);
  const fd = openFile(pathOf(target), flag, mode);
  try {
    writeAt(fd, bytes, null);
  } finally {
    open.delete(fd);
  }
};

export const readWhole = (target: PathLike | number, flag: number): string => {
  const node = typeof target === 'number' ? fileOf(target).node : nodeToRead(pathOf(target), flag);
  if (node.kind === 'folder') throw new DiskError('EISDIR');
  return encodingOf('utf8').decode(node.bytes);
};

function nodeToRead(path: string, flag: number): Node {
  const fd = openFile(path, flag, 0o666);
  const { node } = fileOf(fd);
  open.delete(fd);
  return node;
}

/** A view of plain bytes: `slice` of a Buffer would be another thing. */
export function part(buffer: ArrayBufferView, offset = 0, length = Infinity): Uint8Array {
  const { buffer: memory, byteOffset, byteLength } = viewOf(buffer);
  return new Uint8Array(memory, byteOffset + offset, Math.min(length, byteLength - offset));
}

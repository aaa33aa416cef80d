/** `internalBinding('fs')`: Node's own `fs` on the in-memory disk. */
import { type Loose, process, provideBinding } from '../context.ts';
import { disk, DiskError, type Node } from '../disk.ts';
import { nodeModule } from '../library.ts';
import { poll, ref, unref } from '../loop.ts';
import { viewOf } from './buffer.ts';
import { constants } from './constants.ts';
import { bytesOf, encodingOf } from './encodings.ts';
import { systemErrorText, type SystemErrorName, UV } from './system-errors.ts';

const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_WRONLY, O_RDWR, S_IFDIR, S_IFREG } = constants.fs;
const ENOSPC = { number: -28, text: 'no space left on device' };
const FIRST_FD = 10;

interface OpenFile {
  readonly path: string;
  readonly node: Node;
  readonly flags: number;
  position: number;
}

const open = new Map<number, OpenFile>();

type PathLike = string | Uint8Array;
const pathOf = (path: PathLike): string =>
  nodeModule('path').resolve(typeof path === 'string' ? path : encodingOf('utf8').decode(path)) as string;

function fileOf(fd: number): OpenFile {
  const file = open.get(fd);
  if (file === undefined) throw new DiskError('EBADF');
  return file;
}

function statistics(node: Node, bigint: boolean | undefined): Float64Array | BigInt64Array {
  const size = node.bytes.byteLength;
  const mode = (node.kind === 'folder' ? S_IFDIR : S_IFREG) | node.mode;
  const time = (ms: number): number[] => [Math.floor(ms / 1000), Math.floor((ms % 1000) * 1e6)];
  const changed = time(node.changedMs);
  // dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, then atime, mtime, ctime, birthtime
  const head = [1, mode, 1, 1000, 1000, 0, 4096, node.inode, size, Math.ceil(size / 512)];
  const fields = [...head, ...changed, ...changed, ...changed, ...time(node.bornMs)];
  return bigint === true ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
}

function openFile(path: string, flags: number, mode: number): number {
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

function readAt(fd: number, target: Uint8Array, position: number | bigint | null): number {
  const file = fileOf(fd);
  if (file.node.kind === 'folder') throw new DiskError('EISDIR');
  const given = position === null ? -1 : Number(position);
  const from = given >= 0 ? given : file.position;
  const bytes = file.node.bytes.subarray(from, from + target.byteLength);
  target.set(bytes);
  if (given < 0) file.position += bytes.byteLength;
  return bytes.byteLength;
}

function writeAt(fd: number, bytes: Uint8Array, position: number | null): number {
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

function truncate(node: Node, length: number): void {
  const bytes = new Uint8Array(length);
  bytes.set(node.bytes.subarray(0, length));
  disk.setBytes(node, bytes);
}

function list(path: string, encoding: string, withTypes: boolean): unknown {
  const names = disk.list(path);
  const shown = encoding === 'buffer' ? names.map((name) => nodeModule('buffer').Buffer.from(name)) : names;
  if (!withTypes) return shown;
  const { UV_DIRENT_DIR, UV_DIRENT_FILE } = constants.fs;
  const kind = (name: string) => disk.get(`${path === '/' ? '' : path}/${name}`).kind;
  return [shown, names.map((name) => (kind(name) === 'folder' ? UV_DIRENT_DIR : UV_DIRENT_FILE))];
}

function removeFile(path: string): void {
  if (disk.get(path).kind === 'folder') throw new DiskError('EISDIR');
  disk.remove(path);
}

function removeFolder(path: string): void {
  if (disk.list(path).length > 0) throw new DiskError('ENOTEMPTY');
  disk.remove(path);
}

function copy(from: string, to: string, mode: number): void {
  const source = disk.get(from);
  if (source.kind === 'folder') throw new DiskError('EISDIR');
  if (mode & constants.fs.COPYFILE_EXCL && disk.find(to) !== undefined) throw new DiskError('EEXIST');
  disk.setBytes(disk.find(to) ?? disk.createFile(to, source.mode), source.bytes.slice());
}

/** Suffix of six letters, as `mkdtemp` gives it. */
function makeTemporaryFolder(prefix: string): string {
  const letters = Array.from({ length: 6 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
  disk.makeFolder(pathOf(prefix + letters), 0o700);
  return prefix + letters;
}

const writeWhole = (target: PathLike | number, text: string, flag: number, mode: number): void => {
  const bytes = bytesOf(text);
  if (typeof target === 'number') return void writeAt(target, bytes, null);
  const fd = openFile(pathOf(target), flag, mode);
  try {
    writeAt(fd, bytes, null);
  } finally {
    open.delete(fd);
  }
};

const readWhole = (target: PathLike | number, flag: number): string => {
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
function part(buffer: ArrayBufferView, offset = 0, length = Infinity): Uint8Array {
  const { buffer: memory, byteOffset, byteLength } = viewOf(buffer);
  return new Uint8Array(memory, byteOffset + offset, Math.min(length, byteLength - offset));
}

const unsupported = (): never => {
  throw new DiskError('ENOSYS');
};

interface Operation {
  /** Name of the system call in errors; where it differs from the operation's. */
  readonly call?: string;
  /** How many of the first arguments are paths. */
  readonly paths: 0 | 1 | 2;

  readonly run: (...args: Loose[]) => unknown;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  access: { paths: 1, run: (path) => void disk.get(pathOf(path)) },
  open: { paths: 1, run: (path, flags, mode) => openFile(pathOf(path), flags, mode) },
  close: { paths: 0, run: (fd) => void (fileOf(fd), open.delete(fd)) },
  read: {
    paths: 0,
    run: (fd, buffer, offset, length, position) =>
      readAt(fd, viewOf(buffer).subarray(offset, offset + length), position),
  },
  readBuffers: {
    call: 'read',
    paths: 0,
    run: (fd, buffers: Loose[], position) =>
      buffers.reduce(
        (sum: number, buffer) => sum + readAt(fd, viewOf(buffer), position === null ? null : position + sum),
        0,
      ),
  },
  writeBuffer: {
    call: 'write',
    paths: 0,
    run: (fd, buffer, offset, length, position) =>
      writeAt(fd, part(buffer, offset ?? 0, length ?? Infinity), position ?? null),
  },
  writeString: {
    call: 'write',
    paths: 0,
    run: (fd, text, position, encoding) => writeAt(fd, bytesOf(text, encoding), position ?? null),
  },
  writeBuffers: {
    call: 'write',
    paths: 0,
    run: (fd, buffers: Loose[], position) =>
      buffers.reduce((sum: number, it) => sum + writeAt(fd, part(it), position === null ? null : position + sum), 0),
  },
  readFileUtf8: { call: 'open', paths: 1, run: readWhole },
  writeFileUtf8: { call: 'open', paths: 1, run: writeWhole },
  stat: { paths: 1, run: (path, bigint) => statistics(disk.get(pathOf(path)), bigint) },
  lstat: { paths: 1, run: (path, bigint) => statistics(disk.get(pathOf(path)), bigint) },
  fstat: { paths: 0, run: (fd, bigint) => statistics(fileOf(fd).node, bigint) },
  readdir: { call: 'scandir', paths: 1, run: (path, encoding, types) => list(pathOf(path), encoding, types) },
  mkdir: {
    paths: 1,
    run: (path, mode, recursive) =>
      recursive === true ? disk.makeFolders(pathOf(path)) : disk.makeFolder(pathOf(path), mode),
  },
  mkdtemp: { paths: 1, run: makeTemporaryFolder },
  unlink: { paths: 1, run: (path) => removeFile(pathOf(path)) },
  rmdir: { paths: 1, run: (path) => removeFolder(pathOf(path)) },
  rename: { paths: 2, run: (from, to) => disk.move(pathOf(from), pathOf(to)) },
  copyFile: { call: 'copyfile', paths: 2, run: (from, to, mode) => copy(pathOf(from), pathOf(to), mode) },
  ftruncate: { paths: 0, run: (fd, length) => truncate(fileOf(fd).node, length ?? 0) },
  realpath: { paths: 1, run: (path) => (disk.get(pathOf(path)), pathOf(path)) },
  chmod: { paths: 1, run: (path, mode) => void (disk.get(pathOf(path)).mode = mode) },
  fchmod: { paths: 0, run: (fd, mode) => void (fileOf(fd).node.mode = mode) },
  utimes: {
    call: 'utime',
    paths: 1,
    run: (path, _atime, mtime) => void (disk.get(pathOf(path)).changedMs = mtime * 1000),
  },
  futimes: { call: 'futime', paths: 0, run: (fd, _atime, mtime) => void (fileOf(fd).node.changedMs = mtime * 1000) },
  fsync: { paths: 0, run: (fd) => void fileOf(fd) },
  fdatasync: { paths: 0, run: (fd) => void fileOf(fd) },
  chown: { paths: 1, run: (path) => void disk.get(pathOf(path)) },
  lchown: { paths: 1, run: (path) => void disk.get(pathOf(path)) },
  fchown: { paths: 0, run: (fd) => void fileOf(fd) },
  lutimes: { call: 'lutime', paths: 1, run: unsupported },
  symlink: { paths: 2, run: unsupported },
  link: { paths: 2, run: unsupported },
  readlink: {
    paths: 1,
    run(path) {
      disk.get(pathOf(path));
      throw new DiskError('EINVAL');
    },
  },
  statfs: { paths: 1, run: unsupported },
};

/** The request of a call with a callback. */
class FSReqCallback {
  oncomplete?: (error: unknown, value?: unknown) => void;
  context: unknown;
}
const kUsePromises = Symbol('fs_use_promises_symbol');

/** As C++ makes it: the number first, then what it means, then where. */
function systemError(cause: unknown, syscall: string, paths: readonly unknown[]): unknown {
  if (!(cause instanceof DiskError)) return cause;
  const { code } = cause;
  const text = code === 'ENOSPC' ? ENOSPC.text : systemErrorText(code as SystemErrorName);
  const number = code === 'ENOSPC' ? ENOSPC.number : UV[code as SystemErrorName];
  const [path, dest] = paths.map((it) => (typeof it === 'string' ? it : undefined));
  const where = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${text}, ${syscall}${where}`);
  return Object.assign(error, {
    errno: number,
    code,
    syscall,
    ...(path === undefined ? {} : { path }),
    ...(dest === undefined ? {} : { dest }),
  });
}

function later(settle: () => void): void {
  ref();
  poll(() => {
    unref();
    settle();
  });
}

/** One function serves the synchronous call, the one with a callback and the one with a promise. */
function binding(name: string, { call = name, paths, run }: Operation) {
  return (...args: Loose[]): unknown => {
    const request = args.find((arg) => arg instanceof FSReqCallback || arg === kUsePromises);
    let error: unknown;
    let value: unknown;
    try {
      value = run(...args.filter((arg) => arg !== request));
    } catch (cause) {
      error = systemError(cause, call, args.slice(0, paths));
    }
    if (request === undefined) {
      if (error === undefined) return value;
      if ((name === 'stat' || name === 'lstat') && args.at(-1) === false) return undefined;
      throw error;
    }
    if (request === kUsePromises) {
      return new Promise((resolve, reject) => later(() => (error === undefined ? resolve(value) : reject(error))));
    }
    later(() => (error === undefined ? request.oncomplete(null, value) : request.oncomplete(error)));
    return undefined;
  };
}

const calls = Object.fromEntries(Object.entries(OPERATIONS).map(([name, it]) => [name, binding(name, it)]));

/** What `fs.promises.open` gives. */
class FileHandle {
  fd: number;
  constructor(fd: number) {
    this.fd = fd;
  }
  getAsyncId(): number {
    return 0;
  }
  async close(): Promise<void> {
    const { fd } = this;
    this.fd = -1;
    await calls['close']?.(fd, kUsePromises);
  }
  releaseFD(): number {
    const { fd } = this;
    this.fd = -1;
    return fd;
  }
  onread(): void {}
}

function exists(path: PathLike): boolean {
  return disk.find(pathOf(path)) !== undefined;
}

provideBinding('fs', {
  ...calls,
  FSReqCallback,
  FileHandle,
  kUsePromises,
  kFsStatsFieldsNumber: 18,
  statValues: new Float64Array(36),
  bigintStatValues: new BigInt64Array(36),
  existsSync: exists,
  internalModuleStat(path: PathLike) {
    const node = disk.find(pathOf(path));
    return node === undefined ? -2 : node.kind === 'folder' ? 1 : 0;
  },
  async openFileHandle(...args: Loose[]) {
    return new FileHandle((await calls['open']?.(...args)) as number);
  },
  rmSync(path: PathLike, _retries: number, recursive: boolean) {
    try {
      const whole = pathOf(path);
      if (disk.get(whole).kind === 'folder' && !recursive) throw new DiskError('EISDIR');
      disk.removeAll(whole);
    } catch (cause) {
      throw systemError(cause, 'rm', [path]);
    }
  },
  legacyMainResolve: unsupported,
  getFormatOfExtensionlessFile: () => 0,
});

provideBinding('fs_dir', { opendir: unsupported, opendirSync: unsupported });
provideBinding('fs_event_wrap', { FSEvent: class FSEvent {} });

/** `internalBinding('fs')`: Node's own `fs` on the in-memory disk. */
import { type Loose, provideBinding } from '../context.ts';
import { disk, DiskError } from '../disk.ts';
import { poll, ref, unref } from '../loop.ts';
import { viewOf } from './buffer.ts';
import { bytesOf } from './encodings.ts';
import {
  closeFile,
  copy,
  fileOf,
  list,
  makeTemporaryFolder,
  openFile,
  part,
  type PathLike,
  pathOf,
  readAt,
  readWhole,
  removeFile,
  removeFolder,
  statistics,
  truncate,
  writeAt,
  writeWhole,
} from './open-files.ts';
import { systemErrorText, type SystemErrorName, UV } from './system-errors.ts';

const ENOSPC = { number: -28, text: 'no space left on device' };

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
  close: { paths: 0, run: closeFile },
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

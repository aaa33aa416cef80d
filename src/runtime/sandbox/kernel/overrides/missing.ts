/** Public modules that exist for those who import them but cannot work here. */
import { UnsupportedError, unsupported, unsupportedModule } from '../unsupported.ts';

export const tls = {
  ...unsupportedModule('tls', [
    'connect',
    'createServer',
    'createSecureContext',
    'TLSSocket',
    'Server',
    'SecureContext',
  ]),
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  rootCertificates: [],
  getCiphers: () => [],
  checkServerIdentity() {},
};

const ZLIB_CONSTANTS = {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_DEFAULT_COMPRESSION: -1,
  Z_DEFAULT_WINDOWBITS: 15,
  BROTLI_OPERATION_PROCESS: 0,
  BROTLI_OPERATION_FLUSH: 1,
  BROTLI_OPERATION_FINISH: 2,
};
const FORMATS = [
  'Gzip',
  'Gunzip',
  'Deflate',
  'Inflate',
  'DeflateRaw',
  'InflateRaw',
  'Unzip',
  'BrotliCompress',
  'BrotliDecompress',
];
const calls = [
  'gzip',
  'gunzip',
  'deflate',
  'inflate',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
];
export const zlib = {
  ...ZLIB_CONSTANTS,
  constants: ZLIB_CONSTANTS,
  ...unsupportedModule('zlib', FORMATS),
  ...unsupportedModule(
    'zlib',
    FORMATS.map((name) => `create${name}`),
  ),
  ...unsupportedModule('zlib', calls),
  ...unsupportedModule(
    'zlib',
    calls.map((name) => `${name}Sync`),
  ),
};

export const http2 = unsupportedModule('http2', ['connect', 'createServer', 'createSecureServer']);
export const dgram = unsupportedModule('dgram', ['createSocket', 'Socket']);
export const inspector = { ...unsupportedModule('inspector', ['open', 'Session']), url() {}, close() {}, console: {} };
export const repl = unsupportedModule('repl', ['start', 'REPLServer']);
export const vm = {
  ...unsupportedModule('vm', [
    'Script',
    'createContext',
    'runInContext',
    'runInNewContext',
    'runInThisContext',
    'compileFunction',
  ]),
  isContext: () => false,
};
export const v8 = {
  ...unsupportedModule('v8', ['serialize', 'deserialize', 'getHeapSnapshot', 'writeHeapSnapshot']),
  getHeapStatistics: () => ({ heap_size_limit: 2 ** 31, total_heap_size: 0, used_heap_size: 0 }),
  setFlagsFromString() {},
  startupSnapshot: { isBuildingSnapshot: () => false, addSerializeCallback() {}, addDeserializeCallback() {} },
};

class Terminal {
  constructor() {
    throw new UnsupportedError('tty streams');
  }
}
export const tty = { isatty: () => false, ReadStream: Terminal, WriteStream: Terminal };

export const fileCopy = { cpFn: unsupported('fs.cp'), cpSyncFn: unsupported('fs.cpSync') };
export const fileGlob = { Glob: unsupported('fs.glob'), matchGlobPattern: unsupported('path.matchesGlob') };
export const fileWatchers = {
  FSWatcher: unsupported('fs.watch'),
  StatWatcher: unsupported('fs.watchFile'),
  kFSWatchStart: Symbol('kFSWatchStart'),
  kFSStatWatcherStart: Symbol('kFSStatWatcherStart'),
  watch: unsupported('fs.promises.watch'),
};

export const domain = unsupportedModule('domain', ['create', 'createDomain', 'Domain']);
export const utf8Stream = unsupported('fs.Utf8Stream');

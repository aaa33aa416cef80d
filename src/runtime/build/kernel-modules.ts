/**
 * Which of Node's own modules stand in the kernel, and what stands in for the others. The build fails for a module that
 * is asked for and on neither list, so that a new version of Node cannot bring in something unseen.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Taken as they are. */
export const OWN: ReadonlySet<string> = new Set(
  words(`
  _http_agent _http_client _http_common _http_incoming _http_outgoing _http_server
  assert assert/strict async_hooks buffer console constants diagnostics_channel dns dns/promises events fs fs/promises
  http net os path path/posix path/win32 process punycode querystring readline readline/promises stream
  stream/consumers stream/promises string_decoder sys timers timers/promises url util util/types
  internal/abort_controller internal/assert internal/assert/assertion_error internal/assert/calltracker
  internal/assert/myers_diff internal/assert/utils internal/async_context_frame internal/async_hooks
  internal/async_local_storage/async_context_frame internal/async_local_storage/async_hooks
  internal/async_local_storage/run_scope internal/blocklist internal/bootstrap/node
  internal/bootstrap/switches/does_own_process_state internal/bootstrap/switches/is_main_thread
  internal/bootstrap/web/exposed-wildcard internal/bootstrap/web/exposed-window-or-worker internal/buffer
  internal/cli_table internal/console/constructor internal/console/global internal/constants
  internal/dns/callback_resolver internal/dns/promises internal/dns/utils internal/errors internal/event_target
  internal/events/abort_listener internal/events/symbols internal/fixed_queue internal/freelist internal/fs/dir
  internal/fs/promises internal/fs/read/context internal/fs/rimraf internal/fs/streams internal/fs/sync_write_stream
  internal/fs/utils internal/http internal/linkedlist internal/net internal/options internal/per_context/primordials
  internal/perf/utils internal/priority_queue internal/process/execution internal/process/per_thread
  internal/process/permission internal/process/promises internal/process/signal internal/process/task_queues
  internal/process/warning internal/promise_hooks internal/querystring internal/readline/callbacks
  internal/readline/emitKeypressEvents internal/readline/interface internal/readline/promises internal/readline/utils
  internal/repl/history internal/socketaddress internal/stream_base_commons internal/streams/add-abort-signal
  internal/streams/compose internal/streams/destroy internal/streams/duplex internal/streams/duplexify
  internal/streams/duplexpair internal/streams/end-of-stream  internal/streams/from
  internal/streams/lazy_transform internal/streams/legacy internal/streams/operators internal/streams/passthrough
  internal/streams/pipeline internal/streams/readable internal/streams/state internal/streams/transform
  internal/streams/utils internal/streams/writable internal/timers internal/url internal/util internal/util/colors
  internal/util/comparisons internal/util/debuglog internal/util/diff internal/util/inspect
  internal/util/parse_args/parse_args internal/util/parse_args/utils internal/util/types internal/validators
  internal/webidl internal/mime internal/tty`),
);

/** Id → `file#export` in `src/runtime/sandbox/kernel/overrides/`. */
export const OVERRIDES: Readonly<Record<string, string>> = {
  'internal/bootstrap/realm': 'loaders#realm',
  'internal/modules/cjs/loader': 'loaders#none',
  'internal/modules/esm/loader': 'loaders#none',
  'internal/modules/esm/utils': 'loaders#none',
  'internal/modules/helpers': 'loaders#helpers',
  'internal/modules/run_main': 'loaders#none',
  'internal/modules/typescript': 'loaders#none',
  'internal/process/finalization': 'loaders#none',
  'internal/process/pre_execution': 'loaders#none',
  'internal/source_map/source_map_cache': 'loaders#sourceMaps',
  'internal/test/binding': 'loaders#none',
  'internal/v8/startup_snapshot': 'loaders#snapshot',
  'internal/vm': 'loaders#none',
  'internal/inspector_async_hook': 'loaders#none',
  'internal/util/inspector': 'loaders#none',
  'internal/trace_events_async_hooks': 'loaders#none',
  'internal/errors/error_source': 'loaders#none',
  'internal/deps/acorn/acorn/dist/acorn': 'loaders#none',
  'internal/wasm_web_api': 'loaders#none',
  module: 'loaders#moduleModule',

  'internal/child_process': 'threads#none',
  'internal/worker': 'threads#worker',
  'internal/worker/io': 'threads#io',
  'internal/worker/js_transferable': 'threads#transferable',
  child_process: 'threads#childProcess',
  cluster: 'threads#cluster',
  worker_threads: 'threads#workerThreads',

  'internal/blob': 'web#blob',
  'internal/file': 'web#file',
  'internal/data_url': 'web#none',
  'internal/encoding': 'web#encoding',
  'internal/perf/observe': 'web#performanceObservers',
  'internal/streams/iter/classic': 'web#streamIteration',
  'internal/streams/iter/from': 'web#streamIteration',
  'internal/streams/iter/pull': 'web#streamIteration',
  'internal/streams/iter/types': 'web#streamIteration',
  'internal/streams/iter/utils': 'web#streamIteration',
  'internal/webstreams/adapters': 'web#adapters',
  'internal/webstreams/compression': 'web#streams',
  'internal/webstreams/encoding': 'web#streams',
  'internal/webstreams/queuingstrategies': 'web#streams',
  'internal/webstreams/readablestream': 'web#streams',
  'internal/webstreams/transformstream': 'web#streams',
  'internal/webstreams/writablestream': 'web#streams',
  perf_hooks: 'web#performanceHooks',
  'stream/web': 'web#streams',

  'internal/deps/undici/undici': 'fetch#undici',

  'internal/crypto/keys': 'crypto#keys',
  'internal/crypto/random': 'crypto#random',
  'internal/crypto/webcrypto': 'crypto#webcrypto',
  crypto: 'crypto#crypto',

  'internal/fs/cp/cp': 'missing#fileCopy',
  'internal/fs/cp/cp-sync': 'missing#fileCopy',
  'internal/fs/glob': 'missing#fileGlob',
  'internal/fs/recursive_watch': 'missing#fileWatchers',
  'internal/fs/watchers': 'missing#fileWatchers',
  'internal/streams/fast-utf8-stream': 'missing#utf8Stream',
  'internal/deps/minimatch/index': 'missing#fileGlob',
  dgram: 'missing#dgram',
  domain: 'missing#domain',
  http2: 'missing#http2',
  https: 'https#https',
  inspector: 'missing#inspector',
  'inspector/promises': 'missing#inspector',
  repl: 'missing#repl',
  tls: 'missing#tls',
  tty: 'missing#tty',
  v8: 'missing#v8',
  vm: 'missing#vm',
  zlib: 'missing#zlib',
};

/** What programs may import, as `module.builtinModules` of Node names it. */
export const PUBLIC: readonly string[] = words(`
  assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
  dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix
  path/win32 perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers
  stream/promises stream/web string_decoder sys timers timers/promises tls tty url util util/types v8 vm worker_threads
  zlib`);

/** Asked for by the kernel itself through `nodeModule(id)`. */
export const INTERNAL: readonly string[] = words(`
  _http_agent internal/async_hooks internal/blob internal/bootstrap/node internal/bootstrap/switches/does_own_process_state
  internal/bootstrap/switches/is_main_thread internal/bootstrap/web/exposed-wildcard
  internal/bootstrap/web/exposed-window-or-worker internal/abort_controller internal/console/constructor internal/console/global
  internal/crypto/webcrypto internal/deps/undici/undici internal/dns/utils internal/encoding internal/errors internal/event_target internal/file internal/mime internal/process/warning
  internal/url internal/util/debuglog internal/util/parse_args/parse_args internal/util/types internal/validators
  internal/webstreams/compression internal/webstreams/encoding internal/webstreams/queuingstrategies
  internal/webstreams/readablestream internal/webstreams/transformstream internal/webstreams/writablestream
  internal/worker/io internal/worker/js_transferable`);

/** Threads and child processes: a program of the sandbox is always the main thread of its own process. */
import { natives, web } from '../natives.ts';
import { unsupported, unsupportedModule } from '../unsupported.ts';

export const none = {};
export const worker = { isMainThread: true, isInternalThread: false, threadId: 0 };

const BroadcastChannel = unsupported('worker_threads.BroadcastChannel');

export const io = {
  MessageChannel: natives.MessageChannel,
  MessagePort: web.MessagePort,
  BroadcastChannel,
  receiveMessageOnPort() {},
  structuredClone: natives.structuredClone,
};

export const transferable = {
  kDeserialize: Symbol('messaging_deserialize_symbol'),
  kTransfer: Symbol('messaging_transfer_symbol'),
  kTransferList: Symbol('messaging_transfer_list_symbol'),
  kClone: Symbol('messaging_clone_symbol'),
  markTransferMode() {},
  setup() {},
  structuredClone: natives.structuredClone,
};

export const workerThreads = {
  isMainThread: true,
  isInternalThread: false,
  parentPort: null,
  workerData: null,
  threadId: 0,
  threadName: '',
  resourceLimits: {},
  SHARE_ENV: Symbol('nodejs.worker_threads.SHARE_ENV'),
  MessageChannel: natives.MessageChannel,
  MessagePort: web.MessagePort,
  ...unsupportedModule('worker_threads', [
    'Worker',
    'BroadcastChannel',
    'moveMessagePortToContext',
    'postMessageToThread',
  ]),
  markAsUntransferable() {},
  isMarkedAsUntransferable: () => false,
  receiveMessageOnPort() {},
  getEnvironmentData() {},
  setEnvironmentData() {},
};

export const cluster = {
  isPrimary: true,
  isMaster: true,
  isWorker: false,
  workers: {},
  settings: {},
  SCHED_NONE: 1,
  SCHED_RR: 2,
  ...unsupportedModule('cluster', ['fork', 'setupPrimary', 'disconnect', 'Worker']),
};

export const childProcess = unsupportedModule('child_process', [
  'ChildProcess',
  'exec',
  'execFile',
  'execFileSync',
  'execSync',
  'fork',
  'spawn',
  'spawnSync',
]);

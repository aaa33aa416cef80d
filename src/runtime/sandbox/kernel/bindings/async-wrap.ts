/** `internalBinding('async_wrap')` and the async context frame: ids of asynchronous resources, kept by Node's library. */
import { provideBinding } from '../context.ts';

const STACK = 8192;
const ids = new Float64Array(4);
const KINDS = { kExecutionAsyncId: 0, kTriggerAsyncId: 1, kAsyncIdCounter: 2, kDefaultTriggerAsyncId: 3 };
ids[KINDS.kAsyncIdCounter] = 1;
ids[KINDS.kDefaultTriggerAsyncId] = -1;

export const newAsyncId = (): number => (ids[KINDS.kAsyncIdCounter] = (ids[KINDS.kAsyncIdCounter] ?? 0) + 1);

const fields = new Uint32Array(9);
const CHECK = 6;
const STACK_LENGTH = 7;
fields[CHECK] = 1;

provideBinding('async_wrap', {
  async_hook_fields: fields,
  async_id_fields: ids,
  async_ids_stack: new Float64Array(2 * STACK),
  execution_async_resources: [],
  Providers: {},
  constants: {
    kInit: 0,
    kBefore: 1,
    kAfter: 2,
    kDestroy: 3,
    kPromiseResolve: 4,
    kTotals: 5,
    kCheck: CHECK,
    kStackLength: STACK_LENGTH,
    kUsesExecutionAsyncResource: 8,
    ...KINDS,
  },
  setupHooks() {},
  setCallbackTrampoline() {},
  setPromiseHooks() {},
  registerDestroyHook() {},
  queueDestroyAsyncId() {},
  executionAsyncResource: () => undefined,
  pushAsyncContext() {
    throw new RangeError('Maximum call stack size exceeded');
  },
  popAsyncContext: () => false,
  clearAsyncIdStack() {
    fields[STACK_LENGTH] = 0;
    ids[KINDS.kExecutionAsyncId] = 0;
    ids[KINDS.kTriggerAsyncId] = 0;
  },
});

/** Does not follow a native `await`: no engine lets JavaScript carry it there. */
let frame: unknown;
provideBinding('async_context_frame', {
  getContinuationPreservedEmbedderData: () => frame,
  setContinuationPreservedEmbedderData(value: unknown) {
    frame = value;
  },
});

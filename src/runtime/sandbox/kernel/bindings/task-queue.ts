/** `internalBinding('task_queue')`: `process.nextTick` and unhandled rejections are Node's code; the loop calls it. */
import { process, provideBinding } from '../context.ts';
import { phases, wake } from '../loop.ts';
import { natives } from '../natives.ts';
import { runMicrotasks } from './timers.ts';

/** Two flags that Node's library sets; the loop must know at once, for nothing else may be going on. */
const tickInfo = {
  ticks: 0,
  rejections: 0,
  get 0(): number {
    return this.ticks;
  },
  set 0(value: number) {
    this.ticks = value;
    if (value === 1) wake();
  },
  get 1(): number {
    return this.rejections;
  },
  set 1(value: number) {
    this.rejections = value;
    if (value === 1) wake();
  },
};

const events = {
  kPromiseRejectWithNoHandler: 0,
  kPromiseHandlerAddedAfterReject: 1,
  kPromiseRejectAfterResolved: 2,
  kPromiseResolveAfterResolved: 3,
};

phases.ticksWaiting = () => tickInfo.ticks === 1 || tickInfo.rejections === 1;

provideBinding('task_queue', {
  tickInfo,
  runMicrotasks,
  promiseRejectEvents: events,
  enqueueMicrotask: natives.queueMicrotask,

  setTickCallback(processTicksAndRejections: (this: object) => void) {
    phases.runTicks = () => {
      while (phases.ticksWaiting()) processTicksAndRejections.call(process);
    };
  },

  setPromiseRejectCallback(rejected: (event: number, promise: Promise<unknown>, reason?: unknown) => void) {
    natives.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      rejected(events.kPromiseRejectWithNoHandler, event.promise, event.reason);
    });
    natives.addEventListener('rejectionhandled', (event) => {
      rejected(events.kPromiseHandlerAddedAfterReject, event.promise);
    });
  },
});

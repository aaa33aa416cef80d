/**
 * `internalBinding('timers')`: Node's own timer lists and immediates, driven by our loop. Node runs the promise jobs
 * between two timers by a call into V8; here that call throws, which both of Node's loops survive with their lists
 * intact, the browser runs the jobs, and the loop comes back for the next timer.
 */
import { process, provideBinding } from '../context.ts';
import { loopNow, phases, ref, setTimer, unref, wake } from '../loop.ts';

const COUNT = 0;
const REF_COUNT = 1;
const HAS_OUTSTANDING = 2;

const immediateInfo = new Uint32Array(3);
let inside = false;
let interrupted = false;

/** Called by Node's library where it would run promise jobs. */
export function runMicrotasks(): void {
  if (!inside) return;
  interrupted = true;
  throw new Error('between two callbacks');
}

/**
 * True: interrupted, there is more to do. Nothing is caught: an error of the program goes on to whoever reports it, and
 * the browser still knows where it was thrown.
 */
function interruptible(run: () => void): boolean {
  inside = true;
  interrupted = false;
  try {
    run();
  } finally {
    inside = false;
    // eslint-disable-next-line no-unsafe-finally -- drops our own interruption, and that alone
    if (interrupted) return true;
  }
  return false;
}

function toggle(): (on: boolean) => void {
  let held = false;
  return (on) => {
    if (on === held) return;
    held = on;
    if (on) ref();
    else unref();
  };
}

const holdTimers = toggle();
const holdImmediates = toggle();

provideBinding('timers', {
  immediateInfo,
  timeoutInfo: new Int32Array(1),
  getLibuvNow: loopNow,
  scheduleTimer: (ms: number) => setTimer(Math.max(1, ms)),
  toggleTimerRef: holdTimers,
  toggleImmediateRef(on: boolean) {
    holdImmediates(on);
    if (on) wake();
  },

  /** `processTimers` answers when the next timer is due, negative where nothing waits for it, 0 where there is none. */
  setupTimers(processImmediate: (this: object) => void, processTimers: (this: object, now: number) => number) {
    phases.runTimer = (now) =>
      interruptible(() => {
        const next = processTimers.call(process, now);
        if (next !== 0) setTimer(Math.max(1, Math.abs(next) - loopNow()));
        holdTimers(next > 0);
      });
    phases.hasImmediates = () => (immediateInfo[COUNT] ?? 0) > 0;
    phases.runImmediate = () => {
      const more = interruptible(() => processImmediate.call(process));
      if (!more && immediateInfo[REF_COUNT] === 0) holdImmediates(false);
      return more || immediateInfo[HAS_OUTSTANDING] === 1;
    };
  },
});

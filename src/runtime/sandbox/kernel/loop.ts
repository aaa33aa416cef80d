/**
 * The event loop: libuv's turn (timers, poll, check, closing), one callback per task of the browser. Between two
 * callbacks the browser runs the promise jobs of the first, as Node does; nothing that a program waits for reaches it
 * but through here, so that later the order and the clock can be chosen from outside.
 */
import { natives } from './natives.ts';

type Callback = () => void;

/** Node's library calls these; `bindings/timers.ts` and `bindings/task-queue.ts` fill them. */
export const phases = {
  /** True: a timer ran and others may be due. */
  runTimer: (_now: number): boolean => false,
  runImmediate: (): boolean => false,
  hasImmediates: (): boolean => false,
  ticksWaiting: (): boolean => false,
  /** Runs `process.nextTick` callbacks and reports unhandled rejections. */
  runTicks(): void {},
  /** Nothing holds the process any more; `again`: nothing has happened since it was told so before. */
  idle(_again: boolean): void {},
};

const polled: Callback[] = [];
const closing: Callback[] = [];
let references = 0;
let timerAt = Infinity;
let nativeTimer: number | undefined;
let turnTime = 0; // as of the last look at the clock
let started = false;

/** Whole milliseconds since this process' kernel started. */
export const loopNow = (): number => (turnTime = Math.floor(natives.now()));

export function ref(): void {
  references += 1;
}

export function unref(): void {
  references -= 1;
  if (references === 0) wake();
}

const isAlive = (): boolean => references > 0 || polled.length > 0 || closing.length > 0;

/** Something arrived from outside: it runs in the poll phase. */
export function poll(callback: Callback): void {
  polled.push(callback);
  wake();
}

/** A handle was closed: its callback runs at the end of the turn. */
export function afterClose(callback: Callback): void {
  closing.push(callback);
  wake();
}

/** The next timer is due `ms` from the last `loopNow()`; there is one at a time, the earliest. */
export function setTimer(ms: number): void {
  timerAt = turnTime + ms;
  wake();
}

/** The order of one turn; `undefined` means that there was nothing to do in it. */
function* turns(): Generator<Callback | undefined, never> {
  for (;;) {
    let worked = false;
    const now = loopNow();
    if (now >= timerAt) {
      timerAt = Infinity;
      let more = true;
      while (more) {
        worked = true;
        yield () => (more = phases.runTimer(now));
      }
    }
    for (let count = polled.length; count > 0; count -= 1) {
      worked = true;
      yield polled.shift();
    }
    let more = phases.hasImmediates();
    while (more) {
      worked = true;
      yield () => (more = phases.runImmediate());
    }
    for (let count = closing.length; count > 0; count -= 1) {
      worked = true;
      yield closing.shift();
    }
    if (!worked) yield undefined;
  }
}

const turn = turns();

let toldIdle = false;

function step(): void {
  if (phases.ticksWaiting()) return runThenWake(() => {});
  const callback = turn.next().value;
  if (callback !== undefined) {
    toldIdle = false;
    return runThenWake(callback);
  }
  natives.clearTimeout(nativeTimer);
  if (isAlive()) {
    if (timerAt !== Infinity) nativeTimer = natives.setTimeout(wake, Math.max(0, timerAt - natives.now()));
    return;
  }
  const again = toldIdle;
  toldIdle = true;
  wake();
  phases.idle(again);
}

/**
 * One step of the program: the callback, then its ticks, then (in the browser) its promise jobs. What the callback throws
 * is caught by nobody: so the browser tells `main.ts` where it was thrown, and the next step goes on.
 */
function runThenWake(callback: Callback): void {
  wake();
  callback();
  phases.runTicks();
}

/*
 * Two hops through a message port before the next step: the browser reports unhandled rejections in a task of its own,
 * which stands in the queue after the first hop and before the second.
 */
const { port1, port2 } = new natives.MessageChannel();
let hops = 0;

export function wake(): void {
  if (hops > 0 || !started) return;
  hops = 2;
  port2.postMessage(null);
}

port1.onmessage = () => {
  hops -= 1;
  if (hops > 0) port2.postMessage(null);
  else step();
};

/** Until then nothing runs: the program is still being put together. */
export function startLoop(): void {
  started = true;
  wake();
}

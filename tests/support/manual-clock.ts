/** Time that stands still until it is moved, and chance from a seed. */
import type { Clock } from '../../src/broker/index.ts';
import { chance } from './chance.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

export interface ManualClock extends Clock {
  /** Moves on by so much; everything that falls due on the way happens at its own time. */
  advance(ms: number): void;
  readonly pending: number;
}

export function manualClock(start = 1_700_000_000_000, seed = 1): ManualClock {
  const timers = new Set<Timer>();
  const random = chance(seed);
  let now = start;
  let order = 0;
  const nextDue = (limit: number): Timer | undefined =>
    [...timers].filter(({ due }) => due <= limit).sort((a, b) => a.due - b.due || a.order - b.order)[0];
  return {
    now: () => now,
    random: random.next,
    setTimeout(callback, delayMs) {
      const timer = { due: now + Math.max(0, delayMs), order: order++, callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => void timers.delete(timer as Timer),
    advance(ms) {
      const end = now + ms;
      for (let timer = nextDue(end); timer !== undefined; timer = nextDue(end)) {
        timers.delete(timer);
        now = timer.due;
        timer.callback();
      }
      now = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Real time and real chance. */
import type { Clock } from '../broker/index.ts';

/** What setTimeout can wait for at most; longer waits are made of several. */
const LONGEST_MS = 2 ** 31 - 1;

interface Timer {
  handle: ReturnType<typeof setTimeout>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimeout(callback, delayMs) {
    const due = Date.now() + delayMs;
    const wait = (): ReturnType<typeof setTimeout> => {
      const left = due - Date.now();
      if (left <= LONGEST_MS) return setTimeout(callback, left);
      return setTimeout(() => void (timer.handle = wait()), LONGEST_MS);
    };
    const timer: Timer = { handle: wait() };
    return timer;
  },
  clearTimeout(timer) {
    clearTimeout((timer as Timer).handle);
  },
};

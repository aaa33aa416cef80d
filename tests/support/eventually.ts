/** Tries again until it holds: for what another process does in its own time. */
import { setTimeout as pause } from 'node:timers/promises';

/** Rejects with the last failure where `check` still fails after `withinMs`. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 5000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(5);
    }
  }
}

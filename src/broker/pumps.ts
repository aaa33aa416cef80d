/**
 * When queues hand out what they have. Normally at once; between `hold` and `release` they are only noted, so that
 * many messages settled together are all back in their places before the first is handed out again.
 */
import type { Queue } from './queue.ts';

export class Pumps {
  #depth = 0;
  readonly #waiting = new Set<Queue>();

  /** False: not now, `release` will do it. */
  allows(queue: Queue): boolean {
    if (this.#depth === 0) return true;
    this.#waiting.add(queue);
    return false;
  }

  hold(): void {
    this.#depth++;
  }

  release(): void {
    this.#depth--;
    if (this.#depth > 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const queue of waiting) queue.pump();
  }
}

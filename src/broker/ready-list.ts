/**
 * The messages of a queue that wait for a consumer, in the order of their positions.
 *
 *     returned: a heap by position      fresh: never delivered, first in first out
 *     [ 3 5 9 ]                         [ 12 13 14 15 … ]
 *
 * A message leaves from the front only, so whatever comes back stood before everything fresh: the front is the heap's
 * least, or else the oldest fresh one, and a returned message is in its original place again at the cost of log n.
 */
import type { Entry } from './entry.ts';
import { Deque } from './deque.ts';

export class ReadyList {
  readonly lists: readonly ReadyList[] = [this];
  readonly #fresh = new Deque<Entry>();
  #returned: Entry[] = [];
  #bytes = 0;

  get length(): number {
    return this.#returned.length + this.#fresh.length;
  }

  /** Of the bodies. */
  get bytes(): number {
    return this.#bytes;
  }

  push(entry: Entry): void {
    this.#bytes += entry.message.body.length;
    this.#fresh.push(entry);
  }

  /** Puts back what was taken, to where its position says. */
  restore(entry: Entry): void {
    this.#bytes += entry.message.body.length;
    const heap = this.#returned;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (above.position <= entry.position) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  peek(): Entry | undefined {
    return this.#returned[0] ?? this.#fresh.peek();
  }

  shift(): Entry | undefined {
    const entry = this.#returned.length > 0 ? this.#popReturned() : this.#fresh.shift();
    if (entry !== undefined) this.#bytes -= entry.message.body.length;
    return entry;
  }

  /** Front to back. */
  *[Symbol.iterator](): Generator<Entry> {
    yield* [...this.#returned].sort((a, b) => a.position - b.position);
    yield* this.#fresh;
  }

  #popReturned(): Entry | undefined {
    const heap = this.#returned;
    const least = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return least;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Entry).position < (heap[child] as Entry).position) child++;
      const below = heap[child] as Entry;
      if (below.position >= last.position) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
    return least;
  }
}

/** The waiting messages of a queue that serves the more urgent first: one list per priority, each in its own order. */
import type { Entry } from './entry.ts';
import { ReadyList } from './ready-list.ts';

/** What a queue asks of its waiting messages. */
export type Ready = Pick<ReadyList, 'length' | 'bytes' | 'push' | 'restore' | 'peek' | 'shift'> &
  Iterable<Entry> & {
    /** Every list of its own; expired messages are looked for at the head of each. */
    readonly lists: readonly ReadyList[];
  };

export class PriorityList implements Ready {
  /** Most urgent first. */
  readonly lists: readonly ReadyList[];

  /** `maximum` is the highest priority; above it counts as it. */
  constructor(maximum: number) {
    this.lists = Array.from({ length: maximum + 1 }, () => new ReadyList());
  }

  get length(): number {
    return this.lists.reduce((sum, list) => sum + list.length, 0);
  }

  get bytes(): number {
    return this.lists.reduce((sum, list) => sum + list.bytes, 0);
  }

  push(entry: Entry): void {
    this.#listOf(entry).push(entry);
  }

  restore(entry: Entry): void {
    this.#listOf(entry).restore(entry);
  }

  peek(): Entry | undefined {
    return this.#first()?.peek();
  }

  shift(): Entry | undefined {
    return this.#first()?.shift();
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (const list of this.lists) yield* list;
  }

  #first(): ReadyList | undefined {
    return this.lists.find((list) => list.length > 0);
  }

  #listOf(entry: Entry): ReadyList {
    const highest = this.lists.length - 1;
    const priority = Math.min(entry.message.properties.priority ?? 0, highest);
    return this.lists[highest - priority] as ReadyList;
  }
}

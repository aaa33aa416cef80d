/** A list with two cheap ends: the front is kept turned round, so that both ends are an array's last items. */
import { own } from './words.ts';

const ITEM_OVERHEAD_BYTES = 16;

export type End = 'left' | 'right';

export class ListValue {
  readonly type = 'list';
  /** Roughly what it takes of memory. */
  bytes = 0;
  #front: Uint8Array[] = [];
  #back: Uint8Array[] = [];

  get length(): number {
    return this.#front.length + this.#back.length;
  }

  push(end: End, item: Uint8Array): void {
    this.#side(end).push(own(item));
    this.bytes += item.length + ITEM_OVERHEAD_BYTES;
  }

  pop(end: End): Uint8Array | undefined {
    if (this.#side(end).length === 0) this.#balance();
    // a single item may be left on the other side
    const item = this.#side(end).pop() ?? this.#side(end === 'left' ? 'right' : 'left').pop();
    if (item !== undefined) this.bytes -= item.length + ITEM_OVERHEAD_BYTES;
    return item;
  }

  /** Counted from the left, from 0. */
  at(index: number): Uint8Array | undefined {
    const front = this.#front.length;
    return index < front ? this.#front[front - 1 - index] : this.#back[index - front];
  }

  set(index: number, item: Uint8Array): void {
    const front = this.#front.length;
    this.bytes += item.length - (this.at(index)?.length ?? 0);
    if (index < front) this.#front[front - 1 - index] = own(item);
    else this.#back[index - front] = own(item);
  }

  /** From `start` to before `end`. */
  slice(start: number, end: number): Uint8Array[] {
    const items: Uint8Array[] = [];
    for (let index = start; index < Math.min(end, this.length); index++) items.push(this.at(index) as Uint8Array);
    return items;
  }

  /** All of it anew: for what changes the middle. */
  replace(items: readonly Uint8Array[]): void {
    this.#front = [];
    this.#back = [...items];
    this.bytes = items.reduce((sum, item) => sum + item.length + ITEM_OVERHEAD_BYTES, 0);
  }

  #side(end: End): Uint8Array[] {
    return end === 'left' ? this.#front : this.#back;
  }

  /** One side is empty: half of the other goes over. */
  #balance(): void {
    const items = this.slice(0, this.length);
    const middle = Math.floor(items.length / 2);
    this.#front = items.slice(0, middle).reverse();
    this.#back = items.slice(middle);
  }
}

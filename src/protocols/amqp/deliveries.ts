/** What a channel has delivered and not yet heard about, by delivery tag in the order of delivery. */
import type { Delivery } from '../../broker/index.ts';
import { AmqpError } from './errors.ts';

export class Deliveries {
  readonly #unsettled = new Map<number, Delivery>();
  #lastTag = 0;

  get size(): number {
    return this.#unsettled.size;
  }

  /** The next tag, for something that needs no answer. */
  count(): number {
    return ++this.#lastTag;
  }

  /** Remembers it under the next tag. */
  hold(delivery: Delivery): number {
    this.#unsettled.set(++this.#lastTag, delivery);
    return this.#lastTag;
  }

  /** Takes one out. Throws `unknown delivery tag`. */
  take(tag: number): Delivery {
    const delivery = this.#unsettled.get(tag);
    if (delivery === undefined) throw unknownTag(tag);
    this.#unsettled.delete(tag);
    return delivery;
  }

  /** Takes out everything up to `tag`, which must be there itself; 0 is everything there is. */
  takeUpTo(tag: number): [tag: number, delivery: Delivery][] {
    if (tag === 0) return this.takeAll();
    if (!this.#unsettled.has(tag)) throw unknownTag(tag);
    const taken: [number, Delivery][] = [];
    for (const entry of this.#unsettled) {
      taken.push(entry);
      this.#unsettled.delete(entry[0]);
      if (entry[0] === tag) break;
    }
    return taken;
  }

  takeAll(): [tag: number, delivery: Delivery][] {
    const all = [...this.#unsettled];
    this.#unsettled.clear();
    return all;
  }

  /** Back under the tags they had: a transaction was rolled back. */
  putBack(entries: Iterable<readonly [number, Delivery]>): void {
    const all = [...entries, ...this.takeAll()].sort(([a], [b]) => a - b);
    for (const [tag, delivery] of all) this.#unsettled.set(tag, delivery);
  }
}

function unknownTag(tag: number): AmqpError {
  return new AmqpError('PRECONDITION_FAILED', `unknown delivery tag ${tag}`);
}

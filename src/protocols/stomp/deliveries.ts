/** What a connection has been given and has not settled, by number, in the order of delivery over all subscriptions. */
import type { Delivery } from '../../broker/index.ts';
import { replyText } from '../refusals.ts';
import { StompError } from './errors.ts';

export class Deliveries {
  readonly #unsettled = new Map<number, Delivery>();
  #last = 0;

  /** The next number, for something that needs no answer. */
  count(): number {
    return ++this.#last;
  }

  /** Remembers it under the next number. */
  hold(delivery: Delivery): number {
    this.#unsettled.set(++this.#last, delivery);
    return this.#last;
  }

  /**
   * Takes one out, or with `multiple` everything up to it, whatever subscription it came by; 0 is then everything.
   * Throws what RabbitMQ says of a number that is not out.
   */
  take(number: number, multiple: boolean): Delivery[] {
    if (multiple && number === 0) return this.takeAll();
    const last = this.#unsettled.get(number);
    if (last === undefined) {
      const text = replyText('PRECONDITION_FAILED', `unknown delivery tag ${number}`);
      throw new StompError('precondition_failed', text, true);
    }
    const taken: Delivery[] = [];
    for (const [key, delivery] of multiple ? this.#unsettled : [[number, last] as const]) {
      taken.push(delivery);
      this.#unsettled.delete(key);
      if (key === number) break;
    }
    return taken;
  }

  takeAll(): Delivery[] {
    const all = [...this.#unsettled.values()];
    this.#unsettled.clear();
    return all;
  }
}

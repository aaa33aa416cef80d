/**
 * Messages that live too long, seen from the front of a queue only: one that has expired behind a longer-lived one
 * stays until it gets there. One timer for a whole queue, set to the time of what stands in front.
 */
import type { Clock } from './clock.ts';
import type { Entry } from './entry.ts';
import type { Ready } from './priority-list.ts';

export interface ExpiryOptions {
  readonly clock: Clock;
  ready(): Ready;
  /** It has been taken out. */
  expired(entry: Entry): void;
}

export class Expiry {
  readonly #options: ExpiryOptions;
  /** Whether a message that expires has ever been here: the others need no look at the clock. */
  #any = false;
  #timer: unknown;
  #due = Infinity;

  constructor(options: ExpiryOptions) {
    this.#options = options;
  }

  /** A message with this time has come. */
  note(expiresAt: number): void {
    if (expiresAt !== Infinity) this.#any = true;
  }

  /** Takes out what has expired in front. */
  drop(): void {
    if (!this.#any) return;
    const now = this.#options.clock.now();
    for (const list of this.#options.ready().lists) {
      for (let head = list.peek(); head !== undefined && head.expiresAt <= now; head = list.peek()) {
        list.shift();
        this.#options.expired(head);
      }
    }
  }

  /** Another message may stand in front now. */
  watch(): void {
    if (!this.#any) return;
    let due = Infinity;
    for (const list of this.#options.ready().lists) due = Math.min(due, list.peek()?.expiresAt ?? Infinity);
    if (due >= this.#due || due === Infinity) return;
    const { clock } = this.#options;
    this.stop();
    this.#due = due;
    this.#timer = clock.setTimeout(() => this.#onTimer(), Math.max(0, due - clock.now()));
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
  }

  #onTimer(): void {
    this.#timer = undefined;
    this.#due = Infinity;
    this.drop();
    this.watch();
  }
}

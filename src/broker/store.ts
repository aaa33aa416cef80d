/** How much all queues hold together, and that it does not become too much. */
import { BrokerError } from './errors.ts';
import { type BrokerLimit, BROKER_LIMITS } from './limits.ts';
import type { Message } from './message.ts';

export class Store {
  #messages = 0;
  #bytes = 0;

  /** In all queues, waiting or held. */
  get messages(): number {
    return this.#messages;
  }

  /** Of the bodies. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws `limit-reached` where one more message would be too much. */
  checkRoom(body: Uint8Array): void {
    if (this.#messages >= BROKER_LIMITS.storedMessages) refuse('storedMessages');
    if (this.#bytes + body.length > BROKER_LIMITS.storedBytes) refuse('storedBytes');
  }

  change(messages: number, bytes: number): void {
    this.#messages += messages;
    this.#bytes += bytes;
  }
}

/** One queue's part of it. */
export class Share {
  readonly #store: Store;
  #messages = 0;
  #bytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  add({ body }: Message): void {
    this.#messages++;
    this.#bytes += body.length;
    this.#store.change(1, body.length);
  }

  remove({ body }: Message): void {
    this.#messages--;
    this.#bytes -= body.length;
    this.#store.change(-1, -body.length);
  }

  /** The queue is gone, and everything in it, held or not. */
  clear(): void {
    this.#store.change(-this.#messages, -this.#bytes);
    this.#messages = 0;
    this.#bytes = 0;
  }
}

function refuse(limit: BrokerLimit): never {
  throw new BrokerError('limit-reached', { limit, maximum: BROKER_LIMITS[limit] });
}

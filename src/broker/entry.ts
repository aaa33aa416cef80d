/** One message in one queue, from the moment it is put there until it is settled. */
import type { Consumer } from './consumer.ts';
import type { Admission } from './intake.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** What a receiver is given, and gives back to `Broker.settle`. */
export interface Delivery {
  readonly message: Message;
  readonly queue: Queue;
  /** It had been taken before and came back. */
  readonly redelivered: boolean;
  /** How often it was taken before. */
  readonly attempts: number;
  /** Milliseconds since the Unix epoch; `Infinity` where it does not expire. */
  readonly expiresAt: number;
  /** What the queue's intake said of it. */
  readonly admission: Admission | undefined;
}

/**
 * - `ack`: done with it.
 * - `reject`: refused; it is dead-lettered or dropped.
 * - `requeue`: refused; back to its place.
 * - `return`: back to its place because its receiver is gone, without a word about the message.
 */
export type Settlement = 'ack' | 'reject' | 'requeue' | 'return';

export class Entry implements Delivery {
  readonly message: Message;
  readonly queue: Queue;
  /** Its place among the messages of the queue. */
  position: number;
  /** Milliseconds since the Unix epoch; `Infinity` where it does not expire. */
  readonly expiresAt: number;
  readonly admission: Admission | undefined;
  redelivered = false;
  attempts = 0;
  /** Who has it now; undefined while it is ready, or when it was fetched without a consumer. */
  consumer: Consumer | undefined = undefined;
  /** The connection that has it, for the trace. */
  holder = '';

  constructor(message: Message, queue: Queue, position: number, expiresAt: number, admission?: Admission) {
    this.message = message;
    this.queue = queue;
    this.position = position;
    this.expiresAt = expiresAt;
    this.admission = admission;
  }
}

/** Someone who takes messages from a queue as they come, and the credit that limits how many it may hold unsettled. */
import type { AckMode } from '../trace/events.ts';
import type { Delivery } from './entry.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** The protocol's end of a consumer. Must not call the broker back from inside. */
export interface Receiver {
  /** Returns the tag under which the receiver will settle it; the trace names it. */
  deliver(delivery: Delivery): number;
  /** The queue is gone, and the consumer with it. */
  cancelled(): void;
}

/** Takes answers that are sent to its name and stored nowhere. */
export interface ReplyReceiver {
  /** Both for the trace. */
  readonly name: string;
  readonly connection: string;
  /** Returns the delivery's tag. */
  reply(message: Message): number;
}

export interface ConsumeOptions {
  readonly queue: string;
  readonly connection: string;
  /** The consumer's name in the trace. */
  readonly name: string;
  readonly ack: AckMode;
  /** How many unsettled messages at a time; 0 is without limit. */
  readonly prefetch: number;
  /** Shared with other consumers. */
  readonly credit?: Credit;
  readonly exclusive?: boolean;
  /** Higher ones are served first. */
  readonly priority?: number;
}

/** A number of unsettled messages that several consumers share. */
export class Credit {
  #limit: number;
  #used = 0;
  readonly #waiting = new Set<Consumer>();

  /** 0 is without limit. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get free(): boolean {
    return this.#limit === 0 || this.#used < this.#limit;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#wake();
  }

  take(): void {
    this.#used++;
  }

  give(): void {
    this.#used--;
    if (this.#waiting.size > 0) this.#wake();
  }

  /** Until credit comes back. */
  wait(consumer: Consumer): void {
    this.#waiting.add(consumer);
  }

  leave(consumer: Consumer): void {
    this.#waiting.delete(consumer);
  }

  #wake(): void {
    if (!this.free) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const consumer of waiting) consumer.unpark();
  }
}

export class Consumer {
  readonly queue: Queue;
  readonly name: string;
  readonly connection: string;
  readonly ack: AckMode;
  readonly exclusive: boolean;
  readonly priority: number;
  readonly receiver: Receiver;
  readonly #prefetch: number;
  readonly #credit: Credit | undefined;
  #unsettled = 0;
  /** It takes nothing until it is resumed for the first time: its receiver first says that it consumes. */
  #paused = true;
  /** Out of the queue's rota, for want of credit or because it is paused. */
  parked = true;

  constructor(queue: Queue, options: ConsumeOptions, receiver: Receiver) {
    this.queue = queue;
    this.name = options.name;
    this.connection = options.connection;
    this.ack = options.ack;
    this.exclusive = options.exclusive ?? false;
    this.priority = options.priority ?? 0;
    this.receiver = receiver;
    this.#prefetch = options.prefetch;
    this.#credit = options.credit;
  }

  /** Whether it may be given one more. */
  get canTake(): boolean {
    if (this.#paused) return false;
    if (this.ack === 'auto') return true;
    if (this.#prefetch !== 0 && this.#unsettled >= this.#prefetch) return false;
    return this.#credit === undefined || this.#credit.free;
  }

  /** Its receiver takes nothing at all at present. */
  get paused(): boolean {
    return this.#paused;
  }

  get prefetch(): number {
    return this.#prefetch;
  }

  /** Takes nothing until resumed: its receiver cannot keep up. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.queue.flushFleeting();
    this.unpark();
  }

  took(): void {
    this.#unsettled++;
    this.#credit?.take();
  }

  settled(): void {
    this.#unsettled--;
    this.#credit?.give();
    if (this.parked) this.unpark();
  }

  park(): void {
    this.parked = true;
    if (this.#credit !== undefined && !this.#credit.free) this.#credit.wait(this);
  }

  /** Back into the rota, at its end, if it can take. */
  unpark(): void {
    if (!this.parked || !this.canTake) {
      if (this.parked) this.park();
      return;
    }
    this.queue.admit(this);
  }

  /** Gone from its queue; what it holds unsettled stays with its receiver. */
  gone(): void {
    this.#paused = true;
    this.#credit?.leave(this);
  }
}

/**
 * Publisher confirms of a channel: every message gets a number, and an ack or a nack for it. A long run of acks within
 * one tick is told as one with `multiple`; a short one message by message, as RabbitMQ does when it has the time.
 */
import { method, type MethodFrame } from './frames.ts';

const RUN_TOLD_SINGLY = 4;

export class Confirms {
  #published = 0;
  /** Acks not yet told: `#from` up to `#published`. */
  #from = 1;

  /** The next message was taken. */
  ack(): void {
    this.#published++;
  }

  /** The next message was refused; what was acked before it is told first. */
  nack(channel: number): MethodFrame[] {
    const frames = this.tell(channel);
    const deliveryTag = ++this.#published;
    this.#from = deliveryTag + 1;
    return [...frames, method(channel, 'basic.nack', { deliveryTag, multiple: false, requeue: true })];
  }

  get waiting(): boolean {
    return this.#from <= this.#published;
  }

  /** The acks that wait. */
  tell(channel: number): MethodFrame[] {
    const from = this.#from;
    const last = this.#published;
    this.#from = last + 1;
    if (last - from + 1 > RUN_TOLD_SINGLY) return [method(channel, 'basic.ack', { deliveryTag: last, multiple: true })];
    const frames: MethodFrame[] = [];
    for (let deliveryTag = from; deliveryTag <= last; deliveryTag++) {
      frames.push(method(channel, 'basic.ack', { deliveryTag, multiple: false }));
    }
    return frames;
  }
}

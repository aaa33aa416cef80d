/** The say that whoever owns a queue has about what routing finds for it: whether it is taken in, how, how often. */
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** How one copy of a message is taken into a queue. Its consumer is told again with the delivery. */
export interface Admission {
  /**
   * Not kept: it goes at once to a consumer who is there and needs no settlement, not even where others wait for
   * credit. What a paused consumer has not taken is lost with it.
   */
  readonly fleeting: boolean;
}

export interface Intake {
  /** One entry for each copy; none lets the message pass by. Must not call the broker. */
  admit(message: Message): readonly Admission[];
}

/** Of a queue without an intake. */
export const ONCE: readonly undefined[] = [undefined];

/** What the intakes say to the message; queues that let it pass are taken out of `queues`. */
export function admissions(message: Message, queues: Set<Queue>): Map<Queue, readonly Admission[]> | undefined {
  let admitted: Map<Queue, readonly Admission[]> | undefined;
  for (const queue of queues) {
    const said = queue.intake?.admit(message);
    if (said === undefined) continue;
    if (said.length === 0) queues.delete(queue);
    else (admitted ??= new Map<Queue, readonly Admission[]>()).set(queue, said);
  }
  return admitted;
}

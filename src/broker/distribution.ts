/** From an exchange into queues, and from a queue in which a message died to where its death is heard of. */
import type { DropReason, Emit } from '../trace/events.ts';
import type { Clock } from './clock.ts';
import { deadLetter, goesInCircles } from './dead-letter.ts';
import type { Exchange } from './exchange.ts';
import { type Admission, admissions, ONCE } from './intake.ts';
import type { Message } from './message.ts';
import type { Profile } from './profile.ts';
import type { Queue } from './queue.ts';
import { route, type Routes } from './routing.ts';

/** `rejected`: a queue that is full and says so. */
export type Outcome = 'routed' | 'unroutable' | 'rejected';

export interface DistributionOptions {
  readonly topology: Routes;
  readonly clock: Clock;
  readonly profile: Profile;
  readonly emit: Emit | undefined;
}

export class Distribution {
  readonly #options: DistributionOptions;

  constructor(options: DistributionOptions) {
    this.#options = options;
  }

  /** Into every queue that routing finds. */
  spread(message: Message, exchange: Exchange): Outcome {
    const keys = message.extraKeys.length === 0 ? [message.key] : [message.key, ...message.extraKeys];
    return this.#fill(message, route(this.#options.topology, exchange, keys, message.properties));
  }

  /** Into one queue; false where it is full and says so. */
  put(message: Message, queue: Queue, how: { admission?: Admission | undefined; expiresAt?: number } = {}): boolean {
    const { admission, expiresAt } = how;
    if (queue.accepts(message, admission)) {
      queue.enqueue(message, admission, expiresAt);
      return true;
    }
    if (queue.settings.overflow === 'reject-publish-dlx') this.bury(message, queue, 'maxlen');
    else this.#options.emit?.({ type: 'dropped', message: message.id, queue: queue.name, reason: 'maxlen' });
    return false;
  }

  /** To the queue's dead-letter exchange; dropped where there is none. */
  bury(message: Message, queue: Queue, reason: DropReason): void {
    const { topology, emit, clock, profile } = this.#options;
    const { deadLetterExchange, deadLetterKey } = queue.settings;
    const exchange = deadLetterExchange === undefined ? undefined : topology.exchange(deadLetterExchange);
    if (exchange === undefined) {
      emit?.({ type: 'dropped', message: message.id, queue: queue.name, reason });
      return;
    }
    const death = { queue: queue.name, reason, at: clock.now(), exchange: exchange.name, key: deadLetterKey };
    const dead = deadLetter(message, death, profile);
    emit?.({
      type: 'dead-lettered',
      message: message.id,
      queue: queue.name,
      reason,
      exchange: exchange.name,
      key: dead.key,
    });
    const queues = route(topology, exchange, [dead.key, ...dead.extraKeys], dead.properties);
    if (reason !== 'rejected') {
      for (const target of queues) if (goesInCircles(dead, target.name)) queues.delete(target);
    }
    this.#fill(dead, queues);
  }

  #fill(message: Message, queues: Set<Queue>): Outcome {
    const { emit } = this.#options;
    const admitted = admissions(message, queues);
    if (queues.size === 0) {
      emit?.({ type: 'unroutable', message: message.id });
      return 'unroutable';
    }
    emit?.({ type: 'routed', message: message.id, queues: Array.from(queues, (queue) => queue.name) });
    let taken = true;
    for (const queue of queues) {
      for (const admission of admitted?.get(queue) ?? ONCE) taken = this.put(message, queue, { admission }) && taken;
    }
    return taken ? 'routed' : 'rejected';
  }
}

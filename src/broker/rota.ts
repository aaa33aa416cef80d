/** Whose turn it is: round robin among the consumers of a queue, the higher priority first, or one active at a time. */
import type { Consumer } from './consumer.ts';

interface Level {
  readonly priority: number;
  readonly turn: Consumer[];
}

export class Rota {
  /** In order of arrival, the parked ones too. */
  readonly all: Consumer[] = [];
  readonly #levels: Level[] = [];
  readonly #singleActive: boolean;
  #active: Consumer | undefined;

  constructor(singleActive: boolean) {
    this.#singleActive = singleActive;
  }

  /** The one that gets everything, where the queue has one active consumer at a time. */
  get active(): Consumer | undefined {
    return this.#active;
  }

  /** The first that is not paused, whatever its credit. */
  get awake(): Consumer | undefined {
    for (const consumer of this.all) if (!consumer.paused) return consumer;
    return undefined;
  }

  add(consumer: Consumer): void {
    this.all.push(consumer);
    if (this.#singleActive) this.#active ??= consumer;
  }

  remove(consumer: Consumer): void {
    const index = this.all.indexOf(consumer);
    if (index >= 0) this.all.splice(index, 1);
    for (const level of this.#levels) {
      const place = level.turn.indexOf(consumer);
      if (place >= 0) level.turn.splice(place, 1);
    }
    if (this.#active === consumer) this.#active = this.#successor();
  }

  /** To the end of its level. */
  admit(consumer: Consumer): void {
    consumer.parked = false;
    if (!this.#singleActive) this.#level(consumer.priority).turn.push(consumer);
  }

  /** The next one that can take a message; those that cannot are parked on the way. */
  next(): Consumer | undefined {
    if (this.#singleActive) return this.#onlyActive();
    for (const { turn } of this.#levels) {
      for (let consumer = turn.shift(); consumer !== undefined; consumer = turn.shift()) {
        if (consumer.canTake) {
          turn.push(consumer);
          return consumer;
        }
        consumer.park();
      }
    }
    return undefined;
  }

  #onlyActive(): Consumer | undefined {
    if (this.#active === undefined || this.#active.parked) return undefined;
    if (this.#active.canTake) return this.#active;
    this.#active.park();
    return undefined;
  }

  #level(priority: number): Level {
    let index = this.#levels.findIndex((level) => level.priority <= priority);
    if (index < 0) index = this.#levels.length;
    const found = this.#levels[index];
    if (found?.priority === priority) return found;
    const level = { priority, turn: [] };
    this.#levels.splice(index, 0, level);
    return level;
  }

  #successor(): Consumer | undefined {
    let best: Consumer | undefined;
    for (const consumer of this.all) if (best === undefined || consumer.priority > best.priority) best = consumer;
    return best;
  }
}

/** What a channel in transaction mode has done since the last commit: messages not yet sent, settlements not yet made. */
import type { Delivery, Publication, Settlement } from '../../broker/index.ts';

type Taken = readonly [tag: number, delivery: Delivery];

export class Transaction {
  #publications: Publication[] = [];
  #settlements: { readonly taken: readonly Taken[]; readonly how: Settlement }[] = [];

  publish(publication: Publication): void {
    this.#publications.push(publication);
  }

  settle(taken: readonly Taken[], how: Settlement): void {
    this.#settlements.push({ taken, how });
  }

  /** Everything in its order; the transaction is empty afterwards. */
  commit(
    publish: (publication: Publication) => void,
    settle: (taken: readonly Taken[], how: Settlement) => void,
  ): void {
    const publications = this.#publications;
    const settlements = this.#settlements;
    this.#publications = [];
    this.#settlements = [];
    for (const publication of publications) publish(publication);
    for (const { taken, how } of settlements) settle(taken, how);
  }

  /** Messages are forgotten; the deliveries that had been settled are unsettled again. */
  rollback(): Taken[] {
    const held = this.held();
    this.#publications = [];
    this.#settlements = [];
    return held;
  }

  held(): Taken[] {
    return this.#settlements.flatMap(({ taken }) => taken);
  }
}

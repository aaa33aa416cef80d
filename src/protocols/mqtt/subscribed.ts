/** One subscription of a client: its options, and what it grants to each message that it matches (§3.8.3.1). */
import type { Admission } from '../../broker/index.ts';
import type { QoS, Subscription } from './packets.ts';
import type { ShareGroup } from './share-group.ts';

/** How one copy of a message is to be published to the client. */
export interface Grant extends Admission {
  readonly qos: QoS;
  readonly retain: boolean;
  /** Of the subscriptions that the copy is for. */
  readonly identifiers: readonly number[] | undefined;
}

export interface SubscribedOptions {
  /** The filter without its share. */
  readonly inner: string;
  /** The highest QoS that the server grants. */
  readonly qosMax: QoS;
  readonly identifier: number | undefined;
  readonly group: ShareGroup | undefined;
}

export class Subscribed {
  readonly filter: string;
  readonly inner: string;
  readonly wild: boolean;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly identifiers: readonly number[] | undefined;
  readonly group: ShareGroup | undefined;
  /** Each made once: most messages of a topic are granted the same. */
  readonly #grants: (readonly [Grant] | undefined)[] = [];

  constructor(asked: Subscription, { inner, qosMax, identifier, group }: SubscribedOptions) {
    this.filter = asked.filter;
    this.inner = inner;
    this.wild = /[#+]/.test(inner);
    this.qos = Math.min(asked.qos, qosMax) as QoS;
    this.noLocal = asked.noLocal;
    this.retainAsPublished = asked.retainAsPublished;
    this.identifiers = identifier === undefined ? undefined : [identifier];
    this.group = group;
  }

  grant(qos: QoS, retain: boolean, fleeting: boolean): readonly [Grant] {
    const slot = qos * 4 + (retain ? 2 : 0) + (fleeting ? 1 : 0);
    return (this.#grants[slot] ??= [{ qos, retain, fleeting, identifiers: this.identifiers }]);
  }
}

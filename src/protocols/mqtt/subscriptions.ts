/** All subscriptions of one client, and which of them a message is for. */
import type { Message } from '../../broker/index.ts';
import { FilterTree } from './filter-tree.ts';
import type { QoS } from './packets.ts';
import type { Copies, MqttProfile } from './profile.ts';
import type { Grant, Subscribed } from './subscribed.ts';

const NOTHING: readonly Grant[] = [];

/** The client as far as its messages depend on it. */
export interface Subscriber {
  /** The connection that it has now; undefined while it is away. */
  readonly connection: string | undefined;
  readonly copies: Copies;
}

/** A message as MQTT sees it. */
export interface Incoming {
  readonly message: Message;
  readonly topic: string;
  /** Undefined: whatever a subscription grants. */
  readonly qos: QoS | undefined;
  readonly retain: boolean;
}

export class Subscriptions {
  readonly #subscriber: Subscriber;
  readonly #profile: MqttProfile;
  readonly #byFilter = new Map<string, Subscribed>();
  readonly #plain: FilterTree<Subscribed>;
  readonly #shared: FilterTree<Subscribed[]>;

  constructor(subscriber: Subscriber, profile: MqttProfile) {
    this.#subscriber = subscriber;
    this.#profile = profile;
    this.#plain = new FilterTree(profile.hidesDollar);
    this.#shared = new FilterTree(profile.hidesDollar);
  }

  get size(): number {
    return this.#byFilter.size;
  }

  get(filter: string): Subscribed | undefined {
    return this.#byFilter.get(filter);
  }

  *[Symbol.iterator](): Generator<Subscribed> {
    yield* this.#byFilter.values();
  }

  /** Takes the place of the one with the same filter [MQTT-3.8.4-3]. */
  set(subscribed: Subscribed): void {
    this.delete(subscribed.filter);
    this.#byFilter.set(subscribed.filter, subscribed);
    if (subscribed.group === undefined) this.#plain.set(subscribed.inner, subscribed);
    else this.#setShared(subscribed.inner, (others) => [...others, subscribed]);
  }

  delete(filter: string): void {
    const subscribed = this.#byFilter.get(filter);
    if (subscribed === undefined) return;
    this.#byFilter.delete(filter);
    if (subscribed.group === undefined) this.#plain.delete(subscribed.inner);
    else this.#setShared(subscribed.inner, (others) => others.filter((other) => other !== subscribed));
  }

  /** Whether a message of `topic` is for the subscription. */
  matches(subscribed: Subscribed, topic: string): boolean {
    if (!subscribed.wild) return subscribed.inner === topic;
    const tree = subscribed.group === undefined ? this.#plain : this.#shared;
    return tree.match(topic).flat().includes(subscribed);
  }

  /** One grant for each copy that the client gets. */
  grants(incoming: Incoming): readonly Grant[] {
    const found = this.#matching(incoming).filter((one) => this.#wants(one, incoming));
    const [only] = found;
    if (only === undefined) return NOTHING;
    if (found.length === 1) return this.#grant(only, incoming);
    if (this.#subscriber.copies === 'per-qos') return this.#perQos(found, incoming);
    return found.flatMap((one) => this.#grant(one, incoming));
  }

  #matching({ topic, message }: Incoming): Subscribed[] {
    const [only] = this.#byFilter.values();
    if (this.#byFilter.size === 1 && only?.wild === false && only.group === undefined) {
      return only.inner === topic ? [only] : [];
    }
    const plain = this.#plain.match(topic);
    if (this.#subscriber.copies === 'first') plain.length = Math.min(plain.length, 1);
    if (this.#plain.size === this.#byFilter.size) return plain;
    const mine = ({ group }: Subscribed): boolean => group?.chosen(message) === this.#subscriber;
    return [...plain, ...this.#shared.match(topic).flat().filter(mine)];
  }

  #wants(subscribed: Subscribed, incoming: Incoming): boolean {
    const { connection } = this.#subscriber;
    if (subscribed.noLocal && incoming.message.connection === connection) return false;
    return connection !== undefined || !this.#fleeting(subscribed, effective(subscribed, incoming));
  }

  #grant(subscribed: Subscribed, incoming: Incoming): readonly [Grant] {
    const qos = effective(subscribed, incoming);
    const retain = incoming.retain && subscribed.retainAsPublished;
    return subscribed.grant(qos, retain, this.#fleeting(subscribed, qos));
  }

  /** One copy for each QoS that was granted, with the identifiers of all that it is for. */
  #perQos(found: readonly Subscribed[], incoming: Incoming): Grant[] {
    const byQos = new Map<QoS, Grant>();
    for (const subscribed of found) {
      const [grant] = this.#grant(subscribed, incoming);
      const before = byQos.get(subscribed.qos);
      const identifiers = [...(before?.identifiers ?? []), ...(grant.identifiers ?? [])];
      byQos.set(subscribed.qos, { ...grant, identifiers: identifiers.length > 0 ? identifiers : undefined });
    }
    return [...byQos.values()];
  }

  #fleeting(subscribed: Subscribed, qos: QoS): boolean {
    return qos === 0 && !(this.#profile.keepsQos0 && subscribed.qos > 0);
  }

  #setShared(inner: string, change: (others: readonly Subscribed[]) => Subscribed[]): void {
    const members = change(this.#shared.get(inner) ?? []);
    if (members.length === 0) this.#shared.delete(inner);
    else this.#shared.set(inner, members);
  }
}

/** [MQTT-3.8.4-8] */
const effective = (subscribed: Subscribed, { qos = 2 }: Incoming): QoS => Math.min(qos, subscribed.qos) as QoS;

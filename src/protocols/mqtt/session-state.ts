/**
 * What the server keeps of a client between its connections (5.0 §4.1): its subscriptions, its queue in the broker, what
 * is under way in both directions, and its will.
 */
import {
  type Broker,
  type Consumer,
  int64,
  type Intake,
  type Message,
  type Queue,
  type Value,
} from '../../broker/index.ts';
import type { Link } from './link.ts';
import { Outgoing } from './outgoing.ts';
import type { Publish, Will } from './packets.ts';
import type { Copies, MqttProfile } from './profile.ts';
import type { Grant, Subscribed } from './subscribed.ts';
import { type Subscriber, Subscriptions } from './subscriptions.ts';
import { foreign, PublishedProperties, toPattern, TOPIC_EXCHANGE, toTopic } from './translate.ts';

export interface SessionStateOptions {
  readonly broker: Broker;
  readonly profile: MqttProfile;
  readonly clientId: string;
  /** Whether the client may come back to it. */
  readonly kept: boolean;
}

export class SessionState implements Subscriber, Intake {
  readonly clientId: string;
  readonly subscriptions: Subscriptions;
  readonly outgoing: Outgoing;
  /** QoS 2 messages from the client that wait for their PUBREL, by packet identifier. */
  readonly received = new Map<number, Publish>();
  will: Will | undefined;
  /** How long it is kept after its connection; 0 not at all, `Infinity` for ever. */
  expirySeconds = 0;
  readonly #broker: Broker;
  readonly #profile: MqttProfile;
  readonly #kept: boolean;
  /** How many subscriptions are bound by a pattern: filters that differ may be the same pattern. */
  readonly #patterns = new Map<string, number>();
  #queue: Queue | undefined;
  #consumer: Consumer | undefined;
  #link: Link | undefined;
  #lastConnection = '';

  constructor({ broker, profile, clientId, kept }: SessionStateOptions) {
    this.#broker = broker;
    this.#profile = profile;
    this.#kept = kept;
    this.clientId = clientId;
    this.subscriptions = new Subscriptions(this, profile);
    this.outgoing = new Outgoing({ broker, profile, cancelled: () => this.#cancelled() });
  }

  get link(): Link | undefined {
    return this.#link;
  }

  get connection(): string | undefined {
    return this.#link?.connection;
  }

  /** The connection that it has or had last. */
  get lastConnection(): string {
    return this.#lastConnection;
  }

  get copies(): Copies {
    return this.#profile.copies(this.#link?.version ?? 4);
  }

  /** What waits in the queue comes when `resume` is called. */
  attach(link: Link): void {
    this.#link = link;
    this.#lastConnection = link.connection;
    this.outgoing.attach(link);
    if (this.#queue !== undefined && !this.#queue.deleted) return this.#consume(link, this.#queue);
    this.#queue = undefined;
    for (const subscribed of this.subscriptions) this.#bind(subscribed);
  }

  resume(): void {
    this.#consumer?.resume();
    this.outgoing.resumed();
  }

  pause(): void {
    this.#consumer?.pause();
  }

  /** The client has gone; it may come back. */
  detach(): void {
    this.#link = undefined;
    if (this.#consumer !== undefined) this.#broker.cancel(this.#consumer);
    this.#consumer = undefined;
    this.outgoing.detach();
  }

  /** It is over: nobody will come back to it. */
  end(): void {
    this.#link = undefined;
    for (const { group } of this.subscriptions) group?.leave(this);
    const queue = this.#queue;
    this.#queue = undefined;
    this.#consumer = undefined;
    if (queue !== undefined && !queue.deleted) {
      this.#broker.deleteQueue(queue.name, { connection: this.#lastConnection });
    }
  }

  /** Throws `BrokerError` where the broker cannot hold one more; then the subscription is not there. */
  subscribe(subscribed: Subscribed): void {
    const before = this.subscriptions.get(subscribed.filter);
    if (before === undefined) this.#bind(subscribed);
    else if (before.group !== subscribed.group) before.group?.leave(this);
    subscribed.group?.join(this);
    this.subscriptions.set(subscribed);
  }

  /** False: there was no such subscription. */
  unsubscribe(filter: string): boolean {
    const subscribed = this.subscriptions.get(filter);
    if (subscribed === undefined) return false;
    this.subscriptions.delete(filter);
    subscribed.group?.leave(this);
    this.#unbind(toPattern(subscribed.inner));
    return true;
  }

  admit(message: Message): readonly Grant[] {
    const { properties } = message;
    if (properties instanceof PublishedProperties) {
      const { topic, qos, retain } = properties;
      return this.subscriptions.grants({ message, topic, qos, retain });
    }
    const topic = toTopic(message.key, this.#profile.dotsSeparate);
    if (topic === undefined) return [];
    const { qos } = foreign(message, this.#broker.profile);
    return this.subscriptions.grants({ message, topic, qos, retain: false });
  }

  /** Retained messages for a subscription, in the QoS of the lower of the two [MQTT-3.3.1-9]. */
  sendRetained(subscribed: Subscribed): void {
    const queue = this.#queue;
    if (queue === undefined || (subscribed.wild && !this.#profile.retainedForWildcards)) return;
    for (const remembered of this.#broker.recall(TOPIC_EXCHANGE, toPattern(subscribed.inner))) {
      const { properties } = remembered.message;
      if (!(properties instanceof PublishedProperties)) continue;
      if (!this.subscriptions.matches(subscribed, properties.topic)) continue;
      const qos = Math.min(properties.qos, subscribed.qos) as Grant['qos'];
      this.#broker.replay(remembered, queue, subscribed.grant(qos, true, qos === 0)[0]);
    }
  }

  #bind({ inner }: Subscribed): void {
    const queue = this.#needQueue();
    const pattern = toPattern(inner);
    const count = this.#patterns.get(pattern) ?? 0;
    if (count === 0) this.#broker.bind(this.#binding(queue, pattern));
    this.#patterns.set(pattern, count + 1);
  }

  #unbind(pattern: string): void {
    const count = (this.#patterns.get(pattern) ?? 0) - 1;
    if (count > 0) return void this.#patterns.set(pattern, count);
    this.#patterns.delete(pattern);
    if (this.#queue !== undefined && !this.#queue.deleted) this.#broker.unbind(this.#binding(this.#queue, pattern));
  }

  #binding(queue: Queue, key: string) {
    const target = { kind: 'queue', name: queue.name } as const;
    return { source: TOPIC_EXCHANGE, target, key, connection: this.#lastConnection };
  }

  #needQueue(): Queue {
    if (this.#queue !== undefined) return this.#queue;
    this.#patterns.clear();
    this.#queue = this.#broker.declareQueue({
      name: this.#profile.queueName(this.clientId),
      durable: this.#kept,
      exclusive: !this.#kept,
      arguments: queueArguments(this.#profile.queuedMax),
      connection: this.#lastConnection,
      intake: this,
    });
    if (this.#link !== undefined) {
      this.#consume(this.#link, this.#queue);
      this.#consumer?.resume();
    }
    return this.#queue;
  }

  #consume(link: Link, queue: Queue): void {
    const { credit, limit } = this.outgoing;
    const { connection } = link;
    const options = {
      queue: queue.name,
      connection,
      name: this.clientId,
      ack: 'manual',
      prefetch: limit,
      credit,
    } as const;
    this.#consumer = this.#broker.consume(options, this.outgoing);
  }

  /** Somebody else deleted the queue: the client is told to start anew. */
  #cancelled(): void {
    this.#consumer = undefined;
    this.#link?.end('administrativeAction');
  }
}

/** How many messages wait at most, and that the newest are the ones dropped. */
const queueArguments = (queuedMax: number | undefined): ReadonlyMap<string, Value> =>
  queuedMax === undefined
    ? new Map()
    : new Map<string, Value>([
        ['x-max-length', int64(queuedMax)],
        ['x-overflow', 'reject-publish'],
      ]);

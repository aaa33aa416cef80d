/**
 * The core: messages go in by exchanges, wait in queues, and go out to consumers. It knows no wire and no platform;
 * whoever speaks for a connection (a protocol's session) names that connection and calls from outside.
 */
import type { Emit, TraceBody } from '../trace/events.ts';
import type { Clock } from './clock.ts';
import { type Consumer, type ConsumeOptions, type Receiver, type ReplyReceiver } from './consumer.ts';
import { Distribution, type Outcome } from './distribution.ts';
import type { Delivery, Entry, Settlement } from './entry.ts';
import { BrokerError } from './errors.ts';
import type { Admission } from './intake.ts';
import { recall, remember, type Remembered } from './last-messages.ts';
import { checkName } from './limits.ts';
import { type Message, NO_KEYS, parseExpiration, type Properties } from './message.ts';
import type { Profile } from './profile.ts';
import { Pumps } from './pumps.ts';
import type { Queue, QueueHost } from './queue.ts';
import { Store } from './store.ts';
import { type BindingRequest, type ExchangeRequest, type QueueRequest, refuseReserved, Topology } from './topology.ts';
import type { Exchange } from './exchange.ts';

export interface BrokerOptions {
  readonly clock: Clock;
  /** Left out, nothing is traced and nothing is spent on it. */
  readonly emit?: Emit | undefined;
  readonly profile?: Profile;
}

export interface Publication {
  /** `''` is the default exchange: the key is a queue's name. */
  readonly exchange: string;
  readonly key: string;
  /** Further keys for the same message. */
  readonly extraKeys?: readonly string[];
  readonly properties: Properties;
  readonly body: Uint8Array;
  /** Who sends. */
  readonly connection?: string;
  /** The sender is told when no queue took it, and given it back: the trace says `returned`. */
  readonly mandatory?: boolean;
  /** The sender is told what became of it: the trace says `confirmed`. */
  readonly confirm?: boolean;
  /** The exchange remembers it as the last of its key, for `recall`; an empty body makes it forget. */
  readonly remember?: boolean;
}

const BODY_PREVIEW_BYTES = 256;
const preview = new TextDecoder();
const RANDOM_NAME_CHARACTERS = 22;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export class Broker {
  readonly clock: Clock;
  readonly profile: Profile;
  readonly #emit: Emit | undefined;
  readonly #pumps = new Pumps();
  readonly #store = new Store();
  readonly #topology: Topology;
  readonly #distribution: Distribution;
  readonly #replyBoxes = new Map<string, ReplyReceiver>();
  readonly #restarts: (() => void)[] = [];
  #messages = 0;

  constructor(options: BrokerOptions) {
    this.clock = options.clock;
    this.profile = options.profile ?? '4.x';
    this.#emit = options.emit;
    const host: QueueHost = {
      clock: options.clock,
      emit: options.emit,
      pumps: this.#pumps,
      store: this.#store,
      bury: ({ message, queue }, reason) => this.#distribution.bury(message, queue, reason),
      disused: (queue) => this.#topology.removeQueue(queue, 'expired'),
    };
    this.#topology = new Topology(host, this.profile);
    const { clock, profile, emit } = { ...options, profile: this.profile };
    this.#distribution = new Distribution({ topology: this.#topology, clock, profile, emit });
  }

  declareExchange(request: ExchangeRequest): Exchange {
    return this.#topology.declareExchange(request);
  }

  /** Throws `exchange-not-found`. */
  checkExchange(name: string): Exchange {
    return this.#topology.needExchange(name);
  }

  deleteExchange(name: string, options: { readonly ifUnused?: boolean } = {}): void {
    this.#topology.deleteExchange(name, options);
  }

  /** An empty name asks for one of the broker's making (`amq.gen-…`). */
  declareQueue(request: QueueRequest): Queue {
    if (request.name === '') return this.#topology.declareQueue({ ...request, name: this.uniqueName('amq.gen-') });
    refuseReserved('queue', request.name);
    return this.#topology.declareQueue(request);
  }

  /** Throws `queue-not-found` or `queue-locked`; to ask counts as use of the queue. */
  checkQueue(name: string, connection: string): Queue {
    const queue = this.#topology.needQueue(name, connection);
    queue.touch();
    return queue;
  }

  deleteQueue(
    name: string,
    options: { readonly connection: string; readonly ifUnused?: boolean; readonly ifEmpty?: boolean },
  ): number {
    return this.#topology.deleteQueue(name, options);
  }

  bind(request: BindingRequest): void {
    this.#topology.bind(request);
  }

  unbind(request: BindingRequest): void {
    this.#topology.unbind(request);
  }

  purge(queue: string, connection: string): number {
    return this.#topology.needQueue(queue, connection).purge();
  }

  /** Throws `exchange-not-found`, `exchange-internal` or `invalid-expiration`; nothing has happened then. */
  publish(publication: Publication): Outcome {
    const exchange = this.#topology.needExchange(publication.exchange);
    if (exchange.internal) throw new BrokerError('exchange-internal', { exchange: exchange.name });
    this.#store.checkRoom(publication.body);
    const message = this.#message(publication);
    if (publication.remember === true) remember(exchange, message, this.clock.now());
    this.#tracePublished(message, publication.connection);
    const outcome = this.#replied(message) ? 'routed' : this.#distribution.spread(message, exchange);
    const { connection = '', mandatory, confirm } = publication;
    if (this.#emit === undefined) return outcome;
    if (outcome === 'unroutable' && mandatory === true)
      this.#emit({ type: 'returned', message: message.id, connection });
    if (confirm === true) {
      const answer = outcome === 'rejected' ? 'nack' : 'ack';
      this.#emit({ type: 'confirmed', message: message.id, connection, outcome: answer });
    }
    return outcome;
  }

  /**
   * The consumer gets nothing until its first `resume()`, so that its owner can say first that it consumes.
   * Throws `queue-not-found`, `queue-locked` or `queue-consumed`.
   */
  consume(options: ConsumeOptions, receiver: Receiver): Consumer {
    const queue = this.#topology.needQueue(options.queue, options.connection);
    if (options.credit !== undefined && queue.settings.type === 'quorum') {
      throw new BrokerError('shared-credit-unsupported', { queue: queue.name });
    }
    const consumer = queue.consume(options, receiver);
    const { name, connection, prefetch, ack } = consumer;
    this.#emit?.({ type: 'consumer-added', consumer: name, queue: queue.name, connection, prefetch, ack });
    return consumer;
  }

  /** What it holds unsettled stays with its receiver. An auto-delete queue goes with its last consumer. */
  cancel(consumer: Consumer): void {
    const { queue, name, connection } = consumer;
    if (queue.deleted) return;
    queue.removeConsumer(consumer);
    this.#emit?.({ type: 'consumer-cancelled', consumer: name, queue: queue.name, connection });
    if (queue.autoDelete && queue.consumerCount === 0) this.#topology.removeQueue(queue, 'auto-delete');
  }

  /** One message, for those who ask instead of consuming. `held`: it is theirs to settle. */
  fetch(queue: string, options: { readonly connection: string; readonly held: boolean }): Delivery | undefined {
    return this.#topology.needQueue(queue, options.connection).fetch(options.connection, options.held);
  }

  settle(delivery: Delivery, how: Settlement): void {
    delivery.queue.settle(delivery as Entry, how);
  }

  /** All of them are in their places again before the first is handed out anew. */
  settleAll(deliveries: Iterable<Delivery>, how: Settlement): void {
    this.#pumps.hold();
    try {
      for (const delivery of deliveries) this.settle(delivery, how);
    } finally {
      this.#pumps.release();
    }
  }

  /** Messages sent to the default exchange under the name that is returned go straight to the receiver, unstored. */
  openReplyBox(prefix: string, receiver: ReplyReceiver): string {
    const name = this.uniqueName(prefix);
    this.#replyBoxes.set(name, receiver);
    return name;
  }

  hasReplyBox(name: string): boolean {
    return this.#replyBoxes.has(name);
  }

  closeReplyBox(name: string): void {
    this.#replyBoxes.delete(name);
  }

  /** What the exchange remembers under keys that the pattern matches: `*` one word, `#` any number of them. */
  recall(exchange: string, pattern: string): Remembered[] {
    return recall(this.#topology.needExchange(exchange), pattern, this.clock.now());
  }

  /** One more copy of a message from memory, for one queue alone. */
  replay({ message, expiresAt }: Remembered, queue: Queue, admission?: Admission): void {
    this.#emit?.({ type: 'routed', message: message.id, queues: [queue.name] });
    this.#distribution.put(message, queue, { admission, expiresAt });
  }

  /** The connection is gone: so are the queues that were its own. Its consumers are its session's to cancel first. */
  release(connection: string): void {
    this.#topology.release(connection);
  }

  /** As after stopping and starting again. Every connection has been released before. */
  restart(): void {
    this.#replyBoxes.clear();
    this.#topology.restart();
    for (const forget of this.#restarts) forget();
    this.#emit?.({ type: 'broker-restarted' });
  }

  /** For a protocol that keeps things of its own: they end, or are kept, with every restart. */
  onRestart(forget: () => void): void {
    this.#restarts.push(forget);
  }

  /** False: nobody listens, and what is only made to be told need not be made. */
  get traced(): boolean {
    return this.#emit !== undefined;
  }

  /** What happened to the things that a protocol keeps by itself. */
  tell(event: TraceBody): void {
    this.#emit?.(event);
  }

  /** Names a message that goes past the exchanges, like those that go through them. */
  nextMessage(): number {
    return ++this.#messages;
  }

  exchanges(): IterableIterator<Exchange> {
    return this.#topology.exchanges();
  }

  queues(): IterableIterator<Queue> {
    return this.#topology.queues();
  }

  /** A name that nobody else has, from the clock's chance. */
  uniqueName(prefix: string): string {
    let name = prefix;
    for (let index = 0; index < RANDOM_NAME_CHARACTERS; index++) {
      name += ALPHABET[Math.floor(this.clock.random() * ALPHABET.length)];
    }
    return name;
  }

  #message(publication: Publication): Message {
    const { exchange, key, properties, body } = publication;
    checkName(key);
    return {
      id: this.nextMessage(),
      exchange,
      key,
      extraKeys: publication.extraKeys ?? NO_KEYS,
      properties,
      body,
      persistent: properties.deliveryMode === 2,
      ttlMs: parseExpiration(properties.expiration),
      connection: publication.connection,
    };
  }

  #tracePublished(message: Message, connection: string | undefined): void {
    if (this.#emit === undefined) return;
    const { id, exchange, key, persistent, body } = message;
    this.#emit({
      type: 'published',
      message: id,
      ...(connection === undefined ? {} : { connection }),
      exchange,
      key,
      body: preview.decode(body.subarray(0, BODY_PREVIEW_BYTES)),
      sizeBytes: body.length,
      persistent,
    });
  }

  #replied(message: Message): boolean {
    if (message.exchange !== '' || this.#replyBoxes.size === 0) return false;
    const receiver = this.#replyBoxes.get(message.key);
    if (receiver === undefined) return false;
    const { key: queue, id } = message;
    this.#emit?.({ type: 'routed', message: id, queues: [queue] });
    const tag = receiver.reply(message);
    const { name: consumer, connection } = receiver;
    this.#emit?.({ type: 'delivered', message: id, queue, consumer, connection, tag, redelivered: false });
    return true;
  }
}

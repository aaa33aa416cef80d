/** A queue: messages in order, those who take them, and what happens to messages that stay too long or are too many. */
import type { DropReason, Emit } from '../trace/events.ts';
import type { Clock } from './clock.ts';
import type { ConsumeOptions, Receiver } from './consumer.ts';
import { Consumer } from './consumer.ts';
import type { Settlement } from './entry.ts';
import { Entry } from './entry.ts';
import { BrokerError } from './errors.ts';
import type { Binding } from './exchange.ts';
import { Expiry } from './expiry.ts';
import type { Admission, Intake } from './intake.ts';
import { BROKER_LIMITS } from './limits.ts';
import { detach, type Message } from './message.ts';
import { PriorityList, type Ready } from './priority-list.ts';
import type { Pumps } from './pumps.ts';
import type { QueueSettings } from './queue-settings.ts';
import { ReadyList } from './ready-list.ts';
import { Rota } from './rota.ts';
import { Share, type Store } from './store.ts';
import type { Table } from './values.ts';

/** What a queue needs of the broker around it. */
export interface QueueHost {
  readonly clock: Clock;
  readonly emit: Emit | undefined;
  readonly pumps: Pumps;
  readonly store: Store;
  /** Sends the message on to the queue's dead-letter exchange, or drops it where there is none. */
  bury(entry: Entry, reason: DropReason): void;
  /** Nobody used the queue for as long as its `x-expires` says. */
  disused(queue: Queue): void;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** The connection that alone may use it. */
  readonly owner: string | undefined;
  readonly arguments: Table;
  readonly intake: Intake | undefined;
}

export class Queue {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly owner: string | undefined;
  readonly arguments: Table;
  readonly settings: QueueSettings;
  readonly intake: Intake | undefined;
  readonly rota: Rota;
  /** The bindings that lead here. */
  readonly incoming = new Set<Binding>();
  deleted = false;
  readonly #host: QueueHost;
  #ready: Ready;
  /** What is not kept and waits for a paused consumer. */
  #fleeting: Entry[] = [];
  #unsettled = 0;
  #position = 0;
  #pumping = false;
  readonly #share: Share;
  readonly #expiry: Expiry;
  #disuseTimer: unknown;

  constructor(host: QueueHost, declaration: QueueDeclaration, settings: QueueSettings) {
    this.#host = host;
    this.name = declaration.name;
    this.durable = declaration.durable;
    this.autoDelete = declaration.autoDelete;
    this.owner = declaration.owner;
    this.arguments = declaration.arguments;
    this.settings = settings;
    this.intake = declaration.intake;
    this.rota = new Rota(settings.singleActiveConsumer);
    this.#share = new Share(host.store);
    this.#expiry = new Expiry({
      clock: host.clock,
      ready: () => this.#ready,
      expired: (entry) => this.#expired(entry),
    });
    this.#ready = settings.priorityMax === undefined ? new ReadyList() : new PriorityList(settings.priorityMax);
    this.touch();
  }

  /** Waiting, not counting what consumers hold. */
  get readyCount(): number {
    return this.#ready.length + this.#fleeting.length;
  }

  get unsettledCount(): number {
    return this.#unsettled;
  }

  get consumerCount(): number {
    return this.rota.all.length;
  }

  /** False: the queue is full and refuses rather than drops. */
  accepts(message: Message, admission?: Admission): boolean {
    const { overflow, lengthMax = Infinity, bytesMax = Infinity } = this.settings;
    if (admission?.fleeting === true) return this.#fleeting.length < lengthMax;
    if (overflow === 'drop-head') return true;
    return this.#ready.length < lengthMax && this.#ready.bytes + message.body.length <= bytesMax;
  }

  /** `expiresAt` is the message's own time to live, if it began to live before now. */
  enqueue(message: Message, admission?: Admission, expiresAt = this.#expiryOf(message)): void {
    this.#expiry.note(expiresAt);
    this.#share.add(message);
    const entry = new Entry(message, this, this.#position++, expiresAt, admission);
    this.#host.emit?.({ type: 'enqueued', message: message.id, queue: this.name, ready: this.readyCount + 1 });
    if (admission?.fleeting === true) return this.#passBy(entry);
    if (this.#passOn(entry)) return;
    detach(message);
    this.#ready.push(entry);
    this.#enforceLength();
    this.#expiry.watch();
  }

  /** To the first consumer who is not paused: what is not kept does not ask for credit. */
  #passBy(entry: Entry): void {
    const consumer = this.#fleeting.length === 0 ? this.rota.awake : undefined;
    if (consumer === undefined) this.#fleeting.push(entry);
    else this.#deliver(entry, consumer);
  }

  /** A consumer takes again: first what is not kept. */
  flushFleeting(): void {
    const waiting = this.#fleeting;
    this.#fleeting = [];
    for (const entry of waiting) this.#passBy(entry);
  }

  #expiryOf(message: Message): number {
    const ttl = Math.min(message.ttlMs ?? Infinity, this.settings.messageTtlMs ?? Infinity);
    return ttl === Infinity ? Infinity : this.#host.clock.now() + ttl;
  }

  /** Where nothing waits, a message goes straight to a consumer, even one that has no time to live at all. */
  #passOn(entry: Entry): boolean {
    if (this.#pumping || this.#ready.length > 0 || !this.#host.pumps.allows(this)) return false;
    const consumer = this.rota.next();
    if (consumer === undefined) return false;
    this.#deliver(entry, consumer);
    return true;
  }

  /** Hands out what is ready to those who can take it. */
  pump(): void {
    if (this.#pumping || this.#ready.length === 0 || !this.#host.pumps.allows(this)) return;
    this.#pumping = true;
    try {
      for (let consumer = this.rota.next(); consumer !== undefined; consumer = this.rota.next()) {
        this.#expiry.drop();
        const entry = this.#ready.shift();
        if (entry === undefined) break;
        this.#deliver(entry, consumer);
        if (this.#ready.length === 0) break;
      }
    } finally {
      this.#pumping = false;
    }
    this.#expiry.watch();
  }

  /** The first message, for a receiver that asks instead of consuming. `held`: it will be settled later. */
  fetch(connection: string, held: boolean): Entry | undefined {
    this.touch();
    this.#expiry.drop();
    const entry = this.#ready.shift();
    if (entry === undefined) return undefined;
    this.#expiry.drop();
    this.#expiry.watch();
    entry.holder = connection;
    if (held) this.#unsettled++;
    else this.#share.remove(entry.message);
    return entry;
  }

  consume(options: ConsumeOptions, receiver: Receiver): Consumer {
    const { all } = this.rota;
    const exclusiveNow = all.some((consumer) => consumer.exclusive);
    if (exclusiveNow || (options.exclusive === true && all.length > 0)) {
      throw new BrokerError('queue-consumed', { queue: this.name });
    }
    const maximum = BROKER_LIMITS.consumersPerQueue;
    if (all.length >= maximum) throw new BrokerError('limit-reached', { limit: 'consumersPerQueue', maximum });
    const consumer = new Consumer(this, options, receiver);
    this.rota.add(consumer);
    this.touch();
    return consumer;
  }

  /** A parked consumer that can take again. */
  admit(consumer: Consumer): void {
    if (this.deleted) return;
    this.rota.admit(consumer);
    this.pump();
  }

  removeConsumer(consumer: Consumer): void {
    consumer.gone();
    this.rota.remove(consumer);
    if (this.rota.all.length === 0) this.#dropFleeting('unroutable');
    this.touch();
    this.pump();
  }

  settle(entry: Entry, how: Settlement): void {
    const { consumer, holder, message } = entry;
    entry.consumer = undefined;
    // The queue is gone, but the credit may be shared with consumers of others.
    if (this.deleted) return consumer?.settled();
    this.#unsettled--;
    if (how === 'ack') {
      this.#share.remove(message);
      this.#host.emit?.({ type: 'acked', message: message.id, queue: this.name, connection: holder });
    } else this.#refuse(entry, how);
    consumer?.settled();
    this.pump();
  }

  /** How many were thrown away. */
  purge(): number {
    const count = this.#ready.length;
    for (let entry = this.#ready.shift(); entry !== undefined; entry = this.#ready.shift())
      this.#dropped(entry, 'purged');
    return count;
  }

  /** Starts the time of disuse anew. */
  touch(): void {
    const { expiresMs } = this.settings;
    if (expiresMs === undefined) return;
    const { clock } = this.#host;
    if (this.#disuseTimer !== undefined) clock.clearTimeout(this.#disuseTimer);
    this.#disuseTimer = undefined;
    if (this.deleted || this.consumerCount > 0) return;
    this.#disuseTimer = clock.setTimeout(() => this.#host.disused(this), expiresMs);
  }

  /** The end: timers stop, consumers are told. Messages are gone without a trace of their own. */
  close(): void {
    const { clock, emit } = this.#host;
    this.deleted = true;
    this.#expiry.stop();
    if (this.#disuseTimer !== undefined) clock.clearTimeout(this.#disuseTimer);
    this.#ready = new ReadyList();
    this.#fleeting = [];
    this.#share.clear();
    for (const consumer of this.rota.all.splice(0)) {
      const { name, connection } = consumer;
      consumer.gone();
      emit?.({ type: 'consumer-cancelled', consumer: name, queue: this.name, connection });
      consumer.receiver.cancelled();
    }
  }

  /** After a restart: what was not persistent is gone. */
  keepPersistent(): void {
    const kept: Entry[] = [];
    for (let entry = this.#ready.shift(); entry !== undefined; entry = this.#ready.shift()) {
      if (entry.message.persistent) kept.push(entry);
      else this.#dropped(entry, 'restart');
    }
    for (const entry of kept) this.#ready.restore(entry);
  }

  #deliver(entry: Entry, consumer: Consumer): void {
    const { emit } = this.#host;
    const fleeting = entry.admission?.fleeting === true;
    entry.holder = consumer.connection;
    if (consumer.ack === 'manual' && !fleeting) {
      entry.consumer = consumer;
      this.#unsettled++;
      consumer.took();
    } else this.#share.remove(entry.message);
    const { redelivered, message } = entry;
    const tag = consumer.receiver.deliver(entry);
    if (emit === undefined) return;
    const { name, connection } = consumer;
    emit({ type: 'delivered', message: message.id, queue: this.name, consumer: name, connection, tag, redelivered });
    if (fleeting && consumer.ack === 'manual') {
      emit({ type: 'acked', message: message.id, queue: this.name, connection });
    }
  }

  #dropFleeting(reason: DropReason): void {
    for (const entry of this.#fleeting) this.#dropped(entry, reason);
    this.#fleeting = [];
  }

  #refuse(entry: Entry, how: Exclude<Settlement, 'ack'>): void {
    const { emit } = this.#host;
    const { message, holder } = entry;
    const requeue = how !== 'reject';
    if (how !== 'return')
      emit?.({ type: 'nacked', message: message.id, queue: this.name, connection: holder, requeue });
    if (!requeue) return this.#bury(entry, 'rejected');
    entry.redelivered = true;
    entry.attempts++;
    const { deliveryLimit = Infinity } = this.settings;
    if (entry.attempts > deliveryLimit) return this.#bury(entry, 'delivery-limit');
    this.#putBack(entry);
    emit?.({ type: 'requeued', message: message.id, queue: this.name, ready: this.#ready.length });
    this.#enforceLength();
    this.#expiry.watch();
  }

  /** To its place; in a queue that would let it come again for ever, behind the others. */
  #putBack(entry: Entry): void {
    if (this.settings.type !== 'quorum' || this.settings.deliveryLimit !== undefined) return this.#ready.restore(entry);
    entry.position = this.#position++;
    this.#ready.push(entry);
  }

  #bury(entry: Entry, reason: DropReason): void {
    this.#share.remove(entry.message);
    this.#host.bury(entry, reason);
  }

  #expired(entry: Entry): void {
    this.#host.emit?.({ type: 'expired', message: entry.message.id, queue: this.name });
    this.#bury(entry, 'expired');
  }

  #enforceLength(): void {
    const { overflow, lengthMax = Infinity, bytesMax = Infinity } = this.settings;
    if (overflow !== 'drop-head') return;
    while (this.#ready.length > lengthMax || this.#ready.bytes > bytesMax) {
      const entry = this.#ready.shift();
      if (entry === undefined) return;
      this.#bury(entry, 'maxlen');
    }
  }

  #dropped(entry: Entry, reason: DropReason): void {
    this.#share.remove(entry.message);
    this.#host.emit?.({ type: 'dropped', message: entry.message.id, queue: this.name, reason });
  }
}

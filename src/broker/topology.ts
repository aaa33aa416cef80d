/** What exists: exchanges, queues and the bindings between them. Checks and their order are RabbitMQ's (rabbit_channel). */
import type { Emit, EventOf } from '../trace/events.ts';
import { BrokerError } from './errors.ts';
import { type Binding, Exchange, EXCHANGE_KINDS, isExchangeKind, type Target } from './exchange.ts';
import type { Intake } from './intake.ts';
import { type BrokerLimit, BROKER_LIMITS, checkName } from './limits.ts';
import type { Profile } from './profile.ts';
import { Queue, type QueueHost } from './queue.ts';
import { COMPARED_ARGUMENTS, readSettings } from './queue-settings.ts';
import { EMPTY_TABLE, isInteger, sameValue, type Table, tableToJson, type Value } from './values.ts';

export interface ExchangeRequest {
  readonly name: string;
  /** Refused with `unknown-exchange-kind` where it is none of ours. */
  readonly kind: string;
  readonly durable?: boolean;
  readonly autoDelete?: boolean;
  readonly internal?: boolean;
  readonly arguments?: Table;
}

export interface QueueRequest {
  readonly name: string;
  readonly durable?: boolean;
  readonly autoDelete?: boolean;
  readonly exclusive?: boolean;
  readonly arguments?: Table;
  /** False: a new queue must be durable or exclusive. */
  readonly mayBeTransient?: boolean;
  /** Who asks: an exclusive queue is its connection's. */
  readonly connection: string;
  /** Whoever declares a queue with one owns it: it cannot be had where there is a queue of that name. */
  readonly intake?: Intake;
}

export interface BindingRequest {
  readonly source: string;
  readonly target: { readonly kind: 'queue' | 'exchange'; readonly name: string };
  readonly key: string;
  readonly arguments?: Table;
  readonly connection: string;
}

type QueueEnd = EventOf<'queue-deleted'>['reason'];
const RESERVED = 'amq.';

export class Topology {
  readonly #exchanges = new Map<string, Exchange>();
  readonly #queues = new Map<string, Queue>();
  /** Exclusive queues by their connection. */
  readonly #owned = new Map<string, Set<Queue>>();
  readonly #host: QueueHost;
  readonly #profile: Profile;
  readonly #emit: Emit | undefined;
  #bindings = 0;

  constructor(host: QueueHost, profile: Profile) {
    this.#host = host;
    this.#profile = profile;
    this.#emit = host.emit;
    this.#predeclare();
  }

  exchange(name: string): Exchange | undefined {
    return this.#exchanges.get(name);
  }

  queue(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  exchanges(): IterableIterator<Exchange> {
    return this.#exchanges.values();
  }

  queues(): IterableIterator<Queue> {
    return this.#queues.values();
  }

  needExchange(name: string): Exchange {
    const exchange = this.#exchanges.get(name);
    if (exchange === undefined) throw new BrokerError('exchange-not-found', { exchange: name });
    return exchange;
  }

  /** Throws `queue-not-found`, or `queue-locked` where it is another connection's own. */
  needQueue(name: string, connection: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new BrokerError('queue-not-found', { queue: name });
    if (queue.owner !== undefined && queue.owner !== connection) throw new BrokerError('queue-locked', { queue: name });
    return queue;
  }

  declareExchange(request: ExchangeRequest): Exchange {
    const { name, kind, durable = false, autoDelete = false, internal = false } = request;
    const table = request.arguments ?? EMPTY_TABLE;
    if (!isExchangeKind(kind)) throw new BrokerError('unknown-exchange-kind', { kind });
    refuseDefault(name);
    const existing = this.#exchanges.get(name);
    if (existing !== undefined) {
      const differs = firstDifference([
        ['type', kind, existing.kind],
        ['durable', durable, existing.durable],
        ['auto_delete', autoDelete, existing.autoDelete],
        ['internal', internal, existing.internal],
      ]);
      const argument = differs ?? argumentDifference(['alternate-exchange'], table, existing.arguments);
      if (argument !== undefined) throw new BrokerError('exchange-differs', { exchange: name, ...argument });
      return existing;
    }
    refuseReserved('exchange', name);
    checkName(name);
    this.#room('exchanges', this.#exchanges.size);
    const exchange = new Exchange({ name, kind, durable, autoDelete, internal, arguments: table });
    this.#exchanges.set(name, exchange);
    this.#emit?.({ type: 'exchange-declared', exchange: name, kind, durable, autoDelete });
    return exchange;
  }

  /** Nothing happens where there is no such exchange. */
  deleteExchange(name: string, options: { readonly ifUnused?: boolean } = {}): void {
    refuseDefault(name);
    if (name.startsWith(RESERVED)) throw new BrokerError('system-exchange', { exchange: name });
    const exchange = this.#exchanges.get(name);
    if (exchange === undefined) return;
    if (options.ifUnused === true && exchange.bindings.size > 0) {
      throw new BrokerError('exchange-in-use', { exchange: name });
    }
    this.#removeExchange(exchange);
  }

  declareQueue(request: QueueRequest): Queue {
    const { name, autoDelete = false, exclusive = false, connection } = request;
    const table = request.arguments ?? EMPTY_TABLE;
    // An exclusive queue dies with its connection, whatever else was asked for.
    const durable = (request.durable ?? false) && !exclusive;
    const existing = this.#queues.get(name);
    if (existing !== undefined) {
      if (request.intake !== undefined) throw new BrokerError('queue-locked', { queue: name });
      this.#checkSameQueue(existing, { ...request, durable });
      existing.touch();
      return existing;
    }
    checkName(name);
    const settings = readSettings(name, table, this.#profile);
    if (settings.type === 'quorum') refuseForQuorum(name, { ...request, durable });
    if (request.mayBeTransient === false && !durable && !exclusive) {
      throw new BrokerError('transient-refused', { queue: name });
    }
    this.#room('queues', this.#queues.size);
    const owner = exclusive ? connection : undefined;
    const declaration = { name, durable, autoDelete, owner, arguments: table, intake: request.intake };
    const queue = new Queue(this.#host, declaration, settings);
    this.#queues.set(name, queue);
    if (owner !== undefined) this.#own(owner, queue);
    const json = tableToJson(table);
    this.#emit?.({ type: 'queue-declared', queue: name, durable, exclusive, autoDelete, arguments: json });
    return queue;
  }

  /** How many messages went with it; 0 where there is no such queue. */
  deleteQueue(
    name: string,
    options: { readonly connection: string; readonly ifUnused?: boolean; readonly ifEmpty?: boolean },
  ): number {
    if (!this.#queues.has(name)) return 0;
    const queue = this.needQueue(name, options.connection);
    if (options.ifEmpty === true && queue.readyCount > 0) throw new BrokerError('queue-not-empty', { queue: name });
    if (options.ifUnused === true && queue.consumerCount > 0) throw new BrokerError('queue-in-use', { queue: name });
    const count = queue.readyCount;
    this.removeQueue(queue, 'deleted');
    return count;
  }

  bind(request: BindingRequest): void {
    const { source, target } = this.#ends(request);
    const table = request.arguments ?? EMPTY_TABLE;
    if (source.existing(target, request.key, table) !== undefined) return;
    this.#room('bindings', this.#bindings);
    source.add({ source, target, key: request.key, arguments: table });
    this.#bindings++;
    this.#emit?.({
      type: 'bound',
      source: source.name,
      destination: request.target,
      key: request.key,
      arguments: tableToJson(table),
    });
  }

  /** Nothing happens where there is no such binding, or one of its ends is not there. */
  unbind(request: BindingRequest): void {
    const { kind, name } = request.target;
    refuseDefaults(request);
    const source = this.#exchanges.get(request.source);
    const target = kind === 'queue' ? this.#queues.get(name) : this.#exchanges.get(name);
    if (source === undefined || target === undefined) return;
    const binding = source.existing(target, request.key, request.arguments ?? EMPTY_TABLE);
    if (binding === undefined) return;
    if (kind === 'queue') this.needQueue(name, request.connection);
    this.#removeBinding(binding);
  }

  removeQueue(queue: Queue, reason: QueueEnd): void {
    if (queue.deleted) return;
    this.#queues.delete(queue.name);
    if (queue.owner !== undefined) this.#owned.get(queue.owner)?.delete(queue);
    for (const binding of [...queue.incoming]) this.#removeBinding(binding);
    this.#emit?.({ type: 'queue-deleted', queue: queue.name, reason });
    queue.close();
  }

  /** Everything that is a connection's own. */
  release(connection: string): void {
    const own = this.#owned.get(connection) ?? [];
    this.#owned.delete(connection);
    for (const queue of own) this.removeQueue(queue, 'exclusive');
  }

  /** What is not durable is gone; of the durable queues' messages those that are persistent stay. */
  restart(): void {
    for (const queue of [...this.#queues.values()]) {
      if (queue.durable) queue.keepPersistent();
      else this.removeQueue(queue, 'restart');
    }
    for (const exchange of [...this.#exchanges.values()]) if (!exchange.durable) this.#removeExchange(exchange);
  }

  #own(connection: string, queue: Queue): void {
    const own = this.#owned.get(connection);
    if (own === undefined) this.#owned.set(connection, new Set([queue]));
    else own.add(queue);
  }

  #predeclare(): void {
    const add = (name: string, kind: Exchange['kind']): void => {
      const declaration = { name, kind, durable: true, autoDelete: false, internal: false, arguments: EMPTY_TABLE };
      this.#exchanges.set(name, new Exchange(declaration));
    };
    add('', 'direct');
    for (const kind of EXCHANGE_KINDS) add(RESERVED + kind, kind);
    add(`${RESERVED}match`, 'headers');
  }

  #ends(request: BindingRequest): { source: Exchange; target: Target } {
    const { kind, name } = request.target;
    refuseDefaults(request);
    const source = this.needExchange(request.source);
    return { source, target: kind === 'queue' ? this.needQueue(name, request.connection) : this.needExchange(name) };
  }

  #checkSameQueue(queue: Queue, request: QueueRequest): void {
    const { name, durable = false, autoDelete = false, exclusive = false, connection } = request;
    if (queue.owner !== (exclusive ? connection : undefined)) throw new BrokerError('queue-locked', { queue: name });
    const differs = firstDifference([
      ['durable', durable, queue.durable],
      ['auto_delete', autoDelete, queue.autoDelete],
    ]);
    const table = request.arguments ?? EMPTY_TABLE;
    const argument = differs ?? argumentDifference(COMPARED_ARGUMENTS, table, queue.arguments);
    if (argument !== undefined) throw new BrokerError('queue-differs', { queue: name, ...argument });
  }

  #removeExchange(exchange: Exchange): void {
    this.#exchanges.delete(exchange.name);
    this.#emit?.({ type: 'exchange-deleted', exchange: exchange.name });
    for (const binding of [...exchange.bindings, ...exchange.incoming]) this.#removeBinding(binding);
  }

  /** An exchange that deletes itself goes with its last binding. */
  #removeBinding(binding: Binding): void {
    const { source, target, key } = binding;
    if (!source.bindings.has(binding)) return;
    source.remove(binding);
    this.#bindings--;
    const kind = target instanceof Exchange ? 'exchange' : 'queue';
    this.#emit?.({ type: 'unbound', source: source.name, destination: { kind, name: target.name }, key });
    if (source.autoDelete && source.bindings.size === 0 && this.#exchanges.get(source.name) === source) {
      this.#removeExchange(source);
    }
  }

  #room(limit: BrokerLimit, size: number): void {
    const maximum = BROKER_LIMITS[limit];
    if (size >= maximum) throw new BrokerError('limit-reached', { limit, maximum });
  }
}

function refuseDefault(exchange: string): void {
  if (exchange === '') throw new BrokerError('default-exchange', {});
}

function refuseDefaults({ source, target }: BindingRequest): void {
  refuseDefault(source);
  if (target.kind === 'exchange') refuseDefault(target.name);
}

/** Names that begin with `amq.` are the broker's own. */
export function refuseReserved(kind: 'queue' | 'exchange', name: string): void {
  if (name.startsWith(RESERVED)) throw new BrokerError('name-reserved', { kind, name });
}

function refuseForQuorum(queue: string, request: QueueRequest): void {
  const refuse = (property: 'exclusive' | 'transient' | 'auto-delete'): never => {
    throw new BrokerError('property-unsupported', { queue, property });
  };
  if (request.exclusive === true) refuse('exclusive');
  if (request.autoDelete === true) refuse('auto-delete');
  if (request.durable !== true) refuse('transient');
}

function firstDifference(pairs: readonly (readonly [string, string | boolean, string | boolean])[]) {
  for (const [property, received, current] of pairs) {
    if (received !== current) return { property, received, current, isArgument: false };
  }
  return undefined;
}

/** Numbers of different width are the same if they are the same number. */
function argumentDifference(names: readonly string[], received: Table, current: Table) {
  const same = (a: Value | undefined, b: Value | undefined): boolean =>
    isInteger(a) && isInteger(b) ? BigInt(a.value) === BigInt(b.value) : sameValue(a, b);
  for (const name of names) {
    const [wanted, have] = [received.get(name), current.get(name)];
    if (!same(wanted, have)) return { property: name, received: wanted, current: have, isArgument: true };
  }
  return undefined;
}

/** An exchange: bindings, and for each kind an index that finds those which fit a message without looking at them all. */
import { BrokerError } from './errors.ts';
import { checkMatchArguments, headersMatch } from './headers-match.ts';
import type { Properties } from './message.ts';
import type { Queue } from './queue.ts';
import type { LastMessages } from './last-messages.ts';
import { TopicTree } from './topic-tree.ts';
import { EMPTY_TABLE, sameValue, type Table } from './values.ts';

export const EXCHANGE_KINDS = ['direct', 'fanout', 'topic', 'headers'] as const;
export type ExchangeKind = (typeof EXCHANGE_KINDS)[number];

export function isExchangeKind(kind: string): kind is ExchangeKind {
  return (EXCHANGE_KINDS as readonly string[]).includes(kind);
}

export type Target = Queue | Exchange;

export interface Binding {
  readonly source: Exchange;
  readonly target: Target;
  readonly key: string;
  readonly arguments: Table;
}

type Found = (binding: Binding) => void;

/** The bindings of one exchange, kept so as its kind asks for them. */
interface Index {
  add(binding: Binding): void;
  remove(binding: Binding): void;
  find(key: string, properties: Properties, found: Found): void;
}

class KeyIndex implements Index {
  readonly #byKey = new Map<string, Set<Binding>>();

  add(binding: Binding): void {
    const same = this.#byKey.get(binding.key);
    if (same === undefined) this.#byKey.set(binding.key, new Set([binding]));
    else same.add(binding);
  }

  remove(binding: Binding): void {
    const same = this.#byKey.get(binding.key);
    same?.delete(binding);
    if (same?.size === 0) this.#byKey.delete(binding.key);
  }

  find(key: string, _properties: Properties, found: Found): void {
    const same = this.#byKey.get(key);
    if (same !== undefined) for (const binding of same) found(binding);
  }
}

class AllIndex implements Index {
  protected readonly bindings = new Set<Binding>();

  add(binding: Binding): void {
    this.bindings.add(binding);
  }

  remove(binding: Binding): void {
    this.bindings.delete(binding);
  }

  find(_key: string, _properties: Properties, found: Found): void {
    for (const binding of this.bindings) found(binding);
  }
}

class HeadersIndex extends AllIndex {
  override add(binding: Binding): void {
    checkMatchArguments(binding.arguments);
    super.add(binding);
  }

  override find(_key: string, properties: Properties, found: Found): void {
    const headers = properties.headers ?? EMPTY_TABLE;
    for (const binding of this.bindings) if (headersMatch(binding.arguments, headers)) found(binding);
  }
}

class TopicIndex implements Index {
  readonly #tree = new TopicTree<Binding>();

  add(binding: Binding): void {
    this.#tree.add(binding.key, binding);
  }

  remove(binding: Binding): void {
    this.#tree.remove(binding.key, binding);
  }

  find(key: string, _properties: Properties, found: Found): void {
    this.#tree.match(key, found);
  }
}

const INDEXES: Record<ExchangeKind, () => Index> = {
  direct: () => new KeyIndex(),
  fanout: () => new AllIndex(),
  topic: () => new TopicIndex(),
  headers: () => new HeadersIndex(),
};

export interface ExchangeDeclaration {
  readonly name: string;
  readonly kind: ExchangeKind;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** Only other exchanges may send to it. */
  readonly internal: boolean;
  readonly arguments: Table;
}

export class Exchange {
  readonly name: string;
  readonly kind: ExchangeKind;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: Table;
  /** Gets what no binding of this one takes. */
  readonly alternate: string | undefined;
  readonly bindings = new Set<Binding>();
  /** Those that lead here. */
  readonly incoming = new Set<Binding>();
  /** The last message of each key that was sent to be remembered; nothing where none was. */
  memory: LastMessages | undefined;
  readonly #index: Index;
  readonly #identities = new Map<string, Binding[]>();

  constructor(declaration: ExchangeDeclaration) {
    this.name = declaration.name;
    this.kind = declaration.kind;
    this.durable = declaration.durable;
    this.autoDelete = declaration.autoDelete;
    this.internal = declaration.internal;
    this.arguments = declaration.arguments;
    this.#index = INDEXES[declaration.kind]();
    const alternate = declaration.arguments.get('alternate-exchange');
    if (alternate !== undefined && typeof alternate !== 'string') {
      const argument = 'alternate-exchange';
      const { name } = declaration;
      throw new BrokerError('invalid-argument-type', { kind: 'exchange', name, argument, value: alternate });
    }
    this.alternate = alternate;
  }

  /** The binding that is the same in every part, if there is one. */
  existing(target: Target, key: string, table: Table): Binding | undefined {
    const alike = this.#identities.get(identity(target, key));
    return alike?.find((binding) => sameValue(binding.arguments, table));
  }

  /** Throws `invalid-match` where the arguments cannot be matched by. */
  add(binding: Binding): void {
    this.#index.add(binding);
    this.bindings.add(binding);
    binding.target.incoming.add(binding);
    const name = identity(binding.target, binding.key);
    const alike = this.#identities.get(name);
    if (alike === undefined) this.#identities.set(name, [binding]);
    else alike.push(binding);
  }

  remove(binding: Binding): void {
    this.#index.remove(binding);
    this.bindings.delete(binding);
    binding.target.incoming.delete(binding);
    const name = identity(binding.target, binding.key);
    const alike = this.#identities.get(name)?.filter((other) => other !== binding) ?? [];
    if (alike.length === 0) this.#identities.delete(name);
    else this.#identities.set(name, alike);
  }

  find(key: string, properties: Properties, found: Found): void {
    this.#index.find(key, properties, found);
  }
}

function identity(target: Target, key: string): string {
  return JSON.stringify([target instanceof Exchange ? 'exchange' : 'queue', target.name, key]);
}

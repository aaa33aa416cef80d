/**
 * What an exchange remembers: the last message of each key. Keys stand in a tree of words, so that a pattern finds those
 * that it matches without looking at them all.
 */
import { BrokerError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { BROKER_LIMITS } from './limits.ts';
import { detach, type Message } from './message.ts';
import { DOTTED, type TopicSyntax } from './topic-tree.ts';

export interface Remembered {
  readonly message: Message;
  /** Milliseconds since the Unix epoch; `Infinity` where it does not expire. */
  readonly expiresAt: number;
}

interface Node {
  readonly children: Map<string, Node>;
  last: Remembered | undefined;
}

const node = (): Node => ({ children: new Map(), last: undefined });

export class LastMessages {
  readonly #syntax: TopicSyntax;
  #root = node();
  #size = 0;

  constructor(syntax: TopicSyntax = DOTTED) {
    this.#syntax = syntax;
  }

  get size(): number {
    return this.#size;
  }

  set(key: string, last: Remembered): void {
    let at = this.#root;
    for (const word of this.#words(key)) {
      let next = at.children.get(word);
      if (next === undefined) at.children.set(word, (next = node()));
      at = next;
    }
    if (at.last === undefined) this.#size++;
    at.last = last;
  }

  has(key: string): boolean {
    let at: Node | undefined = this.#root;
    for (const word of this.#words(key)) at = at?.children.get(word);
    return at?.last !== undefined;
  }

  /** Branches that lead nowhere any more are cut off. */
  delete(key: string): void {
    const path: [Node, string][] = [];
    let at = this.#root;
    for (const word of this.#words(key)) {
      const next = at.children.get(word);
      if (next === undefined) return;
      path.push([at, word]);
      at = next;
    }
    if (at.last === undefined) return;
    at.last = undefined;
    this.#size--;
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      const [parent, word] = step;
      const child = parent.children.get(word);
      if (child === undefined || child.last !== undefined || child.children.size > 0) return;
      parent.children.delete(word);
    }
  }

  /** Those whose keys the pattern matches, in the order of the tree. */
  match(pattern: string): Remembered[] {
    const found = new Set<Remembered>();
    this.#walk(this.#root, this.#words(pattern), 0, found);
    return [...found];
  }

  #words(text: string): string[] {
    return text === '' ? [] : text.split(this.#syntax.separator);
  }

  #walk(at: Node, pattern: string[], index: number, found: Set<Remembered>): void {
    const word = pattern[index];
    if (word === undefined) {
      if (at.last !== undefined) found.add(at.last);
    } else if (word === this.#syntax.many) {
      this.#walk(at, pattern, index + 1, found);
      for (const child of at.children.values()) this.#walk(child, pattern, index, found);
    } else if (word === this.#syntax.one) {
      for (const child of at.children.values()) this.#walk(child, pattern, index + 1, found);
    } else {
      const child = at.children.get(word);
      if (child !== undefined) this.#walk(child, pattern, index + 1, found);
    }
  }
}

/** An empty body makes the exchange forget. Throws `limit-reached`. */
export function remember(exchange: Exchange, message: Message, now: number): void {
  if (message.body.length === 0) return exchange.memory?.delete(message.key);
  const memory = (exchange.memory ??= new LastMessages());
  const maximum = BROKER_LIMITS.rememberedKeys;
  if (memory.size >= maximum && !memory.has(message.key)) {
    throw new BrokerError('limit-reached', { limit: 'rememberedKeys', maximum });
  }
  detach(message);
  memory.set(message.key, { message, expiresAt: now + (message.ttlMs ?? Infinity) });
}

/** What has expired is forgotten on the way. */
export function recall({ memory }: Exchange, pattern: string, now: number): Remembered[] {
  const found = memory?.match(pattern) ?? [];
  for (const { message, expiresAt } of found) if (expiresAt <= now) memory?.delete(message.key);
  return found.filter(({ expiresAt }) => expiresAt > now);
}

/**
 * Patterns of words, found by a walk over the topic's own words: the cost of a look-up grows with the length of the
 * topic and the wildcards on its way, not with the number of patterns.
 *
 *     order.*.eu  ─┐
 *     order.#     ─┼─►  order ─┬─ *  ─ eu → {…}
 *     #           ─┘           └─ #  → {…}
 */
export interface TopicSyntax {
  readonly separator: string;
  /** Stands for exactly one word. */
  readonly one: string;
  /** Stands for any number of words, none included. */
  readonly many: string;
}

export const DOTTED: TopicSyntax = { separator: '.', one: '*', many: '#' };

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  readonly values: Set<T>;
}

const node = <T>(): Node<T> => ({ children: new Map(), values: new Set() });

export class TopicTree<T> {
  readonly #syntax: TopicSyntax;
  readonly #root = node<T>();

  constructor(syntax: TopicSyntax = DOTTED) {
    this.#syntax = syntax;
  }

  add(pattern: string, value: T): void {
    let at = this.#root;
    for (const word of this.#words(pattern)) {
      let next = at.children.get(word);
      if (next === undefined) at.children.set(word, (next = node<T>()));
      at = next;
    }
    at.values.add(value);
  }

  /** Branches that lead nowhere any more are cut off. */
  remove(pattern: string, value: T): void {
    const path: [Node<T>, string][] = [];
    let at = this.#root;
    for (const word of this.#words(pattern)) {
      const next = at.children.get(word);
      if (next === undefined) return;
      path.push([at, word]);
      at = next;
    }
    at.values.delete(value);
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      const [parent, word] = step;
      const child = parent.children.get(word);
      if (child === undefined || child.values.size > 0 || child.children.size > 0) return;
      parent.children.delete(word);
    }
  }

  /** Calls `found` for every value whose pattern matches; for a value under several patterns once for each. */
  match(topic: string, found: (value: T) => void): void {
    this.#walk(this.#root, this.#words(topic), 0, found, new Map());
  }

  #words(text: string): string[] {
    return text === '' ? [] : text.split(this.#syntax.separator);
  }

  /** `seen` keeps two `#` on one path from multiplying the work: a node is entered once for each position. */
  #walk(at: Node<T>, words: string[], index: number, found: (value: T) => void, seen: Map<Node<T>, Set<number>>): void {
    const many = at.children.get(this.#syntax.many);
    if (many !== undefined) {
      let entered = seen.get(many);
      if (entered === undefined) seen.set(many, (entered = new Set()));
      for (let next = index; next <= words.length; next++) {
        if (entered.has(next)) continue;
        entered.add(next);
        this.#walk(many, words, next, found, seen);
      }
    }
    const word = words[index];
    if (word === undefined) {
      for (const value of at.values) found(value);
      return;
    }
    const { one, many: manyWord } = this.#syntax;
    if (word !== one && word !== manyWord) {
      const exact = at.children.get(word);
      if (exact !== undefined) this.#walk(exact, words, index + 1, found, seen);
    }
    const any = at.children.get(one);
    if (any !== undefined) this.#walk(any, words, index + 1, found, seen);
  }
}

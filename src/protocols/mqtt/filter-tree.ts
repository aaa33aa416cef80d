/**
 * The subscriptions of one client by their filters (§4.7), found by a walk over the topic's levels: the cost grows with
 * the depth of the topic and the wildcards on its way, not with the number of subscriptions. What is found comes in
 * Mosquitto's order: at each level first the level itself, then `+`, then `#`.
 */
interface Node<T> {
  readonly children: Map<string, Node<T>>;
  value: T | undefined;
}

const node = <T>(): Node<T> => ({ children: new Map(), value: undefined });

export class FilterTree<T> {
  readonly #root = node<T>();
  readonly #hidesDollar: boolean;
  #size = 0;

  /** `hidesDollar`: wildcards in the first level leave topics alone that begin with `$` [MQTT-4.7.2-1]. */
  constructor(hidesDollar: boolean) {
    this.#hidesDollar = hidesDollar;
  }

  get size(): number {
    return this.#size;
  }

  get(filter: string): T | undefined {
    let at: Node<T> | undefined = this.#root;
    for (const level of filter.split('/')) at = at?.children.get(level);
    return at?.value;
  }

  /** Takes the place of what was there under the same filter. */
  set(filter: string, value: T): void {
    let at = this.#root;
    for (const level of filter.split('/')) {
      let next = at.children.get(level);
      if (next === undefined) at.children.set(level, (next = node<T>()));
      at = next;
    }
    if (at.value === undefined) this.#size++;
    at.value = value;
  }

  /** Branches that lead nowhere any more are cut off. */
  delete(filter: string): void {
    const path: [Node<T>, string][] = [];
    let at = this.#root;
    for (const level of filter.split('/')) {
      const next = at.children.get(level);
      if (next === undefined) return;
      path.push([at, level]);
      at = next;
    }
    if (at.value === undefined) return;
    at.value = undefined;
    this.#size--;
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      const [parent, level] = step;
      const child = parent.children.get(level);
      if (child === undefined || child.value !== undefined || child.children.size > 0) return;
      parent.children.delete(level);
    }
  }

  match(topic: string): T[] {
    const found: T[] = [];
    const wild = !(this.#hidesDollar && topic.startsWith('$'));
    this.#walk(this.#root, topic.split('/'), 0, wild, found);
    return found;
  }

  #walk(at: Node<T>, levels: string[], index: number, wild: boolean, found: T[]): void {
    const level = levels[index];
    if (level !== undefined) {
      const exact = at.children.get(level);
      if (exact !== undefined) this.#walk(exact, levels, index + 1, true, found);
      const any = wild ? at.children.get('+') : undefined;
      if (any !== undefined) this.#walk(any, levels, index + 1, true, found);
    } else if (at.value !== undefined) {
      found.push(at.value);
    }
    // `sport/#` is for `sport` too (§4.7.1.2)
    const rest = wild ? at.children.get('#')?.value : undefined;
    if (rest !== undefined) found.push(rest);
  }
}

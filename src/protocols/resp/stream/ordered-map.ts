/** Values by number, in the order of their numbers. Made for numbers that come in order and go from the front. */
const COMPACT_AT = 64;

export class OrderedMap<V> {
  #keys: bigint[] = [];
  #values: (V | undefined)[] = [];
  /** How many at the front are gone already. */
  #head = 0;

  get size(): number {
    return this.#keys.length - this.#head;
  }

  get firstKey(): bigint | undefined {
    return this.#keys[this.#head];
  }

  get lastKey(): bigint | undefined {
    return this.size === 0 ? undefined : this.#keys.at(-1);
  }

  get(key: bigint): V | undefined {
    const at = this.#lowerBound(key);
    return this.#keys[at] === key ? this.#values[at] : undefined;
  }

  set(key: bigint, value: V): void {
    const at = this.#lowerBound(key);
    if (this.#keys[at] === key) this.#values[at] = value;
    else if (at === this.#keys.length) {
      this.#keys.push(key);
      this.#values.push(value);
    } else {
      this.#keys.splice(at, 0, key);
      this.#values.splice(at, 0, value);
    }
  }

  delete(key: bigint): boolean {
    const at = this.#lowerBound(key);
    if (this.#keys[at] !== key) return false;
    if (at === this.#head) {
      this.#values[at] = undefined;
      this.#head++;
      if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#keys.length) this.#compact();
    } else {
      this.#keys.splice(at, 1);
      this.#values.splice(at, 1);
    }
    return true;
  }

  /** How many are not smaller. */
  countFrom(start: bigint): number {
    return this.#keys.length - this.#lowerBound(start);
  }

  keys(): bigint[] {
    return this.#keys.slice(this.#head);
  }

  /** From `start` to `end`, both included. Nothing may be added or taken away meanwhile. */
  *range(start: bigint, end: bigint): Generator<readonly [bigint, V]> {
    for (let at = this.#lowerBound(start); at < this.#keys.length; at++) {
      const key = this.#keys[at] as bigint;
      if (key > end) return;
      yield [key, this.#values[at] as V];
    }
  }

  /** The same, from the end. */
  *backwards(start: bigint, end: bigint): Generator<readonly [bigint, V]> {
    for (let at = this.#lowerBound(end + 1n) - 1; at >= this.#head; at--) {
      const key = this.#keys[at] as bigint;
      if (key < start) return;
      yield [key, this.#values[at] as V];
    }
  }

  /** Where the first key that is not smaller stands; behind the last one where there is none. */
  #lowerBound(key: bigint): number {
    const { length } = this.#keys;
    if (length === this.#head || key > (this.#keys[length - 1] as bigint)) return length;
    let low = this.#head;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as bigint) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compact(): void {
    this.#keys = this.#keys.slice(this.#head);
    this.#values = this.#values.slice(this.#head);
    this.#head = 0;
  }
}

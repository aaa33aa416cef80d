/** One numbered set of keys. A key whose time is over is gone as soon as anybody looks, and soon even if nobody does. */
import type { Value, ValueType } from './value.ts';
import { wrongType } from './errors.ts';

/** What a key takes besides its name and its value. */
const KEY_OVERHEAD_BYTES = 64;

interface Entry {
  value: Value;
  /** Milliseconds since the Unix epoch; `Infinity`: never. */
  expiresAt: number;
  /** As counted when it was last changed. */
  bytes: number;
  /** In which order keys came: what SCAN goes by. */
  readonly serial: number;
}

/** Hears what happens to keys. */
export interface KeyListener {
  changed(database: Database, key: string): void;
  /** The value is gone, one way or the other. */
  removed(database: Database, key: string, value: Value, why: Removal): void;
  /** Who waits for the key may find what it waits for, or that it never will: a value is new, or a stream gone. */
  ready(database: Database, key: string): void;
  /** A key has been given an end. */
  volatile(expiresAt: number): void;
}

export type Removal = 'deleted' | 'expired' | 'replaced' | 'renamed' | 'restart';

export class Database {
  readonly index: number;
  /** Roughly what all of it takes of memory. */
  bytes = 0;
  readonly #listener: KeyListener;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #volatile = new Set<string>();
  #lastSerial = 0;

  constructor(index: number, listener: KeyListener, now: () => number) {
    this.index = index;
    this.#listener = listener;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get volatileCount(): number {
    return this.#volatile.size;
  }

  find(key: string): Value | undefined {
    return this.#entry(key)?.value;
  }

  /** Throws `WRONGTYPE` where the key holds something else. */
  need<T extends ValueType>(key: string, type: T): Extract<Value, { type: T }> | undefined {
    const value = this.find(key);
    if (value !== undefined && value.type !== type) throw wrongType();
    return value as Extract<Value, { type: T }> | undefined;
  }

  /** The key's time stays what it was with `keepExpiry`, and is endless without. */
  put(key: string, value: Value, keepExpiry = false): void {
    const before = this.#entry(key);
    const replaced = before !== undefined && before.value !== value ? before.value : undefined;
    if (replaced !== undefined) this.#listener.removed(this, key, replaced, 'replaced');
    // a string is nothing that anybody waits for; a stream that is gone ends the wait for its groups
    const wanted = before === undefined ? value.type !== 'string' : replaced?.type === 'stream';
    if (wanted) this.#listener.ready(this, key);
    const entry = before ?? { value, expiresAt: Infinity, bytes: 0, serial: ++this.#lastSerial };
    entry.value = value;
    this.#entries.set(key, entry);
    if (!keepExpiry) this.#setExpiry(key, entry, Infinity);
    this.changed(key);
  }

  remove(key: string, why: Removal = 'deleted'): boolean {
    const entry = this.#entry(key);
    if (entry === undefined) return false;
    this.#drop(key, entry, why);
    return true;
  }

  /** The value under a key is not what it was. An empty list is no list. */
  changed(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      const bytes = KEY_OVERHEAD_BYTES + key.length + entry.value.bytes;
      this.bytes += bytes - entry.bytes;
      entry.bytes = bytes;
      if (entry.value.type === 'list' && entry.value.length === 0) return this.#drop(key, entry, 'deleted');
    }
    this.#listener.changed(this, key);
  }

  /** `Infinity`: never; undefined: there is no such key. */
  expiresAt(key: string): number | undefined {
    return this.#entry(key)?.expiresAt;
  }

  /** The key is there. */
  expire(key: string, at: number): void {
    const entry = this.#entry(key);
    if (entry === undefined) return;
    this.#setExpiry(key, entry, at);
    this.#listener.changed(this, key);
  }

  /** Those that are there, in the order in which they came. */
  *keys(): Generator<string> {
    for (const key of [...this.#entries.keys()]) if (this.#entry(key) !== undefined) yield key;
  }

  /** Keys that came after `serial`, each with its own. */
  *keysAfter(serial: number): Generator<readonly [key: string, serial: number]> {
    for (const [key, entry] of this.#entries) if (entry.serial > serial) yield [key, entry.serial];
  }

  clear(why: 'deleted' | 'restart' = 'deleted'): void {
    for (const [key, entry] of [...this.#entries]) this.#drop(key, entry, why);
  }

  /** Takes away what is over, and says when the next will be; undefined: none. */
  sweep(): number | undefined {
    let next: number | undefined;
    for (const key of [...this.#volatile]) {
      const entry = this.#entry(key);
      if (entry !== undefined) next = Math.min(next ?? Infinity, entry.expiresAt);
    }
    return next;
  }

  #entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#now() <= entry.expiresAt) return entry;
    this.#drop(key, entry, 'expired');
    return undefined;
  }

  #drop(key: string, entry: Entry, why: Removal): void {
    this.#entries.delete(key);
    this.#volatile.delete(key);
    this.bytes -= entry.bytes;
    this.#listener.removed(this, key, entry.value, why);
    if (entry.value.type === 'stream') this.#listener.ready(this, key);
    this.#listener.changed(this, key);
  }

  #setExpiry(key: string, entry: Entry, at: number): void {
    entry.expiresAt = at;
    if (at === Infinity) this.#volatile.delete(key);
    else {
      this.#volatile.add(key);
      this.#listener.volatile(at);
    }
  }
}

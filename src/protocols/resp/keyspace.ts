/** All databases, and who cares what happens to their keys: clients that watch them, and those that wait for them. */
import type { Clock } from '../../broker/index.ts';
import type { Client } from './client.ts';
import { Database, type KeyListener, type Removal } from './database.ts';
import { RESP_LIMITS } from './limits.ts';
import type { Value } from './value.ts';

/** What nobody asks for is looked through at most so often. */
const SWEEP_MS = 100;
/** What is in use without a single key. */
const EMPTY_BYTES = 1024 * 1024;

export interface KeyspaceOptions {
  readonly clock: Clock;
  readonly expired: () => void;
  /** A key may have become what somebody waits for. */
  readonly ready: (database: number, key: string) => void;
  readonly removed: (key: string, value: Value, why: Removal) => void;
}

export class Keyspace implements KeyListener {
  readonly #clock: Clock;
  readonly #options: KeyspaceOptions;
  readonly #databases: Database[];
  /** By `nameOf`: who must not commit any more when the key changes. */
  readonly #watchers = new Map<string, Set<Client>>();
  #sweeping: unknown;
  #sweepsAt = Infinity;

  constructor(options: KeyspaceOptions) {
    this.#clock = options.clock;
    this.#options = options;
    this.#databases = Array.from({ length: RESP_LIMITS.databases }, (_, index) => {
      return new Database(index, this, () => this.now());
    });
  }

  /** Milliseconds since the Unix epoch, whole. */
  now(): number {
    return Math.floor(this.#clock.now());
  }

  database(index: number): Database {
    return this.#databases[index] as Database;
  }

  *[Symbol.iterator](): Generator<Database> {
    yield* this.#databases;
  }

  /** Roughly what everything takes of memory. */
  get bytes(): number {
    return this.#databases.reduce((sum, { bytes }) => sum + bytes, EMPTY_BYTES);
  }

  clear(why: 'deleted' | 'restart' = 'deleted'): void {
    for (const database of this.#databases) database.clear(why);
    this.#stopSweeping();
  }

  watch(database: number, key: string, client: Client): void {
    const name = nameOf(database, key);
    const watchers = this.#watchers.get(name);
    if (watchers === undefined) this.#watchers.set(name, new Set([client]));
    else watchers.add(client);
  }

  unwatch(database: number, key: string, client: Client): void {
    const name = nameOf(database, key);
    const watchers = this.#watchers.get(name);
    if (watchers?.delete(client) === true && watchers.size === 0) this.#watchers.delete(name);
  }

  changed({ index }: Database, key: string): void {
    if (this.#watchers.size > 0) {
      for (const client of this.#watchers.get(nameOf(index, key)) ?? []) client.transactions.spoil();
    }
  }

  ready({ index }: Database, key: string): void {
    this.#options.ready(index, key);
  }

  removed(_database: Database, key: string, value: Value, why: Removal): void {
    if (why === 'expired') this.#options.expired();
    this.#options.removed(key, value, why);
  }

  volatile(expiresAt: number): void {
    const at = Math.max(expiresAt + 1, this.now() + SWEEP_MS);
    if (at >= this.#sweepsAt) return;
    this.#stopSweeping();
    this.#sweepsAt = at;
    this.#sweeping = this.#clock.setTimeout(() => this.#sweep(), at - this.now());
  }

  #stopSweeping(): void {
    if (this.#sweeping !== undefined) this.#clock.clearTimeout(this.#sweeping);
    this.#sweeping = undefined;
    this.#sweepsAt = Infinity;
  }

  #sweep(): void {
    this.#stopSweeping();
    const nexts = this.#databases.flatMap((database) => database.sweep() ?? []);
    if (nexts.length > 0) this.volatile(Math.min(...nexts));
  }
}

export function nameOf(database: number, key: string): string {
  return `${database} ${key}`;
}

/** MULTI and WATCH of one client: commands that wait for EXEC, and keys that must not have changed by then. */
import type { Client } from './client.ts';
import type { Args, Command } from './command.ts';
import { ReplyError } from './errors.ts';
import { RESP_LIMITS } from './limits.ts';
import { own } from './words.ts';

export interface Queued {
  readonly command: Command;
  readonly words: Args;
}

interface Watched {
  readonly database: number;
  readonly key: string;
  /** It was there when the watch began. */
  readonly existed: boolean;
}

export class Transactions {
  readonly #client: Client;
  #queue: Queued[] | undefined;
  #queuedBytes = 0;
  #broken = false;
  #spoilt = false;
  #watched: Watched[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  get open(): boolean {
    return this.#queue !== undefined;
  }

  /** -1: none is open. */
  get length(): number {
    return this.#queue?.length ?? -1;
  }

  begin(): void {
    if (this.open) throw new ReplyError('ERR MULTI calls can not be nested');
    this.#queue = [];
  }

  /** The words are copied: they wait longer than the chunk that they came in. */
  queue(command: Command, words: Args): void {
    this.#queuedBytes += words.reduce((sum, word) => sum + word.length, 0);
    if (this.#queuedBytes > RESP_LIMITS.queryBytes) return this.#client.cut('transaction too large');
    this.#queue?.push({ command, words: words.map(own) });
  }

  /** A command could not be queued: EXEC will refuse. */
  break(): void {
    if (this.open) this.#broken = true;
  }

  /** A watched key has changed. */
  spoil(): void {
    this.#spoilt = true;
  }

  /** What was queued; undefined where a watched key has changed. Over with it in any case. */
  take(): readonly Queued[] | undefined {
    if (this.#queue === undefined) throw new ReplyError('ERR EXEC without MULTI');
    const queue = this.#queue;
    const broken = this.#broken;
    const spoilt = this.#spoilt || this.#watched.some((watched) => this.#isGone(watched));
    this.discard();
    if (broken) throw new ReplyError('EXECABORT Transaction discarded because of previous errors.');
    return spoilt ? undefined : queue;
  }

  /** Queue and watches are given up. */
  discard(): void {
    this.#queue = undefined;
    this.#queuedBytes = 0;
    this.#broken = false;
    this.unwatch();
  }

  watch(key: string): void {
    if (this.open) throw new ReplyError('ERR WATCH inside MULTI is not allowed');
    const { database, instance } = this.#client;
    if (this.#watched.some((watched) => watched.database === database && watched.key === key)) return;
    const existed = instance.keyspace.database(database).find(key) !== undefined;
    this.#watched.push({ database, key, existed });
    instance.keyspace.watch(database, key, this.#client);
  }

  unwatch(): void {
    const { keyspace } = this.#client.instance;
    for (const { database, key } of this.#watched) keyspace.unwatch(database, key, this.#client);
    this.#watched = [];
    this.#spoilt = false;
  }

  #isGone({ database, key, existed }: Watched): boolean {
    return existed && this.#client.instance.keyspace.database(database).find(key) === undefined;
  }
}

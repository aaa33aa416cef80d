/**
 * Clients that wait for a key: for an element of a list, for an entry of a stream. Who waits longest is served first;
 * whatever else the client says meanwhile is heard afterwards.
 */
import type { Clock } from '../../broker/index.ts';
import type { Client } from './client.ts';
import { ReplyError } from './errors.ts';
import type { Reply } from './frames.ts';
import { nameOf } from './keyspace.ts';

export interface Wait {
  readonly database: number;
  readonly keys: readonly string[];
  /** What the client is told now that `key` has changed; undefined: it goes on waiting. May throw `ReplyError`. */
  attempt(key: string): Reply | undefined;
  /** What it is told when it has waited long enough. */
  readonly late: Reply;
  /** 0: for ever. */
  readonly timeoutMs: number;
}

interface Waiting {
  readonly wait: Wait;
  readonly timer: unknown;
}

export class Blocking {
  readonly #clock: Clock;
  readonly #waiting = new Map<Client, Waiting>();
  /** By `nameOf`, in the order in which they came. */
  readonly #byKey = new Map<string, Set<Client>>();
  /** Keys that have changed and for which somebody waits, by `nameOf`. */
  readonly #ready = new Map<string, string>();
  readonly #freed: Client[] = [];
  #serving = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#waiting.size;
  }

  block(client: Client, wait: Wait): void {
    const timer =
      wait.timeoutMs === 0
        ? undefined
        : this.#clock.setTimeout(() => {
            this.end(client, wait.late);
            this.serve();
          }, wait.timeoutMs);
    this.#waiting.set(client, { wait, timer });
    for (const key of wait.keys) {
      const name = nameOf(wait.database, key);
      const clients = this.#byKey.get(name);
      if (clients === undefined) this.#byKey.set(name, new Set([client]));
      else clients.add(client);
    }
  }

  isBlocked(client: Client): boolean {
    return this.#waiting.has(client);
  }

  /** What the client would be told if its time were over; undefined where it does not wait. */
  lateReply(client: Client): Reply | undefined {
    return this.#waiting.get(client)?.wait.late;
  }

  /** A key may have become what somebody waits for. */
  ready(database: number, key: string): void {
    if (this.#byKey.size === 0) return;
    const name = nameOf(database, key);
    if (this.#byKey.has(name)) this.#ready.set(name, key);
  }

  /** After each command: whoever can be served now is, and what it has said meanwhile is heard. */
  serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    try {
      this.#serveReady();
      for (let client = this.#freed.shift(); client !== undefined; client = this.#freed.shift()) {
        while (client.resume()) this.#serveReady();
      }
    } finally {
      this.#serving = false;
    }
  }

  /** The client waits no longer. */
  end(client: Client, reply: Reply): void {
    if (!this.#waiting.has(client)) return;
    this.drop(client);
    client.reply(reply);
    client.settleSilence();
    this.#freed.push(client);
  }

  /** The client is gone. */
  drop(client: Client): void {
    const waiting = this.#waiting.get(client);
    if (waiting === undefined) return;
    this.#waiting.delete(client);
    if (waiting.timer !== undefined) this.#clock.clearTimeout(waiting.timer);
    for (const key of waiting.wait.keys) {
      const name = nameOf(waiting.wait.database, key);
      const clients = this.#byKey.get(name);
      clients?.delete(client);
      if (clients?.size === 0) this.#byKey.delete(name);
    }
  }

  /** A client that is served may make the next key ready. */
  #serveReady(): void {
    while (this.#ready.size > 0) {
      for (const [name, key] of this.#ready) {
        this.#ready.delete(name);
        for (const client of [...(this.#byKey.get(name) ?? [])]) this.#attempt(client, key);
      }
    }
  }

  #attempt(client: Client, key: string): void {
    const waiting = this.#waiting.get(client);
    if (waiting === undefined) return;
    let reply: Reply | undefined;
    try {
      reply = waiting.wait.attempt(key);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      reply = error.reply;
    }
    if (reply !== undefined) this.end(client, reply);
  }
}

/** One client as commands see it: who it is, what it listens to, and the way in which answers reach it. */
import type { Peer } from '../protocol.ts';
import type { Listener, Space } from './channels.ts';
import type { Wait } from './blocking.ts';
import type { Database } from './database.ts';
import type { Prepared, Reply, RespFrame } from './frames.ts';
import type { Instance } from './instance.ts';
import { OutputGuard } from './output-guard.ts';
import { Transactions } from './transactions.ts';
import { forVersion, type Version } from './versions.ts';

/** What CLIENT REPLY has asked for; `skip-next` becomes `skip` with the command after it. */
type Silence = 'off' | 'skip-next' | 'skip' | undefined;

export class Client implements Listener {
  readonly id: number;
  readonly instance: Instance;
  readonly connection: string;
  /** `127.0.0.1:50000` */
  readonly address: string;
  readonly connectedAt: number;
  version: Version = 2;
  name = '';
  library = { name: '', version: '' };
  authenticated: boolean;
  /** By number. */
  database = 0;
  noEvict = false;
  readonly subscriptions: Readonly<Record<Space, Set<string>>> = {
    channel: new Set(),
    pattern: new Set(),
    shard: new Set(),
  };
  readonly transactions = new Transactions(this);
  /** Performs the next of what it has said while it waited; false: there is nothing more, or it waits again. */
  resume: () => boolean = () => false;
  lastCommand = 'NULL';
  lastActiveAt: number;
  silence: Silence;
  closing = false;
  /** It has ended itself: the answer to that is its last. */
  closeAfterReply = false;
  readonly #peer: Peer<RespFrame>;
  readonly #output: OutputGuard;
  readonly #reads = new Set<string>();
  /** Replies of a transaction that is being executed. */
  #collected: Reply[] | undefined;

  constructor(instance: Instance, peer: Peer<RespFrame>) {
    this.instance = instance;
    this.id = instance.nextClient();
    this.connection = peer.connection;
    this.address = `${peer.remote.address}:${peer.remote.port}`;
    this.connectedAt = instance.clock.now();
    this.lastActiveAt = this.connectedAt;
    this.authenticated = instance.config.password === '';
    this.#peer = peer;
    this.#output = new OutputGuard(this, peer);
    instance.clients.set(this.id, this);
    instance.counts.connections++;
  }

  /** Channels and patterns, which are counted together. */
  get subscriptionCount(): number {
    return this.subscriptions.channel.size + this.subscriptions.pattern.size;
  }

  /** It listens to something. On RESP2 it may then do little else. */
  get listens(): boolean {
    return this.subscriptionCount + this.subscriptions.shard.size > 0;
  }

  /** The keys of its database. */
  get keys(): Database {
    return this.instance.keyspace.database(this.database);
  }

  get blocked(): boolean {
    return this.instance.blocking.isBlocked(this);
  }

  reply(reply: Reply): void {
    if (this.#collected !== undefined) return void this.#collected.push(reply);
    if (this.silence === 'off' || this.silence === 'skip') return;
    this.#send(forVersion(reply, this.version));
  }

  /** Said whether or not the client wants answers: a message, or what became of a subscription. */
  push(message: Prepared | Reply): void {
    const asReply = this.#collected !== undefined && this.version === 2 && message.kind !== 'prepared';
    if (asReply) return this.reply(message);
    this.#send(message.kind === 'prepared' ? message : forVersion(message, this.version));
  }

  /** What is replied during `work`, instead of being said. */
  collect(work: () => void): Reply[] {
    const collected: Reply[] = [];
    this.#collected = collected;
    try {
      work();
    } finally {
      this.#collected = undefined;
    }
    return collected;
  }

  /** Until one of the keys allows an answer. Within a transaction nobody waits: `none` is the answer. */
  wait(wait: Omit<Wait, 'database'>, none: Reply = wait.late): Reply | undefined {
    if (this.#collected !== undefined) return none;
    this.instance.blocking.block(this, { ...wait, database: this.database });
    return undefined;
  }

  /** Milliseconds since the Unix epoch; a key whose end is past is gone at once. */
  expireOrRemove(key: string, at: number): void {
    if (at <= this.instance.keyspace.now()) this.keys.remove(key);
    else this.keys.expire(key, at);
  }

  countLookup(found: boolean): void {
    this.instance.counts[found ? 'hits' : 'misses']++;
  }

  /** True once for each consumer of a group that this connection reads as. */
  joinsAs(reader: string): boolean {
    if (this.#reads.has(reader)) return false;
    this.#reads.add(reader);
    return true;
  }

  /** The command is done. */
  settleSilence(): void {
    if (this.silence === 'skip') this.silence = undefined;
    else if (this.silence === 'skip-next') this.silence = 'skip';
  }

  /** After what has been said. */
  close(): void {
    this.closing = true;
    this.#peer.close();
  }

  /** At once, without a word. */
  cut(reason: string): void {
    this.closing = true;
    this.#peer.cut(reason);
  }

  unsubscribeAll(gone: boolean): void {
    for (const space of ['channel', 'shard', 'pattern'] as const) {
      for (const name of this.subscriptions[space]) this.instance.channels.unsubscribe(space, name, this, gone);
      this.subscriptions[space].clear();
    }
  }

  /** As it was when it came, but for its number. */
  reset(): void {
    this.unsubscribeAll(false);
    this.transactions.discard();
    this.silence = undefined;
    this.database = 0;
    this.name = '';
    this.version = 2;
    this.authenticated = this.instance.config.password === '';
  }

  /** The connection is gone. */
  leave(): void {
    this.closing = true;
    this.#output.stop();
    this.unsubscribeAll(true);
    this.transactions.discard();
    this.instance.blocking.drop(this);
    this.instance.clients.delete(this.id);
  }

  /** It has taken everything. */
  drained(): void {
    this.#output.stop();
  }

  /** What it has been sent and did not take. */
  get unsentBytes(): number {
    return this.#peer.unsentBytes;
  }

  #send(frame: RespFrame): void {
    if (this.closing) return;
    if (!this.#peer.send(frame)) this.#output.check();
  }
}

/** One client as commands see it: who it is, what it listens to, and the way in which answers reach it. */
import type { Peer } from '../protocol.ts';
import type { Listener, Space } from './channels.ts';
import type { Prepared, Reply, RespFrame } from './frames.ts';
import type { Instance } from './instance.ts';
import { OutputGuard } from './output-guard.ts';
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
  lastCommand = 'NULL';
  lastActiveAt: number;
  silence: Silence;
  closing = false;
  /** It has ended itself: the answer to that is its last. */
  closeAfterReply = false;
  readonly #peer: Peer<RespFrame>;
  readonly #output: OutputGuard;

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

  reply(reply: Reply): void {
    if (this.silence === 'off' || this.silence === 'skip') return;
    this.#send(forVersion(reply, this.version));
  }

  /** Said whether or not the client wants answers: a message, or what became of a subscription. */
  push(message: Prepared | Reply): void {
    this.#send(message.kind === 'prepared' ? message : forVersion(message, this.version));
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

/**
 * Watches what piles up for a client that does not read, and cuts it as `client-output-buffer-limit` says: otherwise
 * one slow subscriber would eat the memory of all. What it was not sent is lost to it.
 */
import type { Peer } from '../protocol.ts';
import type { Client } from './client.ts';
import type { OutputLimit } from './config.ts';
import type { RespFrame } from './frames.ts';

export class OutputGuard {
  readonly #client: Client;
  readonly #peer: Peer<RespFrame>;
  /** Runs while more waits than the soft limit has. */
  #patience: unknown;

  constructor(client: Client, peer: Peer<RespFrame>) {
    this.#client = client;
    this.#peer = peer;
  }

  /** The client is behind. */
  check(): void {
    const { hardBytes, softBytes, seconds } = this.#limit();
    const { unsentBytes } = this.#peer;
    if (hardBytes > 0 && unsentBytes > hardBytes) return this.#cut();
    if (softBytes === 0 || unsentBytes <= softBytes) return this.stop();
    this.#patience ??= this.#client.instance.clock.setTimeout(() => this.#impatient(), seconds * 1000);
  }

  stop(): void {
    if (this.#patience !== undefined) this.#client.instance.clock.clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #impatient(): void {
    this.#patience = undefined;
    const { softBytes } = this.#limit();
    if (softBytes > 0 && this.#peer.unsentBytes > softBytes) this.#cut();
  }

  #limit(): OutputLimit {
    return this.#client.instance.config.output[this.#client.listens ? 'pubsub' : 'normal'];
  }

  #cut(): void {
    this.#client.instance.counts.outputLimitCuts++;
    this.#client.cut('output buffer limit');
  }
}

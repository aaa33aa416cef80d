/** One RESP connection: requests in, one after the other, answers and pushes out. */
import { type Peer, type Session, WireError } from '../protocol.ts';
import { Client } from './client.ts';
import { SilentError } from './codec.ts';
import { perform } from './dispatch.ts';
import { ReplyError } from './errors.ts';
import type { RespFrame } from './frames.ts';
import type { Instance } from './instance.ts';
import { RESP_LIMITS } from './limits.ts';
import { lower } from './words.ts';

/** What a web page could have a browser say here: Redis hangs up. */
const WEB_WORDS = new Set(['post', 'host:']);
const WEB_WORD_BYTES_MAX = 5;

export class RespSession implements Session<RespFrame> {
  readonly #client: Client;
  /** What came while the client waits for a key, in its order. */
  readonly #pending: (readonly Uint8Array[] | WireError)[] = [];
  #pendingBytes = 0;

  constructor(instance: Instance, peer: Peer<RespFrame>) {
    this.#client = new Client(instance, peer);
    this.#client.resume = () => this.#resume();
  }

  receive(frame: RespFrame): void {
    if ((frame.kind !== 'request' && frame.kind !== 'inline') || frame.args.length === 0) return;
    if (this.#client.closing) return;
    if (this.#client.blocked || this.#pending.length > 0) this.#postpone(frame.args);
    else this.#perform(frame.args);
  }

  fault(error: WireError): void {
    if (error instanceof SilentError) return this.#client.cut(error.message);
    if (this.#client.blocked || this.#pending.length > 0) this.#pending.push(error);
    else this.#fail(error);
  }

  drained(): void {
    this.#client.drained();
  }

  closed(): void {
    this.#pending.length = 0;
    this.#client.leave();
  }

  #fail(error: WireError): void {
    this.#client.push(new ReplyError(`ERR ${error.message}`).reply);
    this.#client.close();
  }

  #perform(words: readonly Uint8Array[]): void {
    const [name] = words;
    const short = name !== undefined && name.length <= WEB_WORD_BYTES_MAX;
    if (short && WEB_WORDS.has(lower(name))) return this.#client.cut('a web page asked');
    perform(this.#client, words);
  }

  #postpone(words: readonly Uint8Array[]): void {
    this.#pendingBytes += bytesOf(words);
    if (this.#pendingBytes > RESP_LIMITS.queryBytes) return this.#client.cut('query buffer limit');
    this.#pending.push(words);
  }

  #resume(): boolean {
    if (this.#client.blocked || this.#client.closing) return false;
    const next = this.#pending.shift();
    if (next === undefined) return false;
    if (next instanceof WireError) this.#fail(next);
    else {
      this.#pendingBytes -= bytesOf(next);
      this.#perform(next);
    }
    return true;
  }
}

/** With something for each word, so that empty ones count too. */
function bytesOf(words: readonly Uint8Array[]): number {
  return words.reduce((sum, word) => sum + word.length + WORD_OVERHEAD_BYTES, 0);
}

const WORD_OVERHEAD_BYTES = 16;

/** One RESP connection: requests in, one after the other, answers and pushes out. */
import type { Peer, Session, WireError } from '../protocol.ts';
import { Client } from './client.ts';
import { SilentError } from './codec.ts';
import { perform } from './dispatch.ts';
import { ReplyError } from './errors.ts';
import type { RespFrame } from './frames.ts';
import type { Instance } from './instance.ts';
import { lower } from './words.ts';

/** What a web page could have a browser say here: Redis hangs up. */
const WEB_WORDS = new Set(['post', 'host:']);

export class RespSession implements Session<RespFrame> {
  readonly #client: Client;

  constructor(instance: Instance, peer: Peer<RespFrame>) {
    this.#client = new Client(instance, peer);
  }

  receive(frame: RespFrame): void {
    if ((frame.kind !== 'request' && frame.kind !== 'inline') || frame.args.length === 0) return;
    if (this.#client.closing) return;
    if (WEB_WORDS.has(lower(frame.args[0]))) return this.#client.cut('a web page asked');
    perform(this.#client, frame.args);
  }

  fault(error: WireError): void {
    if (error instanceof SilentError) return this.#client.cut(error.message);
    this.#client.push(new ReplyError(`ERR ${error.message}`).reply);
    this.#client.close();
  }

  drained(): void {
    this.#client.drained();
  }

  closed(): void {
    this.#client.leave();
  }
}

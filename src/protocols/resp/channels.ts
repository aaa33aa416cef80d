/**
 * Publish and subscribe: a message goes at once to whoever listens, and is kept for nobody. Three name spaces of their
 * own: channels, patterns over their names, and shard channels, which without a cluster differ in nothing else.
 */
import type { Broker } from '../../broker/index.ts';
import { ByteWriter, decodeText } from '../bytes.ts';
import { ReplyError } from './errors.ts';
import { bulk, type Prepared, type Reply } from './frames.ts';
import { globMatches } from './glob.ts';
import { RESP_LIMITS } from './limits.ts';
import type { Version } from './versions.ts';
import { own } from './words.ts';
import { writeReply } from './writing.ts';

/** What a client is to its channels. */
export interface Listener {
  readonly version: Version;
  /** Names it in the trace. */
  readonly connection: string;
  push(message: Prepared | Reply): void;
}

export type Space = 'channel' | 'pattern' | 'shard';

interface Topic {
  /** The name as it came. */
  readonly bytes: Uint8Array;
  readonly listeners: Set<Listener>;
}

const TRACED_BODY_BYTES = 256;
/** The first word of what listeners get, made once. */
const MESSAGE = { channel: bulk('message'), shard: bulk('smessage'), pattern: bulk('pmessage') } as const;

export class Channels {
  readonly #broker: Broker;
  readonly #topics: Readonly<Record<Space, Map<string, Topic>>> = {
    channel: new Map(),
    pattern: new Map(),
    shard: new Map(),
  };
  #subscriptions = 0;
  readonly #writer = new ByteWriter();

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** False where the client listens there already. Throws where there is no room for one more. */
  subscribe(space: Space, name: Uint8Array, listener: Listener): boolean {
    const text = decodeText(name, 0, name.length);
    const topics = this.#topics[space];
    let topic = topics.get(text);
    if (topic?.listeners.has(listener) === true) return false;
    const maximum = RESP_LIMITS.subscriptions;
    if (this.#subscriptions >= maximum) throw new ReplyError(`ERR the limit of ${maximum} subscriptions is reached`);
    if (topic === undefined) topics.set(text, (topic = { bytes: own(name), listeners: new Set() }));
    topic.listeners.add(listener);
    this.#subscriptions++;
    const { connection } = listener;
    this.#broker.tell({ type: 'subscribed', channel: text, pattern: space === 'pattern', connection });
    return true;
  }

  /** False where the client did not listen. `gone`: its connection has ended, which tells enough. */
  unsubscribe(space: Space, name: string, listener: Listener, gone = false): boolean {
    const topic = this.#topics[space].get(name);
    if (topic?.listeners.delete(listener) !== true) return false;
    this.#subscriptions--;
    if (topic.listeners.size === 0) this.#topics[space].delete(name);
    const { connection } = listener;
    if (!gone) this.#broker.tell({ type: 'unsubscribed', channel: name, pattern: space === 'pattern', connection });
    return true;
  }

  /** To how many it went: a client that is found twice counts, and hears, twice. */
  publish(space: 'channel' | 'shard', name: Uint8Array, body: Uint8Array, connection: string): number {
    const channel = decodeText(name, 0, name.length);
    const message = this.#tracePublished(channel, body, connection);
    const direct = this.#topics[space].get(channel);
    let receivers = 0;
    if (direct !== undefined) {
      const words = [MESSAGE[space], bulk(name), bulk(body)];
      receivers += this.#send(words, direct, { message, channel });
    }
    if (space === 'channel') {
      for (const [pattern, topic] of this.#topics.pattern) {
        if (!globMatches(topic.bytes, name)) continue;
        const words = [MESSAGE.pattern, bulk(topic.bytes), bulk(name), bulk(body)];
        receivers += this.#send(words, topic, { message, channel, pattern });
      }
    }
    if (receivers === 0) this.#broker.tell({ type: 'unroutable', message, channel });
    return receivers;
  }

  /** Names of channels that somebody listens to, those that match `pattern` where there is one. */
  names(space: 'channel' | 'shard', pattern?: Uint8Array): Uint8Array[] {
    const names = Array.from(this.#topics[space].values(), (topic) => topic.bytes);
    return pattern === undefined ? names : names.filter((name) => globMatches(pattern, name));
  }

  /** How many listen to a channel by its name. */
  listeners(space: 'channel' | 'shard', name: Uint8Array): number {
    return this.#topics[space].get(decodeText(name, 0, name.length))?.listeners.size ?? 0;
  }

  get patternCount(): number {
    return this.#topics.pattern.size;
  }

  get channelCount(): number {
    return this.#topics.channel.size;
  }

  /** For many it is encoded once for each version; for one straight into what that one is sent. */
  #send(
    words: readonly Reply[],
    topic: Topic,
    found: { readonly message: number; readonly channel: string; readonly pattern?: string },
  ): number {
    const prepared: Partial<Record<Version, Prepared>> = {};
    const { size } = topic.listeners;
    for (const listener of topic.listeners) {
      const { version, connection } = listener;
      if (this.#broker.traced) this.#broker.tell({ type: 'relayed', ...found, connection });
      listener.push(size === 1 ? pushOf(words, version) : (prepared[version] ??= this.#prepare(words, version)));
    }
    return size;
  }

  #prepare(words: readonly Reply[], version: Version): Prepared {
    writeReply(pushOf(words, version), this.#writer);
    return { kind: 'prepared', bytes: this.#writer.take() };
  }

  #tracePublished(channel: string, body: Uint8Array, connection: string): number {
    if (!this.#broker.traced) return 0;
    const message = this.#broker.nextMessage();
    const shown = decodeText(body, 0, Math.min(body.length, TRACED_BODY_BYTES));
    this.#broker.tell({
      type: 'published',
      message,
      connection,
      exchange: channel,
      key: '',
      body: shown,
      sizeBytes: body.length,
      persistent: false,
      kind: 'channel',
    });
    return message;
  }
}

/** The words are bulk strings, which are the same in both versions. */
function pushOf(words: readonly Reply[], version: Version): Reply {
  return { kind: version === 3 ? 'push' : 'array', items: words };
}

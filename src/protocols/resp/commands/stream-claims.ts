/** XCLAIM and XAUTOCLAIM: what one consumer left lying is another's. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { ReplyError, syntaxError } from '../errors.ts';
import { array, bulk, type Reply } from '../frames.ts';
import type { Group, Pending } from '../stream/group.ts';
import { ID_MAX, ID_MIN, idText, parseId, parseStart, type StreamId, tryParseId } from '../stream/id.ts';
import { entryReply, join } from '../stream/reading.ts';
import type { Entry, StreamValue } from '../stream/stream-value.ts';
import { count, lower, text } from '../words.ts';
import { needPending } from './stream-groups.ts';

const AUTOCLAIM_COUNT = 100;
/** Entries looked at for each that may be told. */
const AUTOCLAIM_EFFORT = 10;
/** What an id takes in Redis' memory, which decides how large a count it takes. */
const AUTOCLAIM_COUNT_MAX = Math.floor(2 ** 63 / 16);

export const STREAM_CLAIM_COMMANDS = {
  xclaim(client, [key, groupName, consumerName, idle, ...rest]) {
    const { stream, group } = needPending(client, key, groupName);
    const minIdleMs = Math.max(0, option(idle, 'min-idle-time', 'XCLAIM'));
    const options = readClaimOptions(client, rest);
    if (options.lastId > group.lastId) group.lastId = options.lastId;
    const now = client.instance.keyspace.now();
    const claim = { client, key: text(key), stream, group, consumer: text(consumerName), justId: options.justId };
    const claimed: Reply[] = [];
    for (const id of options.ids) {
      const entry = stream.entries.get(id);
      if (entry === undefined) {
        group.release(id);
        continue;
      }
      const pending = group.pending.get(id) ?? (options.force ? unheld(entry, now) : undefined);
      if (pending === undefined) continue;
      if (pending.consumer !== undefined && now - pending.deliveredAt < minIdleMs) continue;
      claimed.push(take(claim, { id, entry, pending }, options));
    }
    return array(claimed);
  },

  xautoclaim(client, [key, groupName, consumerName, idle, from, ...rest]) {
    const minIdleMs = Math.max(0, option(idle, 'min-idle-time', 'XAUTOCLAIM'));
    const start = parseStart(from);
    const { most, justId } = readAutoClaimOptions(rest);
    const { stream, group } = needPending(client, key, groupName);
    const now = client.instance.keyspace.now();
    const claim = { client, key: text(key), stream, group, consumer: text(consumerName), justId };
    const claimed: Reply[] = [];
    const gone: Reply[] = [];
    let attempts = most * AUTOCLAIM_EFFORT;
    let next = ID_MIN;
    for (const [id, pending] of [...group.pending.range(start, ID_MAX)]) {
      if (attempts-- === 0 || claimed.length + gone.length === most) {
        next = id;
        break;
      }
      const entry = stream.entries.get(id);
      if (entry === undefined) {
        group.release(id);
        gone.push(bulk(idText(id)));
      } else if (now - pending.deliveredAt >= minIdleMs) {
        claimed.push(take(claim, { id, entry, pending }, { deliveredAt: now, deliveries: undefined }));
      }
    }
    return array([bulk(idText(next)), array(claimed), array(gone)]);
  },
} satisfies Handlers;

interface Claim {
  readonly client: Client;
  readonly key: string;
  readonly stream: StreamValue;
  readonly group: Group;
  /** Made only when there is something for it. */
  readonly consumer: string;
  readonly justId: boolean;
}

function take(
  { client, key, stream, group, consumer: name, justId }: Claim,
  { id, entry, pending }: { readonly id: StreamId; readonly entry: Entry; readonly pending: Pending },
  { deliveredAt, deliveries }: { readonly deliveredAt: number; readonly deliveries: number | undefined },
): Reply {
  const { instance, connection } = client;
  const consumer = group.visit(name, instance.keyspace.now());
  join(client, { group, consumer, noAck: false }, key);
  if (pending.consumer !== consumer) instance.streams.requeued(key, stream, group, entry.message);
  group.assign(id, pending, consumer);
  pending.deliveredAt = deliveredAt;
  // to be told only what it is called is no delivery
  if (deliveries !== undefined) pending.deliveries = deliveries;
  else if (!justId) pending.deliveries++;
  instance.streams.delivered({ key, group, consumer, connection }, entry.message, true);
  return justId ? bulk(idText(id)) : entryReply(id, entry);
}

/** Nobody has it yet: XCLAIM makes it pending by force. */
function unheld({ message }: Entry, now: number): Pending {
  return { consumer: undefined, deliveredAt: now, deliveries: 1, message };
}

function option(word: Uint8Array | undefined, name: string, command: string): number {
  const what = name === 'min-idle-time' ? `${name} argument` : `${name} option argument`;
  return count(word, () => new ReplyError(`ERR Invalid ${what} for ${command}`));
}

interface ClaimOptions {
  readonly ids: readonly StreamId[];
  readonly force: boolean;
  readonly justId: boolean;
  readonly lastId: StreamId;
  readonly deliveredAt: number;
  readonly deliveries: number | undefined;
}

/** Ids come first; the first word that is none begins the options. */
function readClaimOptions(client: Client, words: Args): ClaimOptions {
  const ids: StreamId[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const id = tryParseId(words[at]);
    if (id === undefined) break;
    ids.push(id);
  }
  const now = client.instance.keyspace.now();
  const options = { force: false, justId: false, lastId: ID_MIN, deliveredAt: now, deliveries: -1 };
  for (; at < words.length; at++) {
    const name = lower(words[at]);
    const value = words[at + 1];
    if (name === 'force') options.force = true;
    else if (name === 'justid') options.justId = true;
    else if (value !== undefined && ['idle', 'time', 'retrycount', 'lastid'].includes(name)) {
      if (name === 'idle') options.deliveredAt = now - option(value, 'IDLE', 'XCLAIM');
      else if (name === 'time') options.deliveredAt = option(value, 'TIME', 'XCLAIM');
      else if (name === 'retrycount') options.deliveries = option(value, 'RETRYCOUNT', 'XCLAIM');
      else options.lastId = parseId(value);
      at++;
    } else throw new ReplyError(`ERR Unrecognized XCLAIM option '${text(words[at])}'`);
  }
  const { deliveredAt, deliveries } = options;
  return {
    ...options,
    ids,
    // a time that has not been yet is now
    deliveredAt: deliveredAt < 0 || deliveredAt > now ? now : deliveredAt,
    deliveries: deliveries < 0 ? undefined : deliveries,
  };
}

function readAutoClaimOptions(words: Args): { readonly most: number; readonly justId: boolean } {
  let most = AUTOCLAIM_COUNT;
  let justId = false;
  for (let at = 0; at < words.length; at++) {
    const name = lower(words[at]);
    if (name === 'justid') justId = true;
    else if (name === 'count' && at + 1 < words.length) {
      const refusal = (): ReplyError => new ReplyError('ERR COUNT must be > 0');
      most = count(words[++at], refusal);
      if (most < 1 || most > AUTOCLAIM_COUNT_MAX) throw refusal();
    } else throw syntaxError();
  }
  return { most, justId };
}

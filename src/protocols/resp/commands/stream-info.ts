/** XINFO: what is known of a stream, its groups and their consumers. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { noSuchKey, ReplyError } from '../errors.ts';
import { array, bulk, integer, map, NULL, type Reply } from '../frames.ts';
import { byName, type Group, type GroupConsumer, type Pending } from '../stream/group.ts';
import { ID_MAX, ID_MIN, idText, type StreamId } from '../stream/id.ts';
import { entryReply } from '../stream/reading.ts';
import type { StreamValue } from '../stream/stream-value.ts';
import { count, lower, text } from '../words.ts';
import { findStream } from './streams.ts';

/** How much XINFO STREAM FULL tells where it is not told how much. */
const FULL_COUNT = 10;

export const STREAM_INFO_COMMANDS = {
  'xinfo|stream'(client, [key, ...options]) {
    const stream = needStream(client, key);
    const most = readFull(options);
    return most === undefined ? brief(stream) : full(stream, most);
  },

  'xinfo|groups': (client, [key]) => {
    const stream = needStream(client, key);
    return array(byName(stream.groups).map((group) => map(groupInfo(stream, group))));
  },

  'xinfo|consumers'(client, [key, name]) {
    const group = needStream(client, key).groups.get(text(name));
    if (group === undefined) {
      throw new ReplyError(`NOGROUP No such consumer group '${text(name)}' for key name '${text(key)}'`);
    }
    const now = client.instance.keyspace.now();
    return array(
      byName(group.consumers).map((consumer) =>
        map({
          name: bulk(consumer.name),
          pending: integer(consumer.pending.size),
          idle: integer(Math.max(0, now - consumer.seenAt)),
        }),
      ),
    );
  },
} satisfies Handlers;

function needStream(client: Client, key: Uint8Array | undefined): StreamValue {
  const stream = findStream(client, key);
  if (stream === undefined) throw noSuchKey();
  return stream;
}

/** How many entries and pending ones; undefined where FULL was not asked for. */
function readFull(words: Args): number | undefined {
  if (words.length === 0) return undefined;
  const known = lower(words[0]) === 'full' && (words.length === 1 || lower(words[1]) === 'count');
  if (!known || words.length === 2 || words.length > 3) {
    throw new ReplyError("ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.");
  }
  if (words.length === 1) return FULL_COUNT;
  const most = count(words[2]);
  return most < 0 ? FULL_COUNT : most === 0 ? Infinity : most;
}

function figures(stream: StreamValue): Record<string, Reply> {
  return {
    length: integer(stream.length),
    'radix-tree-keys': integer(stream.nodeCount),
    'radix-tree-nodes': integer(stream.nodeCount + 1),
    'last-generated-id': bulk(idText(stream.lastId)),
    'max-deleted-entry-id': bulk(idText(stream.maxDeletedId)),
    'entries-added': integer(stream.added),
    'recorded-first-entry-id': bulk(idText(stream.firstId)),
  };
}

function brief(stream: StreamValue): Reply {
  const ends = (id: StreamId | undefined): Reply => {
    const entry = id === undefined ? undefined : stream.entries.get(id);
    return id === undefined || entry === undefined ? NULL : entryReply(id, entry);
  };
  return map({
    ...figures(stream),
    groups: integer(stream.groups.size),
    'first-entry': ends(stream.entries.firstKey),
    'last-entry': ends(stream.entries.lastKey),
  });
}

function full(stream: StreamValue, most: number): Reply {
  const entries: Reply[] = [];
  for (const [id, entry] of stream.entries.range(ID_MIN, ID_MAX)) {
    if (entries.length === most) break;
    entries.push(entryReply(id, entry));
  }
  const groups = byName(stream.groups).map((group) => {
    const { name, consumers: _, pending, ...rest } = groupInfo(stream, group);
    return map({
      name,
      ...rest,
      'pel-count': pending,
      pending: array(
        head(group.pending.range(ID_MIN, ID_MAX), most).map(([id, one]) =>
          array([bulk(idText(id)), bulk(one.consumer?.name ?? ''), integer(one.deliveredAt), integer(one.deliveries)]),
        ),
      ),
      consumers: array(byName(group.consumers).map((consumer) => map(consumerInfo(consumer, most)))),
    });
  });
  return map({ ...figures(stream), entries: array(entries), groups: array(groups) });
}

function groupInfo(stream: StreamValue, group: Group): Record<'name' | 'consumers' | 'pending', Reply> {
  const lag = lagOf(stream, group);
  const read = group.read;
  return {
    name: bulk(group.name),
    consumers: integer(group.consumers.size),
    pending: integer(group.pending.size),
    ...{
      'last-delivered-id': bulk(idText(group.lastId)),
      'entries-read': read === undefined ? NULL : integer(read),
      lag: lag === undefined ? NULL : integer(lag),
    },
  };
}

function consumerInfo(consumer: GroupConsumer, most: number): Record<string, Reply> {
  return {
    name: bulk(consumer.name),
    'seen-time': integer(consumer.seenAt),
    'pel-count': integer(consumer.pending.size),
    pending: array(
      head(consumer.pending.range(ID_MIN, ID_MAX), most).map(([id, one]) =>
        array([bulk(idText(id)), integer(one.deliveredAt), integer(one.deliveries)]),
      ),
    ),
  };
}

function head(range: Iterable<readonly [StreamId, Pending]>, most: number): (readonly [StreamId, Pending])[] {
  const found: (readonly [StreamId, Pending])[] = [];
  for (const one of range) {
    if (found.length === most) break;
    found.push(one);
  }
  return found;
}

/** How many entries the group has still to read; undefined where that cannot be told. */
function lagOf(stream: StreamValue, group: Group): number | undefined {
  if (stream.added === 0) return 0;
  if (group.read !== undefined && !stream.hasGapsFrom(group.lastId)) return stream.added - group.read;
  const read = stream.countUpTo(group.lastId);
  return read === undefined ? undefined : stream.added - read;
}

/** XREAD and XREADGROUP: from many streams at once, and waiting where none has anything. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { ReplyError, syntaxError } from '../errors.ts';
import { array, bulk, NULL_ARRAY, type Reply } from '../frames.ts';
import { ID_MAX, ID_MIN, parseId, type StreamId } from '../stream/id.ts';
import type { Group } from '../stream/group.ts';
import { readEntries, readHistory, type Reading, readNew, type Share } from '../stream/reading.ts';
import type { StreamValue } from '../stream/stream-value.ts';
import { count, lower, text } from '../words.ts';
import { findStream } from './streams.ts';

/** So many at most where a client has waited and said no number of its own. */
const WAITED_COUNT = 1000;

export const STREAM_READING_COMMANDS = {
  xread: (client, args) => read(client, readOptions(args, 'xread')),
  xreadgroup: (client, args) => read(client, readOptions(args, 'xreadgroup')),
} satisfies Handlers;

interface Options {
  readonly command: 'xread' | 'xreadgroup';
  /** 0: no limit. */
  readonly count: number;
  /** 0: for ever; undefined: not at all. */
  readonly blockMs: number | undefined;
  readonly noAck: boolean;
  readonly group: { readonly name: string; readonly consumer: string } | undefined;
  readonly keys: Args;
  readonly ids: Args;
}

function readOptions(args: Args, command: Options['command']): Options {
  const inGroup = command === 'xreadgroup';
  const options: { count: number; blockMs?: number; noAck: boolean; group?: Options['group']; from: number } = {
    count: 0,
    noAck: false,
    from: 0,
  };
  for (let at = 0; at < args.length && options.from === 0; at++) {
    const option = lower(args[at]);
    const left = args.length - at - 1;
    if (option === 'block' && left > 0) options.blockMs = blockMs(args[++at]);
    else if (option === 'count' && left > 0) options.count = Math.max(0, count(args[++at]));
    else if (option === 'streams' && left > 0) options.from = at + 1;
    else if (option === 'group' && left > 1) {
      if (!inGroup) throw onlyInGroup('GROUP');
      options.group = { name: text(args[++at]), consumer: text(args[++at]) };
    } else if (option === 'noack') {
      if (!inGroup) throw onlyInGroup('NOACK');
      options.noAck = true;
    } else throw syntaxError();
  }
  if (options.from === 0) throw syntaxError();
  const rest = args.slice(options.from);
  if (rest.length % 2 !== 0) {
    const text = "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.";
    throw new ReplyError(text);
  }
  if (inGroup && options.group === undefined) throw new ReplyError('ERR Missing GROUP option for XREADGROUP');
  const { group, blockMs: block } = options;
  const keys = rest.slice(0, rest.length / 2);
  const ids = rest.slice(rest.length / 2);
  return { command, count: options.count, blockMs: block, noAck: options.noAck, group, keys, ids };
}

function onlyInGroup(option: string): ReplyError {
  const text = `ERR The ${option} option is only supported by XREADGROUP. You called XREAD instead.`;
  return new ReplyError(text);
}

function blockMs(word: Uint8Array | undefined): number {
  const ms = count(word, () => new ReplyError('ERR timeout is not an integer or out of range'));
  if (ms < 0) throw new ReplyError('ERR timeout is negative');
  return ms;
}

/** What is read of one stream: what comes after an id, or what the group has not handed out yet. */
interface Wish {
  readonly key: string;
  readonly after: StreamId | 'new';
  readonly group: Group | undefined;
}

function read(client: Client, options: Options): Reply | undefined {
  const wishes = options.keys.map((key, index) => wishFor(client, options, { key, id: options.ids[index] }));
  const served: [string, Reply][] = [];
  for (const wish of wishes) {
    const reply = readNow(client, options, wish);
    if (reply !== undefined) served.push([wish.key, reply]);
  }
  if (served.length > 0) return answer(client, served);
  if (options.blockMs === undefined) return NULL_ARRAY;
  return client.wait({
    keys: wishes.map(({ key }) => key),
    attempt: (key) => readLater(client, options, wishes.find((wish) => wish.key === key) as Wish),
    late: NULL_ARRAY,
    timeoutMs: options.blockMs,
  });
}

function wishFor(
  client: Client,
  { group: wanted }: Options,
  { key: word, id }: { readonly key: Uint8Array; readonly id: Uint8Array | undefined },
): Wish {
  const key = text(word);
  const stream = findStream(client, word);
  const group = wanted === undefined ? undefined : stream?.groups.get(wanted.name);
  if (wanted !== undefined && group === undefined) {
    throw new ReplyError(
      `NOGROUP No such key '${key}' or consumer group '${wanted.name}' in XREADGROUP with GROUP option`,
    );
  }
  const said = text(id);
  if (said === '$') {
    if (wanted !== undefined) {
      throw new ReplyError(
        'ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by ' +
          'specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
      );
    }
    return { key, after: stream?.lastId ?? ID_MIN, group };
  }
  if (said !== '>') return { key, after: parseId(id), group };
  if (wanted === undefined) {
    throw new ReplyError(
      'ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.',
    );
  }
  return { key, after: 'new', group };
}

/** Undefined where the stream has nothing for this wish. */
function readNow(client: Client, options: Options, { key, after, group }: Wish): Reply | undefined {
  const stream = client.keys.need(key, 'stream');
  if (stream === undefined) return undefined;
  const reading = { client, key, stream, most: options.count === 0 ? Infinity : options.count };
  if (group === undefined || options.group === undefined) {
    const from = after === 'new' ? ID_MAX : after;
    return stream.length > 0 && stream.newestId > from ? readEntries({ ...reading, after: from }) : undefined;
  }
  const { consumer } = options.group;
  const share = (): Share => {
    return { group, consumer: group.visit(consumer, client.instance.keyspace.now()), noAck: options.noAck };
  };
  if (after !== 'new' && after !== ID_MAX) return readHistory({ ...reading, after }, share());
  // who finds nothing is not noticed either
  if (stream.length === 0 || stream.newestId <= group.lastId) return undefined;
  return readNew({ ...reading, after: group.lastId }, share());
}

/** The same, for a client that has waited: a stream that is gone, or a group, ends the wait. */
function readLater(client: Client, options: Options, wish: Wish): Reply | undefined {
  const value = client.keys.find(wish.key);
  if (value?.type !== 'stream') {
    if (options.group === undefined) return undefined;
    throw new ReplyError('UNBLOCKED the stream key no longer exists');
  }
  const reading: Omit<Reading, 'after'> = { client, key: wish.key, stream: value, most: options.count || WAITED_COUNT };
  if (options.group === undefined) {
    const after = wish.after === 'new' ? ID_MAX : wish.after;
    return newer(value, after) ? answer(client, [[wish.key, readEntries({ ...reading, after })]]) : undefined;
  }
  const group = value.groups.get(options.group.name);
  if (group === undefined) {
    throw new ReplyError('NOGROUP the consumer group this client was blocked on no longer exists');
  }
  if (!newer(value, group.lastId)) return undefined;
  const consumer = group.visit(options.group.consumer, client.instance.keyspace.now());
  const share = { group, consumer, noAck: options.noAck };
  return answer(client, [[wish.key, readNew({ ...reading, after: group.lastId }, share)]]);
}

/** Whether anything was added after `id`, be it gone again. */
function newer(stream: StreamValue, id: StreamId): boolean {
  return stream.lastId > id;
}

/** RESP3 has a map of streams, RESP2 pairs. */
function answer({ version }: Client, served: readonly (readonly [string, Reply])[]): Reply {
  const entries = served.map(([key, reply]) => [bulk(key), reply] as const);
  return version === 3 ? { kind: 'map', entries } : array(entries.map((entry) => array(entry)));
}

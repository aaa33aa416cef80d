/** Consumer groups: made and unmade, what is pending in them, and who takes over from whom. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { ReplyError, syntaxError } from '../errors.ts';
import { array, bulk, EMPTY, integer, NULL, NULL_ARRAY, OK, type Reply } from '../frames.ts';
import { byName, Group, type Pending } from '../stream/group.ts';
import { ID_MIN, idText, parseAnyId, parseId, parseStart, parseStop, type StreamId } from '../stream/id.ts';
import type { StreamValue } from '../stream/stream-value.ts';
import { count, lower, text } from '../words.ts';
import { createStream, findStream } from './streams.ts';

export const STREAM_GROUP_COMMANDS = {
  'xgroup|create': create,

  'xgroup|setid'(client, [key, name, id, ...options]) {
    const read = readOptions(options, 'SETID').read;
    const { stream, group } = needGroup(client, key, name);
    group.lastId = text(id) === '$' ? stream.lastId : parseAnyId(id);
    group.read = read;
    return OK;
  },

  'xgroup|destroy'(client, [key, name]) {
    const { groups } = needKey(client, key);
    const group = groups.get(text(name));
    if (group === undefined) return integer(0);
    groups.delete(group.name);
    client.instance.streams.groupRemoved(text(key), group, 'deleted');
    // who waits for it is told
    client.instance.blocking.ready(client.database, text(key));
    return integer(1);
  },

  'xgroup|createconsumer'(client, [key, name, consumer]) {
    const { group } = needGroup(client, key, name);
    const known = group.consumers.has(text(consumer));
    if (!known) group.visit(text(consumer), client.instance.keyspace.now());
    return integer(!known);
  },

  'xgroup|delconsumer'(client, [key, name, word]) {
    const { group } = needGroup(client, key, name);
    const consumer = group.consumers.get(text(word));
    if (consumer === undefined) return integer(0);
    client.instance.streams.left({ key: text(key), group, consumer, connection: client.connection });
    return integer(group.dismiss(consumer.name));
  },

  xack(client, [key, name, ...words]) {
    const group = findStream(client, key)?.groups.get(text(name));
    if (group === undefined) return integer(0);
    const { connection, instance } = client;
    const ids = words.map((word) => parseId(word));
    const released = ids.flatMap((id) => group.release(id) ?? []);
    for (const { message } of released) instance.streams.acked(text(key), group, { message, connection });
    return integer(released.length);
  },

  xpending,
} satisfies Handlers;

const NO_KEY =
  'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option ' +
  'to create an empty stream automatically.';

function needKey(client: Client, key: Uint8Array | undefined): StreamValue {
  const stream = findStream(client, key);
  if (stream === undefined) throw new ReplyError(NO_KEY);
  return stream;
}

function needGroup(
  client: Client,
  key: Uint8Array | undefined,
  name: Uint8Array | undefined,
): { readonly stream: StreamValue; readonly group: Group } {
  const stream = needKey(client, key);
  const group = stream.groups.get(text(name));
  if (group !== undefined) return { stream, group };
  throw new ReplyError(`NOGROUP No such consumer group '${text(name)}' for key name '${text(key)}'`);
}

/** Throws where the key has no such group. */
export function needPending(
  client: Client,
  key: Uint8Array | undefined,
  name: Uint8Array | undefined,
): { readonly stream: StreamValue; readonly group: Group } {
  const stream = findStream(client, key);
  const group = stream?.groups.get(text(name));
  if (stream !== undefined && group !== undefined) return { stream, group };
  throw new ReplyError(`NOGROUP No such key '${text(key)}' or consumer group '${text(name)}'`);
}

function readOptions(words: Args, command: 'CREATE' | 'SETID'): { make: boolean; read: number | undefined } {
  let make = false;
  let read: number | undefined;
  for (let at = 0; at < words.length; at++) {
    const option = lower(words[at]);
    if (option === 'mkstream' && command === 'CREATE') make = true;
    else if (option === 'entriesread' && at + 1 < words.length) {
      const value = count(words[++at]);
      if (value < -1) throw new ReplyError('ERR value for ENTRIESREAD must be positive or -1');
      read = value === -1 ? undefined : value;
    } else {
      throw new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${command}'. Try XGROUP HELP.`);
    }
  }
  return { make, read };
}

function create(client: Client, [key, word, id, ...options]: Args): Reply {
  const { make, read } = readOptions(options, 'CREATE');
  const known = findStream(client, key);
  if (known === undefined && !make) throw new ReplyError(NO_KEY);
  const lastId = text(id) === '$' ? (known?.lastId ?? ID_MIN) : parseId(id);
  const stream = known ?? createStream(client, text(key));
  const name = text(word);
  if (stream.groups.has(name)) throw new ReplyError('BUSYGROUP Consumer Group name already exists');
  const group = new Group(name, lastId, read);
  stream.groups.set(name, group);
  client.instance.streams.groupCreated(text(key), stream, group);
  return OK;
}

function xpending(client: Client, args: Args): Reply {
  const [key, name, ...rest] = args;
  if (rest.length !== 0 && (rest.length < 3 || rest.length > 6)) throw syntaxError();
  const asked = rest.length === 0 ? undefined : readRange(rest);
  const { group } = needPending(client, key, name);
  if (asked === undefined) return summary(group);
  const consumer = asked.consumer === undefined ? undefined : group.consumers.get(asked.consumer);
  if (asked.consumer !== undefined && consumer === undefined) return EMPTY;
  const now = client.instance.keyspace.now();
  const found: Reply[] = [];
  for (const [id, pending] of (consumer ?? group).pending.range(asked.start, asked.stop)) {
    if (found.length === asked.most) break;
    const idle = Math.max(0, now - pending.deliveredAt);
    if (idle >= asked.idleMs || asked.idleMs === 0) found.push(pendingReply(id, pending, idle));
  }
  return array(found);
}

interface PendingRange {
  readonly idleMs: number;
  readonly start: StreamId;
  readonly stop: StreamId;
  readonly most: number;
  readonly consumer: string | undefined;
}

function readRange(words: Args): PendingRange {
  let idleMs = 0;
  let rest = words;
  if (lower(words[0]) === 'idle') {
    idleMs = count(words[1]);
    if (words.length < 5) throw syntaxError();
    rest = words.slice(2);
  }
  const most = Math.max(0, count(rest[2]));
  const start = parseStart(rest[0]);
  const stop = parseStop(rest[1]);
  return { idleMs, start, stop, most, consumer: rest[3] === undefined ? undefined : text(rest[3]) };
}

function pendingReply(id: StreamId, pending: Pending, idleMs: number): Reply {
  const name = pending.consumer?.name ?? '';
  return array([bulk(idText(id)), bulk(name), integer(idleMs), integer(pending.deliveries)]);
}

function summary({ pending, consumers }: Group): Reply {
  const { firstKey, lastKey } = pending;
  if (firstKey === undefined || lastKey === undefined) return array([integer(0), NULL, NULL, NULL_ARRAY]);
  const holders = byName(consumers).filter((consumer) => consumer.pending.size > 0);
  const counts = holders.map((consumer) => array([bulk(consumer.name), bulk(String(consumer.pending.size))]));
  return array([integer(pending.size), bulk(idText(firstKey)), bulk(idText(lastKey)), array(counts)]);
}

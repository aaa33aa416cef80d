/** Streams as logs: added to at the end, read anywhere, shortened from the front. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { noSuchKey, ReplyError, syntaxError, wrongArity } from '../errors.ts';
import { array, bulk, EMPTY, integer, NULL, NULL_ARRAY, OK, type Reply } from '../frames.ts';
import { ID_MAX, ID_MIN, idText, parseId, parseStart, parseStop, type StreamId } from '../stream/id.ts';
import { entryReply } from '../stream/reading.ts';
import { type Entry, StreamValue } from '../stream/stream-value.ts';
import { readAddOptions, readTrimOptions, type Trim } from '../stream/options.ts';
import { count, lower, own, text } from '../words.ts';

export const STREAM_COMMANDS = {
  xadd,
  xlen: (client, [key]) => integer(findStream(client, key)?.length ?? 0),
  xrange: (client, args) => range(client, args, false),
  xrevrange: (client, args) => range(client, args, true),

  xdel(client, [key, ...words]) {
    const stream = findStream(client, key);
    if (stream === undefined) return integer(0);
    const ids = words.map((word) => parseId(word));
    const gone = ids.flatMap((id): [StreamId, Entry][] => {
      const entry = stream.remove(id);
      return entry === undefined ? [] : [[id, entry]];
    });
    client.instance.streams.dropped(text(key), stream, gone, 'purged');
    if (gone.length > 0) client.keys.changed(text(key));
    return integer(gone.length);
  },

  xtrim(client, [key, ...words]) {
    const options = readTrimOptions(words);
    const stream = findStream(client, key);
    if (stream === undefined) return integer(0);
    return integer(trim(client, text(key), stream, options));
  },

  xsetid(client, [key, word, ...options]) {
    const lastId = parseId(word);
    let added: number | undefined;
    let deleted: StreamId | undefined;
    for (let at = 0; at < options.length; at += 2) {
      const [option, value] = [lower(options[at]), options[at + 1]];
      if (value === undefined) throw syntaxError();
      if (option === 'entriesadded') {
        added = count(value);
        if (added < 0) throw new ReplyError('ERR entries_added must be positive');
      } else if (option === 'maxdeletedid') {
        deleted = parseId(value);
        if (lastId < deleted) {
          throw new ReplyError('ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id');
        }
      } else throw syntaxError();
    }
    const stream = findStream(client, key);
    if (stream === undefined) throw noSuchKey();
    if (stream.length > 0 && lastId < stream.newestId) {
      throw new ReplyError('ERR The ID specified in XSETID is smaller than the target stream top item');
    }
    if (added !== undefined && stream.length > added) {
      throw new ReplyError('ERR The entries_added specified in XSETID is smaller than the target stream length');
    }
    stream.lastId = lastId;
    stream.added = added ?? stream.added;
    if (deleted !== undefined && deleted !== ID_MIN) stream.maxDeletedId = deleted;
    return OK;
  },
} satisfies Handlers;

/** Throws `WRONGTYPE`. */
export function findStream(client: Client, key: Uint8Array | undefined): StreamValue | undefined {
  return client.keys.need(text(key), 'stream');
}

/** A new one under the key, which is free. */
export function createStream(client: Client, key: string): StreamValue {
  const stream = new StreamValue();
  client.keys.put(key, stream);
  client.instance.streams.created(key);
  return stream;
}

function xadd(client: Client, [word, ...rest]: Args): Reply {
  const key = text(word);
  const { makeStream, id: wanted, fields, trim: rule } = readAddOptions(rest);
  if (fields.length < 2 || fields.length % 2 !== 0) throw wrongArity('xadd');
  if (wanted.kind === 'id' && wanted.id === ID_MIN) {
    throw new ReplyError('ERR The ID specified in XADD must be greater than 0-0');
  }
  const known = findStream(client, word);
  if (known === undefined && !makeStream) return NULL;
  const stream = known ?? createStream(client, key);
  if (stream.lastId === ID_MAX) {
    throw new ReplyError('ERR The stream has exhausted the last possible ID, unable to add more items');
  }
  const id =
    wanted.kind === 'id'
      ? wanted.id
      : wanted.kind === 'ms'
        ? stream.nextIdAt(wanted.ms)
        : stream.nextId(client.instance.keyspace.now());
  if (id === undefined) throw new ReplyError('ERR Elements are too large to be stored');
  if (id <= stream.lastId) {
    throw new ReplyError('ERR The ID specified in XADD is equal or smaller than the target stream top item');
  }
  const content = fields.map(own);
  const { connection, instance } = client;
  stream.append(id, content, instance.streams.added(key, stream, { id, fields: content, connection }));
  if (rule !== undefined) trim(client, key, stream, rule);
  client.keys.changed(key);
  instance.blocking.ready(client.database, key);
  return bulk(idText(id));
}

function trim(client: Client, key: string, stream: StreamValue, { rule, options }: Trim): number {
  const gone = stream.trim(rule, options);
  client.instance.streams.dropped(key, stream, gone, 'maxlen');
  if (gone.length > 0) client.keys.changed(key);
  return gone.length;
}

function range(client: Client, [key, first, second, ...options]: Args, backwards: boolean): Reply {
  const start = parseStart(backwards ? second : first);
  const stop = parseStop(backwards ? first : second);
  let most = Infinity;
  for (let at = 0; at < options.length; at += 2) {
    const value = options[at + 1];
    if (lower(options[at]) !== 'count' || value === undefined) throw syntaxError();
    most = Math.max(0, count(value));
  }
  const stream = findStream(client, key);
  if (stream === undefined) return EMPTY;
  if (most === 0) return NULL_ARRAY;
  const found: Reply[] = [];
  const entries = backwards ? stream.entries.backwards(start, stop) : stream.entries.range(start, stop);
  for (const [id, entry] of entries) {
    found.push(entryReply(id, entry));
    if (found.length === most) break;
  }
  return array(found);
}

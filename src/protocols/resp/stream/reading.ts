/** Handing entries out: to whoever reads for itself, and to consumers of a group. */
import type { Client } from '../client.ts';
import { array, bulk, NULL_ARRAY, type Reply } from '../frames.ts';
import type { Group, GroupConsumer } from './group.ts';
import { ID_MAX, ID_MIN, idText, type StreamId } from './id.ts';
import type { Entry, StreamValue } from './stream-value.ts';

/** As a reply: its id, and names and values by turns. */
export function entryReply(id: StreamId, entry: Entry): Reply {
  return array([bulk(idText(id)), array(entry.fields.map(bulk))]);
}

export interface Share {
  readonly group: Group;
  readonly consumer: GroupConsumer;
  /** Nothing is kept as pending: what is handed out is done with. */
  readonly noAck: boolean;
}

export interface Reading {
  readonly client: Client;
  readonly key: string;
  readonly stream: StreamValue;
  /** What comes after this. */
  readonly after: StreamId;
  readonly most: number;
}

/** Entries for everybody who asks. */
export function readEntries({ client, key, stream, after, most }: Reading): Reply {
  const { streams } = client.instance;
  return array(
    take(stream, after, most).map(([id, entry]) => {
      streams.relayed(key, entry.message, client.connection);
      return entryReply(id, entry);
    }),
  );
}

/** New entries for one consumer of a group: nobody else of the group is handed them. */
export function readNew({ client, key, stream, after, most }: Reading, { group, consumer, noAck }: Share): Reply {
  const { instance, connection } = client;
  const reader = { key, group, consumer, connection };
  join(client, { group, consumer, noAck }, key);
  return array(
    take(stream, after, most).map(([id, entry]) => {
      if (id > group.lastId) advance(stream, group, id);
      instance.streams.delivered(reader, entry.message, false);
      if (!noAck) group.hand(id, consumer, { now: instance.keyspace.now(), message: entry.message });
      return entryReply(id, entry);
    }),
  );
}

/** What the consumer was handed before and has not acknowledged; null where the entry itself is gone. */
export function readHistory(reading: Reading, share: Share): Reply {
  const { client, key, stream, after, most } = reading;
  const { group, consumer } = share;
  join(client, share, key);
  const items: Reply[] = [];
  const start = after === ID_MAX ? ID_MAX : after + 1n;
  for (const [id, pending] of consumer.pending.range(start, ID_MAX)) {
    const entry = stream.entries.get(id);
    if (entry === undefined) items.push(array([bulk(idText(id)), NULL_ARRAY]));
    else {
      pending.deliveredAt = client.instance.keyspace.now();
      pending.deliveries++;
      const { connection } = client;
      client.instance.streams.delivered({ key, group, consumer, connection }, entry.message, true);
      items.push(entryReply(id, entry));
    }
    if (items.length === most) break;
  }
  return array(items);
}

function take(stream: StreamValue, after: StreamId, most: number): (readonly [StreamId, Entry])[] {
  const taken: (readonly [StreamId, Entry])[] = [];
  if (after === ID_MAX) return taken;
  for (const found of stream.entries.range(after === ID_MIN ? ID_MIN : after + 1n, ID_MAX)) {
    taken.push(found);
    if (taken.length === most) break;
  }
  return taken;
}

/** The group has read so far. How many entries that were is known only while none was taken away ahead of it. */
function advance(stream: StreamValue, group: Group, id: StreamId): void {
  if (group.read !== undefined && !stream.hasGapsFrom(id)) group.read++;
  else if (stream.added > 0) group.read = stream.countUpTo(id);
  group.lastId = id;
}

/** The connection speaks for that consumer from now on: said once. */
export function join(client: Client, { group, consumer, noAck }: Share, key: string): void {
  const reader = { key, group, consumer, connection: client.connection };
  if (client.joinsAs(`${key}/${group.name}/${consumer.name}`)) {
    client.instance.streams.joined(reader, noAck ? 'auto' : 'manual');
  }
}

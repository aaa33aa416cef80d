/** Lists: stacks and queues of strings, and the commands that wait for an element. */
import type { Client } from '../client.ts';
import type { Args, Handler, Handlers } from '../command.ts';
import { noSuchKey, ReplyError, syntaxError, wrongArity } from '../errors.ts';
import { array, bulk, bulkOrNull, EMPTY, integer, NULL, NULL_ARRAY, OK, type Reply } from '../frames.ts';
import { type End, ListValue } from '../list-value.ts';
import { count, lower, own, text } from '../words.ts';

const ENDS: Readonly<Record<string, End>> = { left: 'left', right: 'right' };
const INT64_END_MS = 2 ** 63;

export const LIST_COMMANDS = {
  lpush: pushing('left'),
  rpush: pushing('right'),
  lpushx: pushingOntoExisting('left'),
  rpushx: pushingOntoExisting('right'),
  lpop: popping('left', 'lpop'),
  rpop: popping('right', 'rpop'),
  llen: (client, [key]) => integer(list(client, key)?.length ?? 0),

  lrange(client, [key, first, last]) {
    const [start, end] = [count(first), count(last)];
    const found = list(client, key);
    if (found === undefined) return EMPTY;
    return array(found.slice(...range(start, end, found.length)).map(bulk));
  },

  lindex(client, [key, index]) {
    const found = list(client, key);
    if (found === undefined) return NULL;
    const at = count(index);
    return bulkOrNull(found.at(at < 0 ? found.length + at : at));
  },

  lset(client, [key, index, item]) {
    const found = list(client, key);
    if (found === undefined) throw noSuchKey();
    const asked = count(index);
    const at = asked < 0 ? found.length + asked : asked;
    if (at < 0 || at >= found.length) throw new ReplyError('ERR index out of range');
    found.set(at, item as Uint8Array);
    client.keys.changed(text(key));
    return OK;
  },

  linsert,
  lrem,

  ltrim(client, [key, first, last]) {
    const [start, end] = [count(first), count(last)];
    const found = list(client, key);
    if (found === undefined) return OK;
    found.replace(found.slice(...range(start, end, found.length)));
    client.keys.changed(text(key));
    return OK;
  },

  lmove: (client, [from, to, out, into]) => move(client, { from, to, out: endOf(out), into: endOf(into) }),
  rpoplpush: (client, [from, to]) => move(client, { from, to, out: 'right', into: 'left' }),

  blpop: waitingToPop('left'),
  brpop: waitingToPop('right'),
  blmove: (client, [from, to, out, into, timeout]) => {
    const ends = { out: endOf(out), into: endOf(into) };
    return waitToMove(client, { from, to, ...ends }, timeoutMs(timeout));
  },
  brpoplpush: (client, [from, to, timeout]) => {
    return waitToMove(client, { from, to, out: 'right', into: 'left' }, timeoutMs(timeout));
  },
} satisfies Handlers;

function list(client: Client, key: Uint8Array | undefined): ListValue | undefined {
  return client.keys.need(text(key), 'list');
}

function endOf(word: Uint8Array | undefined): End {
  const end = ENDS[lower(word)];
  if (end === undefined) throw syntaxError();
  return end;
}

/** Both ends may be counted from the right, by negative numbers; returns start and what is behind the end. */
function range(first: number, last: number, length: number): [start: number, end: number] {
  const start = Math.max(0, first < 0 ? length + first : first);
  const end = last < 0 ? length + last : last;
  return [start, end + 1];
}

function pushing(end: End): Handler {
  return (client, [key, ...items]) => {
    const name = text(key);
    client.keys.need(name, 'list');
    return integer(push(client, name, end, items));
  };
}

function pushingOntoExisting(end: End): Handler {
  return (client, [key, ...items]) => {
    return integer(list(client, key) === undefined ? 0 : push(client, text(key), end, items));
  };
}

function push(client: Client, key: string, end: End, items: Args): number {
  const found = client.keys.need(key, 'list') ?? new ListValue();
  for (const item of items) found.push(end, item);
  if (client.keys.find(key) === undefined) client.keys.put(key, found);
  else client.keys.changed(key);
  return found.length;
}

/** Takes one away. */
function pop(client: Client, key: string, end: End): Uint8Array | undefined {
  const found = client.keys.need(key, 'list');
  const item = found?.pop(end);
  if (item !== undefined) client.keys.changed(key);
  return item;
}

function popping(end: End, command: string): Handler {
  return (client, args) => {
    const [key, number] = args;
    const name = text(key);
    if (args.length > 2) throw wrongArity(command);
    if (number === undefined) return bulkOrNull(pop(client, name, end));
    const refusal = (): ReplyError => new ReplyError('ERR value is out of range, must be positive');
    const most = count(number, refusal);
    if (most < 0) throw refusal();
    const found = list(client, key);
    if (found === undefined) return NULL_ARRAY;
    const items: Uint8Array[] = [];
    while (items.length < most && found.length > 0) items.push(found.pop(end) as Uint8Array);
    if (items.length > 0) client.keys.changed(name);
    return array(items.map(bulk));
  };
}

function linsert(client: Client, [key, where, pivot, item]: Args): Reply {
  const side = lower(where);
  if (side !== 'before' && side !== 'after') throw syntaxError();
  const found = list(client, key);
  if (found === undefined) return integer(0);
  const items = found.slice(0, found.length);
  const at = items.findIndex((one) => same(one, pivot as Uint8Array));
  if (at < 0) return integer(-1);
  items.splice(side === 'before' ? at : at + 1, 0, own(item as Uint8Array));
  found.replace(items);
  client.keys.changed(text(key));
  return integer(items.length);
}

/** The first so many from the left; a negative number counts from the right, 0 is all. */
function lrem(client: Client, [key, number, item]: Args): Reply {
  const asked = count(number);
  const found = list(client, key);
  if (found === undefined) return integer(0);
  const most = asked === 0 ? Infinity : Math.abs(asked);
  const items = found.slice(0, found.length);
  if (asked < 0) items.reverse();
  let removed = 0;
  const left = items.filter((one) => {
    const goes = removed < most && same(one, item as Uint8Array);
    if (goes) removed++;
    return !goes;
  });
  if (removed === 0) return integer(0);
  found.replace(asked < 0 ? left.reverse() : left);
  client.keys.changed(text(key));
  return integer(removed);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

interface Move {
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
  readonly out: End;
  readonly into: End;
}

/** Null where there is nothing to move. */
function move(client: Client, { from, to, out, into }: Move): Reply {
  const source = list(client, from);
  if (source === undefined) return NULL;
  client.keys.need(text(to), 'list');
  // With one and the same list it must not vanish between the two halves.
  const item = source.pop(out) as Uint8Array;
  if (text(from) !== text(to)) client.keys.changed(text(from));
  push(client, text(to), into, [item]);
  return bulk(item);
}

/** Seconds, with fractions; 0: for ever. */
function timeoutMs(word: Uint8Array | undefined): number {
  const said = text(word);
  const seconds = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(said) ? Number(said) : NaN;
  if (Number.isNaN(seconds)) throw new ReplyError('ERR timeout is not a float or out of range');
  const ms = Math.ceil(seconds * 1000);
  // what does not fit into 64 bits comes out of them negative
  if (ms < 0 || ms >= INT64_END_MS) throw new ReplyError('ERR timeout is negative');
  return ms;
}

function waitingToPop(end: End): Handler {
  return (client, args) => {
    const timeout = timeoutMs(args.at(-1));
    const keys = args.slice(0, -1).map(text);
    const attempt = (key: string): Reply | undefined => {
      const item = pop(client, key, end);
      return item === undefined ? undefined : array([bulk(key), bulk(item)]);
    };
    for (const key of keys) {
      const reply = attempt(key);
      if (reply !== undefined) return reply;
    }
    return client.wait({ keys, attempt: onlyLists(client, attempt), late: NULL_ARRAY, timeoutMs: timeout });
  };
}

function waitToMove(client: Client, way: Move, timeout: number): Reply | undefined {
  const attempt = (): Reply | undefined => {
    const reply = move(client, way);
    return reply === NULL ? undefined : reply;
  };
  const wait = { keys: [text(way.from)], attempt: onlyLists(client, attempt), late: NULL_ARRAY, timeoutMs: timeout };
  return attempt() ?? client.wait(wait, NULL);
}

/** Who waits for a list is not disturbed by a key that became something else. */
function onlyLists(client: Client, attempt: (key: string) => Reply | undefined): (key: string) => Reply | undefined {
  return (key) => (client.keys.find(key)?.type === 'list' ? attempt(key) : undefined);
}

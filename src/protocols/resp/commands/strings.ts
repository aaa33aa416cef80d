/** Strings: plain values, counters, and everything SET can be asked. */
import { NO_EXPIRY, readExpiry } from '../expiry-options.ts';
import type { Client } from '../client.ts';
import type { Args, Handler, Handlers } from '../command.ts';
import { notAnInteger, ReplyError, wrongArity } from '../errors.ts';
import { array, bulk, bulkOrNull, integer, NULL, OK, type Reply } from '../frames.ts';
import { RESP_LIMITS } from '../limits.ts';
import { INT64_MIN, narrow, parseInteger } from '../numbers.ts';
import { stringValue } from '../value.ts';
import { count, text, whole } from '../words.ts';

const EMPTY_STRING = new Uint8Array(0);

export const STRING_COMMANDS = {
  get: (client, [key]) => bulkOrNull(read(client, key)),
  set,

  setnx(client, [key, value]) {
    const absent = client.keys.find(text(key)) === undefined;
    if (absent) write(client, key, value as Uint8Array);
    return integer(absent);
  },

  setex: withExpiry('setex', 'ex'),
  psetex: withExpiry('psetex', 'px'),

  getset(client, [key, value]) {
    const before = bulkOrNull(read(client, key));
    write(client, key, value as Uint8Array);
    return before;
  },

  getdel(client, [key]) {
    const before = bulkOrNull(read(client, key));
    client.keys.remove(text(key));
    return before;
  },

  getex(client, args) {
    const options = readExpiry(client, args.slice(1), { command: 'getex', allowed: ['persist'] });
    const value = read(client, args[0]);
    if (value === undefined) return NULL;
    const at = options.expiresAt();
    if (options.has('persist')) client.keys.expire(text(args[0]), Infinity);
    else if (at !== NO_EXPIRY) client.expireOrRemove(text(args[0]), at);
    return bulk(value);
  },

  mget: (client, args) =>
    array(
      args.map((key) => {
        const value = client.keys.find(text(key));
        return value?.type === 'string' ? bulk(value.content) : NULL;
      }),
    ),

  mset(client, args) {
    if (args.length % 2 !== 0) throw wrongArity('mset');
    writeAll(client, args);
    return OK;
  },

  msetnx(client, args) {
    if (args.length % 2 !== 0) throw wrongArity('msetnx');
    const taken = args.some((key, index) => index % 2 === 0 && client.keys.find(text(key)) !== undefined);
    if (!taken) writeAll(client, args);
    return integer(!taken);
  },

  append(client, [key, tail]) {
    const before = read(client, key) ?? EMPTY_STRING;
    return integer(overwrite(client, key, before, before.length, tail as Uint8Array));
  },

  strlen: (client, [key]) => integer(read(client, key)?.length ?? 0),

  getrange(client, [key, first, last]) {
    let [start, end] = [count(first), count(last)];
    const value = read(client, key) ?? EMPTY_STRING;
    if (start < 0 && end < 0 && start > end) return bulk('');
    start = Math.max(0, start < 0 ? value.length + start : start);
    end = Math.min(value.length - 1, Math.max(0, end < 0 ? value.length + end : end));
    return bulk(start > end ? EMPTY_STRING : value.subarray(start, end + 1));
  },

  setrange(client, [key, offset, part]) {
    const at = count(offset);
    if (at < 0) throw new ReplyError('ERR offset is out of range');
    const before = read(client, key);
    const change = part as Uint8Array;
    if (change.length === 0) return integer(before?.length ?? 0);
    return integer(overwrite(client, key, before ?? EMPTY_STRING, at, change));
  },

  incr: (client, [key]) => add(client, key, 1n),
  decr: (client, [key]) => add(client, key, -1n),
  incrby: (client, [key, by]) => add(client, key, BigInt(whole(by))),

  decrby(client, [key, by]) {
    const value = BigInt(whole(by));
    if (value === INT64_MIN) throw new ReplyError('ERR decrement would overflow');
    return add(client, key, -value);
  },
} satisfies Handlers;

function read(client: Client, key: Uint8Array | undefined): Uint8Array | undefined {
  const value = client.keys.need(text(key), 'string')?.content;
  client.countLookup(value !== undefined);
  return value;
}

function write(client: Client, key: Uint8Array | undefined, value: Uint8Array): void {
  client.keys.put(text(key), stringValue(value));
}

function writeAll(client: Client, args: Args): void {
  for (let at = 0; at < args.length; at += 2) write(client, args[at], args[at + 1] as Uint8Array);
}

function set(client: Client, args: Args): Reply {
  const [key, value] = args;
  const options = readExpiry(client, args.slice(2), { command: 'set', allowed: ['nx', 'xx', 'get', 'keepttl'] });
  const name = text(key);
  const at = options.expiresAt();
  const before = options.has('get') ? bulkOrNull(read(client, key)) : undefined;
  const exists = client.keys.find(name) !== undefined;
  if (exists ? options.has('nx') : options.has('xx')) return before ?? NULL;
  client.keys.put(name, stringValue(value as Uint8Array), options.has('keepttl'));
  if (at !== NO_EXPIRY) client.keys.expire(name, at);
  return before ?? OK;
}

function withExpiry(command: string, unit: 'ex' | 'px'): Handler {
  return (client, [key, time, value]) => {
    const words = [unit, time].map((word) => (typeof word === 'string' ? new TextEncoder().encode(word) : word));
    const at = readExpiry(client, words as Args, { command, allowed: [] }).expiresAt();
    write(client, key, value as Uint8Array);
    if (at !== NO_EXPIRY) client.keys.expire(text(key), at);
    return OK;
  };
}

/** What lies between the old end and `at` becomes zero; returns the new length. */
function overwrite(
  client: Client,
  key: Uint8Array | undefined,
  before: Uint8Array,
  at: number,
  change: Uint8Array,
): number {
  const length = Math.max(before.length, at + change.length);
  if (length > RESP_LIMITS.bulkBytes) {
    throw new ReplyError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
  }
  const content = new Uint8Array(length);
  content.set(before);
  content.set(change, at);
  client.keys.put(text(key), { type: 'string', content, bytes: length }, true);
  return length;
}

function add(client: Client, key: Uint8Array | undefined, by: bigint): Reply {
  const content = read(client, key);
  const before = content === undefined ? 0 : parseInteger(content);
  if (before === undefined) throw notAnInteger();
  const after = narrow(BigInt(before) + by);
  if (after === undefined) throw new ReplyError('ERR increment or decrement would overflow');
  client.keys.put(text(key), stringValue(new TextEncoder().encode(String(after))), true);
  return integer(after);
}

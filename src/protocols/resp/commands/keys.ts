/** Keys, whatever they hold: whether they are there, what they are called, and how long they last. */
import { encodeText } from '../../bytes.ts';
import type { Client } from '../client.ts';
import type { Args, Handler, Handlers } from '../command.ts';
import { noSuchKey, ReplyError, syntaxError } from '../errors.ts';
import { array, bulk, integer, NULL, OK, type Reply, simple } from '../frames.ts';
import { globMatches, isEverything } from '../glob.ts';
import { INT64_MAX, INT64_MIN } from '../numbers.ts';
import { count, lower, text, whole } from '../words.ts';

const SCAN_COUNT = 10;

export const KEY_COMMANDS = {
  del: removing,
  unlink: removing,
  exists: (client, args) => integer(present(client, args).length),
  touch: (client, args) => integer(present(client, args).length),
  type: (client, [key]) => simple(client.keys.find(text(key))?.type ?? 'none'),

  keys(client, [pattern]) {
    const names = Array.from(client.keys.keys(), encodeText);
    const all = isEverything(pattern as Uint8Array);
    return array(names.filter((name) => all || globMatches(pattern as Uint8Array, name)).map(bulk));
  },

  randomkey(client) {
    const names = [...client.keys.keys()];
    const name = names[Math.floor(client.instance.clock.random() * names.length)];
    return name === undefined ? NULL : bulk(name);
  },

  rename(client, [from, to]) {
    rename(client, text(from), text(to));
    return OK;
  },

  renamenx(client, [from, to]) {
    if (client.keys.find(text(from)) === undefined) throw noSuchKey();
    const free = client.keys.find(text(to)) === undefined;
    if (free) rename(client, text(from), text(to));
    return integer(free);
  },

  scan,
  dbsize: (client) => integer(client.keys.size),

  flushdb(client, args) {
    checkFlush(args);
    client.keys.clear();
    return OK;
  },

  flushall(client, args) {
    checkFlush(args);
    client.instance.keyspace.clear();
    return OK;
  },

  expire: expiring('expire', { unitMs: 1000n, relative: true }),
  pexpire: expiring('pexpire', { unitMs: 1n, relative: true }),
  expireat: expiring('expireat', { unitMs: 1000n, relative: false }),
  pexpireat: expiring('pexpireat', { unitMs: 1n, relative: false }),
  ttl: telling((at, now) => Math.floor((Math.max(0, at - now) + 500) / 1000)),
  pttl: telling((at, now) => Math.max(0, at - now)),
  expiretime: telling((at) => Math.floor((at + 500) / 1000)),
  pexpiretime: telling((at) => at),

  persist(client, [key]) {
    const name = text(key);
    const at = client.keys.expiresAt(name);
    if (at === undefined || at === Infinity) return integer(0);
    client.keys.expire(name, Infinity);
    return integer(1);
  },
} satisfies Handlers;

function removing(client: Client, args: Args): Reply {
  return integer(args.filter((key) => client.keys.remove(text(key))).length);
}

/** A key that is named twice counts twice. */
function present(client: Client, args: Args): Uint8Array[] {
  return args.filter((key) => client.keys.find(text(key)) !== undefined);
}

/** Its time goes with it. */
function rename(client: Client, from: string, to: string): void {
  const { keys } = client;
  const value = keys.find(from);
  if (value === undefined) throw noSuchKey();
  if (from === to) return;
  const at = keys.expiresAt(from) ?? Infinity;
  keys.remove(from, 'renamed');
  keys.remove(to, 'replaced');
  keys.put(to, value);
  if (at !== Infinity) keys.expire(to, at);
}

function checkFlush(args: Args): void {
  if (args.length > 1 || (args.length === 1 && !['async', 'sync'].includes(lower(args[0])))) throw syntaxError();
}

/** The cursor is the number of the last key that was told; keys that stay are told once, whatever else happens. */
function scan(client: Client, [cursor, ...options]: Args): Reply {
  const after = count(cursor, () => new ReplyError('ERR invalid cursor'));
  if (after < 0) throw new ReplyError('ERR invalid cursor');
  let most = SCAN_COUNT;
  let pattern: Uint8Array | undefined;
  let type: string | undefined;
  for (let at = 0; at < options.length; at += 2) {
    const [option, value] = [lower(options[at]), options[at + 1]];
    if (value === undefined) throw syntaxError();
    if (option === 'count') {
      most = count(value);
      if (most < 1) throw syntaxError();
    } else if (option === 'match') pattern = isEverything(value) ? undefined : value;
    else if (option === 'type') type = lower(value);
    else throw syntaxError();
  }
  const found: Uint8Array[] = [];
  let seen = 0;
  let next = 0;
  for (const [key, serial] of client.keys.keysAfter(after)) {
    if (seen === most) break;
    seen++;
    next = serial;
    const value = client.keys.find(key);
    const name = encodeText(key);
    const fits = (type === undefined || value?.type === type) && (pattern === undefined || globMatches(pattern, name));
    if (value !== undefined && fits) found.push(name);
  }
  const over = seen < most || client.keys.keysAfter(next).next().done === true;
  return array([bulk(over ? '0' : String(next)), array(found.map(bulk))]);
}

function telling(tell: (at: number, now: number) => number): Handler {
  return (client, [key]) => {
    const at = client.keys.expiresAt(text(key));
    if (at === undefined) return integer(-2);
    return integer(at === Infinity ? -1 : tell(at, client.instance.keyspace.now()));
  };
}

function expiring(
  command: string,
  { unitMs, relative }: { readonly unitMs: bigint; readonly relative: boolean },
): Handler {
  return (client, [key, time, ...words]) => {
    const conditions = readConditions(words);
    const value = BigInt(whole(time));
    const now = client.instance.keyspace.now();
    const at = value * unitMs;
    const moment = at + (relative ? BigInt(now) : 0n);
    if (at > INT64_MAX || at < INT64_MIN || moment > INT64_MAX) {
      throw new ReplyError(`ERR invalid expire time in '${command}' command`);
    }
    const name = text(key);
    const current = client.keys.expiresAt(name);
    if (current === undefined || !allows(conditions, current, Number(moment))) return integer(0);
    client.expireOrRemove(name, Number(moment));
    return integer(1);
  };
}

function readConditions(words: Args): ReadonlySet<string> {
  const given = new Set<string>();
  for (const word of words) {
    const option = lower(word);
    if (!['nx', 'xx', 'gt', 'lt'].includes(option)) throw new ReplyError(`ERR Unsupported option ${text(word)}`);
    given.add(option);
  }
  if (given.has('nx') && given.size > 1) {
    throw new ReplyError('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (given.has('gt') && given.has('lt')) {
    throw new ReplyError('ERR GT and LT options at the same time are not compatible');
  }
  return given;
}

/** A key without an end counts as one that ends later than any other. */
function allows(conditions: ReadonlySet<string>, current: number, wanted: number): boolean {
  if (conditions.has('nx') && current !== Infinity) return false;
  if (conditions.has('xx') && current === Infinity) return false;
  if (conditions.has('gt') && wanted <= current) return false;
  return !(conditions.has('lt') && wanted >= current);
}

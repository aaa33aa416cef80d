/**
 * Commands at random over a few keys, so that they meet: half of them make sense, the rest are almost right. Nothing
 * whose answer depends on the time of day, on chance or on the order of a hash.
 */
import { type Chance, chance } from '../support/chance.ts';

const KEYS = ['a', 'b', 'l', 'm', 's', 't'];
const GROUPS = ['g', 'h'];
const CONSUMERS = ['an', 'binh', 'chi'];

export class RandomCommands {
  readonly #random: Chance;

  constructor(seed: number) {
    this.#random = chance(seed);
  }

  next(): string[] {
    const words = this.#pick(this.#pick(AREAS))(this);
    const flat = words.flat().map(String);
    // now and then a word too many, too few, or in another place
    if (this.below(40) === 0) flat.push(this.value());
    if (this.below(40) === 0) flat.pop();
    if (this.below(60) === 0) flat[1 + this.below(flat.length)] = this.value();
    return flat.length === 0 ? ['PING'] : flat;
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }

  key(): string {
    return this.#pick(KEYS);
  }

  /** Most often one that is a stream, should it be anything. */
  stream(): string {
    return this.below(8) === 0 ? this.key() : this.#pick(['s', 't']);
  }

  list(): string {
    return this.below(8) === 0 ? this.key() : this.#pick(['l', 'm']);
  }

  group(): string {
    return this.below(10) === 0 ? 'nope' : this.#pick(GROUPS);
  }

  consumer(): string {
    return this.#pick(CONSUMERS);
  }

  number(): number {
    return this.below(6) === 0 ? this.#pick([-3, -1, 0, 1, 100]) : this.below(6);
  }

  value(): string {
    const odd = ['', 'x', '-1', '9223372036854775807', '1e3', ' 1', 'COUNT', '0-0', '~', 'đ', 'a\r\nb'];
    return this.below(2) === 0 ? this.#pick(odd) : String(this.below(20));
  }

  id(): string {
    const near = `${this.below(6)}-${this.below(4)}`;
    return this.below(10) === 0 ? this.#pick(['0', '-', '+', '$', '5', 'x', '3-*', '(1-1']) : near;
  }

  /** Rises, most of the time. */
  freshId(): string {
    this.#last += this.below(3);
    return this.below(8) === 0 ? this.id() : `${this.#last}-${this.below(8) === 0 ? '*' : this.below(3)}`;
  }
  #last = 0;

  end(): string {
    return this.#pick(['LEFT', 'RIGHT', 'left', this.below(10) === 0 ? 'UP' : 'right']);
  }

  maybe(...words: readonly (string | number)[]): readonly (string | number)[] {
    return this.below(3) === 0 ? words : [];
  }

  many(make: () => string, most = 3): string[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

type Word = string | number;
type Make = (r: RandomCommands) => readonly (Word | readonly Word[])[];

/** Moments far enough ahead that they do not come, and past ones. */
const moment = (r: RandomCommands): Word[] => (r.below(4) === 0 ? ['PXAT', 1] : ['PXAT', 33_177_117_420_000]);

const STRINGS: readonly Make[] = [
  (r) => ['SET', r.key(), r.value(), r.maybe('NX'), r.maybe('XX'), r.maybe('GET'), r.maybe('KEEPTTL')],
  (r) => ['SET', r.key(), r.value(), r.below(3) === 0 ? moment(r) : []],
  (r) => ['GET', r.key()],
  (r) => ['GETDEL', r.key()],
  (r) => ['GETEX', r.key(), r.below(2) === 0 ? moment(r) : ['PERSIST']],
  (r) => ['GETSET', r.key(), r.value()],
  (r) => ['SETNX', r.key(), r.value()],
  (r) => ['INCRBY', r.key(), r.value()],
  (r) => ['DECRBY', r.key(), r.value()],
  (r) => ['INCR', r.key()],
  (r) => ['APPEND', r.key(), r.value()],
  (r) => ['STRLEN', r.key()],
  (r) => ['GETRANGE', r.key(), r.number(), r.number()],
  (r) => ['SETRANGE', r.key(), r.number(), r.value()],
  (r) => ['MGET', r.many(() => r.key())],
  (r) => ['MSET', r.many(() => r.key()), r.value()],
  (r) => ['MSETNX', r.key(), r.value(), r.key(), r.value()],
];

const KEYSPACE: readonly Make[] = [
  (r) => ['DEL', r.many(() => r.key(), 2)],
  (r) => ['EXISTS', r.many(() => r.key())],
  (r) => ['TYPE', r.key()],
  (r) => [
    'EXPIREAT',
    r.key(),
    r.below(4) === 0 ? 1 : 33_177_117_420,
    r.maybe('NX'),
    r.maybe('XX'),
    r.maybe('GT'),
    r.maybe('LT'),
  ],
  (r) => ['PEXPIREAT', r.key(), 33_177_117_420_000 + r.below(3), r.maybe('GT'), r.maybe('LT')],
  (r) => ['PEXPIRETIME', r.key()],
  (r) => ['EXPIRETIME', r.key()],
  (r) => ['PERSIST', r.key()],
  (r) => ['RENAME', r.key(), r.key()],
  (r) => ['RENAMENX', r.key(), r.key()],
  (r) => ['TOUCH', r.many(() => r.key())],
  () => ['DBSIZE'],
  (r) => ['MULTI', r.maybe('x')],
  () => ['EXEC'],
  () => ['DISCARD'],
  (r) => ['WATCH', r.key()],
];

const LISTS: readonly Make[] = [
  (r) => ['LPUSH', r.list(), r.many(() => r.value())],
  (r) => ['RPUSH', r.list(), r.many(() => r.value())],
  (r) => ['LPUSHX', r.list(), r.value()],
  (r) => ['RPUSHX', r.list(), r.value()],
  (r) => ['LPOP', r.list(), r.maybe(r.number())],
  (r) => ['RPOP', r.list(), r.maybe(r.number())],
  (r) => ['LRANGE', r.list(), r.number(), r.number()],
  (r) => ['LLEN', r.list()],
  (r) => ['LINDEX', r.list(), r.number()],
  (r) => ['LSET', r.list(), r.number(), r.value()],
  (r) => ['LINSERT', r.list(), r.below(2) === 0 ? 'BEFORE' : 'AFTER', r.value(), r.value()],
  (r) => ['LREM', r.list(), r.number(), r.value()],
  (r) => ['LTRIM', r.list(), r.number(), r.number() - 4],
  (r) => ['LMOVE', r.list(), r.list(), r.end(), r.end()],
  (r) => ['RPOPLPUSH', r.list(), r.list()],
];

const STREAMS: readonly Make[] = [
  (r) => ['XADD', r.stream(), r.freshId(), 'n', r.value()],
  (r) => ['XADD', r.stream(), r.freshId(), 'n', r.value(), r.value(), r.value()],
  (r) => [
    'XADD',
    r.stream(),
    r.maybe('NOMKSTREAM'),
    'MAXLEN',
    r.maybe('~'),
    r.number() + 3,
    r.freshId(),
    'n',
    r.value(),
  ],
  (r) => ['XADD', r.stream(), 'MINID', r.maybe('='), r.id(), r.freshId(), 'n', r.value()],
  (r) => ['XLEN', r.stream()],
  (r) => ['XRANGE', r.stream(), r.id(), r.id(), r.maybe('COUNT', r.number())],
  (r) => ['XREVRANGE', r.stream(), '+', r.id(), r.maybe('COUNT', r.number())],
  (r) => ['XRANGE', r.stream(), '-', '+'],
  (r) => ['XDEL', r.stream(), r.many(() => r.id())],
  (r) => ['XTRIM', r.stream(), 'MAXLEN', r.maybe('~'), r.number() + 2, r.maybe('LIMIT', r.number())],
  (r) => ['XTRIM', r.stream(), 'MINID', r.id()],
  (r) => ['XREAD', r.maybe('COUNT', r.number()), 'STREAMS', r.stream(), r.stream(), r.id(), r.id()],
  (r) => ['XINFO', 'STREAM', r.stream()],
  (r) => ['XSETID', r.stream(), r.freshId(), r.maybe('ENTRIESADDED', r.below(40)), r.maybe('MAXDELETEDID', r.id())],
];

const GROUP_COMMANDS: readonly Make[] = [
  (r) => ['XGROUP', 'CREATE', r.stream(), r.group(), r.id(), r.maybe('MKSTREAM'), r.maybe('ENTRIESREAD', r.number())],
  (r) => ['XGROUP', 'CREATE', r.stream(), r.group(), '$', 'MKSTREAM'],
  (r) => ['XGROUP', 'SETID', r.stream(), r.group(), r.id(), r.maybe('ENTRIESREAD', r.number())],
  (r) => ['XGROUP', 'DESTROY', r.stream(), r.group()],
  (r) => ['XGROUP', 'CREATECONSUMER', r.stream(), r.group(), r.consumer()],
  (r) => ['XGROUP', 'DELCONSUMER', r.stream(), r.group(), r.consumer()],
  (r) => [
    'XREADGROUP',
    'GROUP',
    r.group(),
    r.consumer(),
    r.maybe('COUNT', r.number()),
    r.maybe('NOACK'),
    'STREAMS',
    r.stream(),
    '>',
  ],
  (r) => ['XREADGROUP', 'GROUP', r.group(), r.consumer(), 'STREAMS', r.stream(), '>'],
  (r) => ['XREADGROUP', 'GROUP', r.group(), r.consumer(), r.maybe('COUNT', r.number()), 'STREAMS', r.stream(), r.id()],
  (r) => ['XACK', r.stream(), r.group(), r.many(() => r.id())],
  (r) => ['XPENDING', r.stream(), r.group()],
  (r) => ['XINFO', 'GROUPS', r.stream()],
  (r) => [
    'XCLAIM',
    r.stream(),
    r.group(),
    r.consumer(),
    0,
    r.many(() => r.id()),
    r.maybe('FORCE'),
    r.maybe('JUSTID'),
    r.maybe('RETRYCOUNT', r.number()),
    r.maybe('LASTID', r.id()),
  ],
  (r) => [
    'XAUTOCLAIM',
    r.stream(),
    r.group(),
    r.consumer(),
    0,
    r.id(),
    r.maybe('COUNT', r.number()),
    r.maybe('JUSTID'),
  ],
];

/** Those that need company come more often. */
const AREAS: readonly (readonly Make[])[] = [
  STRINGS,
  KEYSPACE,
  LISTS,
  STREAMS,
  STREAMS,
  GROUP_COMMANDS,
  GROUP_COMMANDS,
];

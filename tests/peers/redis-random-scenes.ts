/** What several clients say by turns, at random: the same seed gives the same scene. Each is about one thing. */
import type { Chance } from '../support/chance.ts';
import { RandomCommands } from './redis-random-commands.ts';

export type Line = readonly [client: number, ...words: (string | number)[]];

export interface Scene {
  readonly name: string;
  readonly clients: number;
  lines(seed: number, random: Chance): Iterable<Line>;
}

const pick = <T>(random: Chance, from: readonly T[]): T => from[random.below(from.length)] as T;
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** Strings, keys, lists, streams and groups over a few keys, on either version of the protocol. */
const commands: Scene = {
  name: 'commands over a few keys',
  clients: 1,
  *lines(seed) {
    if (seed % 3 === 0) yield [0, 'HELLO', 3];
    const source = new RandomCommands(seed);
    for (let count = 0; count < 400; count++) yield [0, ...source.next()];
  },
};

/** Clients that wait for each other, in and out of transactions. */
const waiting: Scene = {
  name: 'three clients that wait for keys',
  clients: 3,
  *lines(_seed, random) {
    const list = (): string => pick(random, ['l', 'm']);
    const stream = (): string => pick(random, ['s', 't']);
    const key = (): string => pick(random, ['l', 'm', 's', 't']);
    const reader = (): string => pick(random, ['an', 'binh']);
    for (let count = 1; count <= 120; count++) {
      const client = random.below(3);
      const make = pick<() => (string | number)[]>(random, [
        () => ['BLPOP', list(), list(), 0],
        () => ['BRPOP', 'l', 0],
        () => ['BLMOVE', list(), list(), 'LEFT', 'RIGHT', 0],
        () => ['RPUSH', list(), ...times(1 + random.below(3), () => random.below(9))],
        () => ['RPUSH', list(), 'x'],
        () => ['XREAD', 'BLOCK', 0, 'STREAMS', stream(), stream(), '$', '$'],
        () => ['XREADGROUP', 'GROUP', 'g', reader(), 'BLOCK', 0, 'STREAMS', stream(), '>'],
        () => ['XREADGROUP', 'GROUP', 'g', reader(), 'NOACK', 'BLOCK', 0, 'STREAMS', 's', 't', '>', '>'],
        () => ['XADD', stream(), `${count}-1`, 'n', count],
        () => ['XADD', stream(), `${count}-1`, 'n', count],
        () => ['XGROUP', 'CREATE', stream(), 'g', pick(random, ['0', '$']), 'MKSTREAM'],
        () => ['XGROUP', 'DESTROY', stream(), 'g'],
        () => ['DEL', key()],
        () => ['SET', key(), 'v'],
        () => ['RENAME', pick(random, ['l', 's']), pick(random, ['m', 't'])],
        () => ['MULTI'],
        () => ['EXEC'],
        () => ['LLEN', list()],
        () => ['XPENDING', 's', 'g'],
        () => ['FLUSHALL'],
        () => ['GET', 'l'],
        () => ['WATCH', key()],
        () => ['XDEL', 's', `${count - 1}-1`],
        () => ['LTRIM', 'l', 1, 0],
      ]);
      yield [client, ...make()];
    }
    for (const client of [0, 1, 2]) yield [client, 'PING'];
  },
};

const NUMBERS = [0, 127, 128, -1, 4095, 4096, -4096, 32_767, 8_388_607, 2_147_483_647, 2_147_483_648];
const NEAR_NUMBERS = ['9223372036854775807', '9223372036854775808', '007', '-0'];

/** Long streams, shortened roughly: it depends on how Redis packs entries into nodes. */
const trimming: Scene = {
  name: 'streams that are trimmed by whole nodes',
  clients: 1,
  *lines(_seed, random) {
    let last = 0;
    for (let round = 0; round < 10; round++) {
      const names = pick(random, [['n'], ['n', 'm'], ['temperature', 'unit', 'x'.repeat(70)]]);
      const size = pick(random, [1, 10, 63, 64, 100, 500, 5000]);
      const step = pick(random, [1, 1, 3, 200, 70_000]);
      const value = (): string | number =>
        random.below(3) > 0 ? 'v'.repeat(random.below(size)) : pick(random, [...NUMBERS, ...NEAR_NUMBERS]);
      for (let count = random.below(120); count > 0; count--) {
        last += 1 + random.below(step);
        const fields = (random.below(5) > 0 ? names : ['other']).flatMap((name) => [name, value()]);
        const trim = random.below(10) > 0 ? [] : ['MAXLEN', '~', random.below(300)];
        yield [0, 'XADD', 's', ...trim, `${last}-${random.below(2) * random.below(1000)}`, ...fields];
      }
      yield [0, 'XINFO', 'STREAM', 's'];
      for (let count = random.below(20); count > 0; count--) yield [0, 'XDEL', 's', `${random.below(last + 1)}-0`];
      const limit = random.below(2) > 0 ? [] : ['LIMIT', random.below(300)];
      yield [0, 'XTRIM', 's', 'MAXLEN', '~', random.below(600), ...limit];
      yield [0, 'XTRIM', 's', 'MINID', ...(random.below(2) > 0 ? [] : ['~']), random.below(last + 1)];
      yield [0, 'XINFO', 'STREAM', 's'];
    }
  },
};

/** Names and patterns of the letters that mean something. */
const patterns: Scene = {
  name: 'patterns',
  clients: 1,
  *lines(_seed, random) {
    const letters = ['a', 'b', '*', '?', '[', ']', '\\', '-', '^', 'c', 'é'];
    const word = (most: number): string => times(random.below(most), () => pick(random, letters)).join('');
    yield [0, 'HELLO', 3];
    for (let count = 0; count < 15; count++) {
      yield [0, 'SUBSCRIBE', word(6)];
      for (let pattern = 0; pattern < 40; pattern++) yield [0, 'PUBSUB', 'CHANNELS', word(8)];
      yield [0, 'UNSUBSCRIBE'];
    }
  },
};

/** Who hears what, and how many that were. */
const messages: Scene = {
  name: 'three clients that listen and speak',
  clients: 3,
  *lines(_seed, random) {
    const name = (): string => pick(random, ['a', 'b', 'ab']);
    // one pattern a client: the order of several is a hash's
    const pattern = (client: number): string => ['a*', '*b', '?'][client] ?? '*';
    for (let count = 0; count < 150; count++) {
      const client = random.below(3);
      const make = pick<() => (string | number)[]>(random, [
        () => ['SUBSCRIBE', name(), name()],
        () => ['UNSUBSCRIBE', name()],
        () => ['PSUBSCRIBE', pattern(client)],
        () => ['PUNSUBSCRIBE', pattern(client)],
        () => ['SSUBSCRIBE', name()],
        () => ['SUNSUBSCRIBE', name()],
        () => ['PUBLISH', name(), count],
        () => ['PUBLISH', name(), count],
        () => ['SPUBLISH', name(), count],
        () => ['PUBSUB', 'NUMSUB', 'a', 'b', 'ab', 'c'],
        () => ['PUBSUB', 'NUMPAT'],
        () => ['PUBSUB', 'SHARDNUMSUB', 'a', 'b'],
        () => ['PING', name()],
        () => ['GET', 'k'],
        () => ['HELLO', 2 + random.below(2)],
        () => ['RESET'],
        () => ['BOGUS', name()],
      ]);
      yield [client, ...make()];
    }
  },
};

export const SCENES: readonly Scene[] = [commands, waiting, messages, trimming, patterns];

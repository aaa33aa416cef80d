import { describe, expect, it } from 'vitest';
import { TopicTree } from '../../src/broker/index.ts';
import { chance } from '../support/chance.ts';

const matches = (patterns: readonly string[], topic: string): string[] => {
  const tree = new TopicTree<string>();
  for (const pattern of patterns) tree.add(pattern, pattern);
  const found: string[] = [];
  tree.match(topic, (value) => void found.push(value));
  return found.sort();
};

describe('recorded from RabbitMQ 3.10.8', () => {
  const patterns = ['a.*', 'a.#', '#', '*.b', 'a.b.c', '#.c', 'a.#.c', '*', '', '*.*', 'a..b'];
  it.each([
    ['a', ['#', '*', 'a.#']],
    ['a.b', ['#', '*.*', '*.b', 'a.#', 'a.*']],
    ['a.b.c', ['#', '#.c', 'a.#', 'a.#.c', 'a.b.c']],
    ['a.x.c', ['#', '#.c', 'a.#', 'a.#.c']],
    ['a.c', ['#', '#.c', '*.*', 'a.#', 'a.#.c', 'a.*']],
    ['', ['', '#']],
    ['b', ['#', '*']],
    ['a..b', ['#', 'a.#', 'a..b']],
    ['.', ['#', '*.*']],
    ['a.', ['#', '*.*', 'a.#', 'a.*']],
  ])('key %j', (key, expected) => expect(matches(patterns, key)).toEqual(expected));
});

it('agrees with a plain comparison of words on thousands of random patterns', () => {
  const random = chance(3);
  const word = (alphabet: readonly string[]): string => alphabet[random.below(alphabet.length)] ?? '';
  const text = (alphabet: readonly string[]): string =>
    Array.from({ length: 1 + random.below(5) }, () => word(alphabet)).join('.');
  const fits = (pattern: string[], topic: string[]): boolean => {
    const [first, ...rest] = pattern;
    if (first === undefined) return topic.length === 0;
    if (first === '#')
      return Array.from({ length: topic.length + 1 }, (_, at) => topic.slice(at)).some((tail) => fits(rest, tail));
    return topic.length > 0 && (first === '*' || first === topic[0]) && fits(rest, topic.slice(1));
  };
  for (let round = 0; round < 400; round++) {
    const patterns = [...new Set(Array.from({ length: 10 }, () => text(['a', 'b', '*', '#'])))];
    const topic = text(['a', 'b', 'c']);
    const expected = patterns.filter((pattern) => fits(pattern.split('.'), topic.split('.')));
    expect(matches(patterns, topic), `${topic} against ${patterns.join(' ')}`).toEqual(expected.sort());
  }
});

it('forgets what is removed, and the branches that led there', () => {
  const tree = new TopicTree<number>();
  tree.add('a.b.#', 1);
  tree.add('a.b', 2);
  tree.remove('a.b.#', 1);
  tree.remove('a.x', 9);
  const found: number[] = [];
  tree.match('a.b', (value) => void found.push(value));
  expect(found).toEqual([2]);
});

it('takes words that look like wildcards in a topic for words', () => {
  expect(matches(['*', '#', 'a'], '*')).toEqual(['#', '*']);
  expect(matches(['#.a', '*.a'], '#.a')).toEqual(['#.a', '*.a']);
});

it('can be told another separator and other wildcards', () => {
  const tree = new TopicTree<string>({ separator: '/', one: '+', many: '#' });
  for (const pattern of ['home/+/light', 'home/#']) tree.add(pattern, pattern);
  const found: string[] = [];
  tree.match('home/hall/light', (value) => void found.push(value));
  expect(found.sort()).toEqual(['home/#', 'home/+/light']);
});

it('does not look at every pattern: ten thousand cost little more than a hundred', () => {
  const fill = (count: number): TopicTree<number> => {
    const tree = new TopicTree<number>();
    for (let index = 0; index < count; index++) tree.add(`shop.${index}.*.#`, index);
    return tree;
  };
  const cost = (tree: TopicTree<number>): number => {
    let best = Infinity;
    for (let round = 0; round < 20; round++) {
      const started = performance.now();
      for (let index = 0; index < 500; index++) tree.match(`shop.${index % 100}.order.new`, () => {});
      best = Math.min(best, performance.now() - started);
    }
    return best;
  };
  const [few, many] = [fill(100), fill(10_000)];
  // linear would be a hundredfold
  expect(cost(many) / cost(few)).toBeLessThan(10);
});

it('walks many # without walking the same way twice', () => {
  const pattern = Array.from({ length: 12 }, () => '#').join('.a.');
  const topic = Array.from({ length: 60 }, () => 'a').join('.');
  const started = performance.now();
  expect(matches([pattern], topic)).toEqual([pattern]);
  expect(performance.now() - started).toBeLessThan(500);
});

/** Which subscriptions a topic is for: against a matcher that looks at them all, and how the cost grows. */
import { describe, expect, it } from 'vitest';
import { Broker, type Delivery } from '../../../src/broker/index.ts';
import { FilterTree } from '../../../src/protocols/mqtt/filter-tree.ts';
import { toKey, toPattern, toTopic } from '../../../src/protocols/mqtt/translate.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { Random } from './random.ts';

/** §4.7, word for word. */
function fits(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && /^[#+]/.test(filter)) return false;
  const [filters, topics] = [filter.split('/'), topic.split('/')];
  for (const [index, level] of filters.entries()) {
    if (level === '#') return true;
    if (topics[index] === undefined || (level !== '+' && level !== topics[index])) return false;
  }
  return filters.length === topics.length;
}

const LEVELS = ['', 'a', 'b', '*', '.', 'a.b', '$s', 'é'];
const randomTopic = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () => random.pick(LEVELS)).join('/') || 'a';
function randomFilter(random: Random): string {
  const levels = Array.from({ length: 1 + random.below(4) }, () => random.pick([...LEVELS, '+', '+', '+']));
  if (random.flip(0.3)) levels.push('#');
  return levels.join('/') || '#';
}

describe('a tree of filters', () => {
  it('finds what the specification says, no more and no less', () => {
    const random = new Random(3);
    for (let round = 0; round < 300; round++) {
      const filters = [...new Set(Array.from({ length: 12 }, () => randomFilter(random)))];
      const tree = new FilterTree<string>(true);
      for (const filter of filters) tree.set(filter, filter);
      const gone = filters.filter(() => random.flip(0.3));
      for (const filter of gone) tree.delete(filter);
      const left = filters.filter((filter) => !gone.includes(filter));
      expect(tree.size).toBe(left.length);
      for (let count = 0; count < 20; count++) {
        const topic = randomTopic(random);
        expect(tree.match(topic).sort(), topic).toEqual(left.filter((filter) => fits(filter, topic)).sort());
      }
    }
  });

  it("finds them in Mosquitto's order: the level itself, then +, then #", () => {
    const tree = new FilterTree<string>(true);
    for (const filter of ['#', 'a/#', '+/b', 'a/+', 'a/b', 'a/b/#']) tree.set(filter, filter);
    expect(tree.match('a/b')).toEqual(['a/b', 'a/b/#', 'a/+', 'a/#', '+/b', '#']);
  });
});

describe('topics and routing keys', () => {
  it.each([
    ['a/b', 'a.b'],
    ['a.b/c', 'a/b.c'],
    ['/a//', '.a..'],
    ['$SYS/x', '$SYS.x'],
  ])('%s is %s, and back', (topic, key) => {
    expect(toKey(topic)).toBe(key);
    expect(toTopic(key)).toBe(topic);
  });

  it.each([
    ['a/+/#', 'a.*.#'],
    ['#', '#'],
    ['+', '*'],
    ['a.b/+', 'a/b.*'],
  ])('the filter %s is the pattern %s', (filter, pattern) => expect(toPattern(filter)).toBe(pattern));

  it.each(['', 'a.#', 'a+b', 'a.\u0000', 'a.\ud800'])('the key %j is no topic', (key) => {
    expect(toTopic(key)).toBeUndefined();
  });

  it('on amq.topic a pattern finds every topic that its filter fits', () => {
    const random = new Random(9);
    for (let round = 0; round < 400; round++) {
      const broker = new Broker({ clock: manualClock() });
      const [filter, topic] = [randomFilter(random), randomTopic(random)];
      if (!fits(filter, topic)) continue;
      broker.declareQueue({ name: 'q', connection: 'c', exclusive: true });
      const target = { kind: 'queue', name: 'q' } as const;
      broker.bind({ source: 'amq.topic', target, key: toPattern(filter), connection: 'c' });
      const publication = { exchange: 'amq.topic', key: toKey(topic), properties: {}, body: new Uint8Array(0) };
      expect(broker.publish(publication), `${filter} for ${topic}`).toBe('routed');
    }
  });
});

describe('ten thousand subscriptions', () => {
  /** Microseconds for one look-up, the best of several rounds. */
  function cost(count: number): number {
    const tree = new FilterTree<number>(true);
    for (let number = 0; number < count; number++) {
      tree.set(number % 3 === 0 ? `site/${number}/+/state` : `site/${number}/room/${number % 7}`, number);
    }
    let best = Infinity;
    for (let round = 0; round < 7; round++) {
      const started = performance.now();
      for (let look = 0; look < 2000; look++) tree.match(`site/${(look * 7919) % count}/room/state`);
      best = Math.min(best, ((performance.now() - started) * 1000) / 2000);
    }
    return best;
  }

  it('do not cost a hundred times what a hundred do', () => {
    const few = cost(100);
    const many = cost(10_000);
    // linear would be 100 times; caches of the machine make it a little more than once
    expect(many / few).toBeLessThan(20);
  });

  it('of as many clients do not either', () => {
    const each = (clients: number): number => {
      const broker = new Broker({ clock: manualClock() });
      let got = 0;
      for (let number = 0; number < clients; number++) {
        const name = `q${number}`;
        broker.declareQueue({ name, connection: 'c', exclusive: true });
        broker.bind({
          source: 'amq.topic',
          target: { kind: 'queue', name },
          key: toPattern(number % 2 === 0 ? `site/${number}/+` : `site/${number}/state`),
          connection: 'c',
        });
        const receiver = { deliver: (_delivery: Delivery) => ++got, cancelled: () => {} };
        broker.consume({ queue: name, connection: 'c', name, ack: 'auto', prefetch: 0 }, receiver).resume();
      }
      let best = Infinity;
      for (let round = 0; round < 7; round++) {
        const started = performance.now();
        for (let number = 0; number < 2000; number++) {
          const key = toKey(`site/${(number * 7919) % clients}/state`);
          broker.publish({ exchange: 'amq.topic', key, properties: {}, body: new Uint8Array(0) });
        }
        best = Math.min(best, performance.now() - started);
      }
      expect(got).toBe(14_000);
      return best;
    };
    expect(each(9_000) / each(90)).toBeLessThan(20);
  });
});

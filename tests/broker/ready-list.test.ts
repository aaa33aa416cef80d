import { expect, it } from 'vitest';
import { Deque } from '../../src/broker/deque.ts';
import { Entry } from '../../src/broker/entry.ts';
import type { Message } from '../../src/broker/index.ts';
import type { Queue } from '../../src/broker/queue.ts';
import { ReadyList } from '../../src/broker/ready-list.ts';
import { chance } from '../support/chance.ts';

it('a deque is first in, first out, through every growing and shrinking', () => {
  const random = chance(5);
  const deque = new Deque<number>();
  const model: number[] = [];
  for (let step = 0; step < 20_000; step++) {
    const filling = Math.floor(step / 5000) % 2 === 0;
    if (random.next() < (filling ? 0.8 : 0.2)) {
      deque.push(step);
      model.push(step);
    } else expect(deque.shift()).toBe(model.shift());
    expect(deque.length).toBe(model.length);
    expect(deque.peek()).toBe(model[0]);
  }
  expect([...deque]).toEqual(model);
});

it('gives messages in order of position, whatever was taken and put back', () => {
  const random = chance(9);
  const queue = {} as Queue;
  const message = (bytes: number): Message =>
    ({
      id: 1,
      exchange: '',
      key: '',
      extraKeys: [],
      properties: {},
      body: new Uint8Array(bytes),
      persistent: false,
      ttlMs: undefined,
    }) as const;
  const list = new ReadyList();
  let model: Entry[] = [];
  const out: Entry[] = [];
  for (let position = 0; position < 5000;) {
    const dice = random.next();
    if (dice < 0.5) {
      const entry = new Entry(message(random.below(5)), queue, position++, Infinity);
      list.push(entry);
      model.push(entry);
    } else if (dice < 0.8) {
      const entry = list.shift();
      expect(entry).toBe(model.shift());
      if (entry !== undefined) out.push(entry);
    } else {
      const [entry] = out.splice(random.below(out.length), 1);
      if (entry === undefined) continue;
      list.restore(entry);
      model = [...model, entry].sort((a, b) => a.position - b.position);
    }
    expect(list.length).toBe(model.length);
  }
  expect(list.bytes).toBe(model.reduce((sum, entry) => sum + entry.message.body.length, 0));
  expect([...list]).toEqual(model);
});

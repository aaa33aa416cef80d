/** Programs with the unmodified `redis` and `ioredis` packages against our broker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import * as ioredis from './ioredis-scenarios.ts';
import * as redis from './redis-scenarios.ts';

let broker: ServedBroker;
const bugs: unknown[] = [];

beforeAll(async () => {
  broker = await serve({ resp: 0, bug: (error) => bugs.push(error) });
});
afterAll(async () => {
  await broker.close();
  expect(bugs).toEqual([]);
});

describe('redis', () => {
  it.each(redis.SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    expect((await redis.perform(scenario, broker.port('resp'))).join('\n')).toMatchSnapshot();
  });
});

describe('ioredis', () => {
  it.each(ioredis.SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    expect((await ioredis.perform(scenario, broker.port('resp'))).join('\n')).toMatchSnapshot();
  });
});

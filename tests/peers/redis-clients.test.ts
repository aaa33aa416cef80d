/** Our broker beside a real Redis: the same programs with unmodified clients against both, what they saw compared. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import * as ioredis from '../clients/ioredis-scenarios.ts';
import * as redis from '../clients/redis-scenarios.ts';
import { noPython, skipped } from './missing.ts';
import { python } from './python-program.ts';
import { noRedis, type RealRedis, startRedis } from './redis.ts';

const alone = skipped(noRedis());
const noRedisPy = skipped(noPython('redis', 'python3-redis'));

let ours: ServedBroker;
let theirs: RealRedis;
const bugs: unknown[] = [];

beforeAll(async () => {
  if (alone) return;
  ours = await serve({ resp: 0, bug: (error) => bugs.push(error) });
  theirs = await startRedis();
});
afterAll(async () => {
  await ours?.close();
  await theirs?.stop();
  expect(bugs).toEqual([]);
});

describe.skipIf(alone)('redis against Redis and ours', () => {
  it.each(redis.SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const real = await redis.perform(scenario, theirs.port);
    expect(await redis.perform(scenario, ours.port('resp'))).toEqual(real);
    expect(real.length).toBeGreaterThan(3);
  });
});

describe.skipIf(alone)('ioredis against Redis and ours', () => {
  it.each(ioredis.SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const real = await ioredis.perform(scenario, theirs.port);
    expect(await ioredis.perform(scenario, ours.port('resp'))).toEqual(real);
    expect(real.length).toBeGreaterThan(3);
  });
});

describe.skipIf(alone || noRedisPy)("Python's redis against Redis and ours", () => {
  const run = (port: number): Promise<string[]> => python('redis/scenes.py', [port]).lines();

  it('sees the same', { timeout: 90_000 }, async () => {
    const real = await run(theirs.port);
    expect(await run(ours.port('resp'))).toEqual(real);
    expect(real).toContain('== groups');
  });
});

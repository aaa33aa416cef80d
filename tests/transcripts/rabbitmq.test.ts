/** The dialogues recorded from RabbitMQ 3.10.8, played again by stock amqplib against our broker, line by line. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { DECLARING } from './scenarios/declaring.ts';
import { DELIVERING } from './scenarios/delivering.ts';
import { LIFETIMES } from './scenarios/lifetimes.ts';
import { OPENING } from './scenarios/opening.ts';
import { PUBLISHING } from './scenarios/publishing.ts';
import { REFUSALS } from './scenarios/refusals.ts';
import { ROUTING } from './scenarios/routing.ts';
import { play, type Scenario } from './stage.ts';

const RECORDED = join(import.meta.dirname, 'rabbitmq-3.10.8');
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...OPENING,
  ...DECLARING,
  ...REFUSALS,
  ...PUBLISHING,
  ...DELIVERING,
  ...ROUTING,
  ...LIFETIMES,
};

/** Lines from the server and about what the client saw, of all recordings. */
const TOTAL = 783;
const LEAST = 775;

const names = globSync('[0-8]*.txt', { cwd: RECORDED })
  .map((file) => basename(file, '.txt'))
  .sort();
const score = { found: 0, total: 0 };

describe('RabbitMQ 3.10.8, recorded', () => {
  it('has a scenario for every recording', () => expect(Object.keys(SCENARIOS).sort()).toEqual(names));

  it.each(names)('%s', async (name) => {
    const recorded = readFileSync(join(RECORDED, `${name}.txt`), 'utf8')
      .trimEnd()
      .split('\n');
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error(`no scenario for ${name}`);
    const played = await play(scenario, { handshake: /^(?:01|02|03|43)/.test(name) });
    expect(played.bugs).toEqual([]);
    expect(played.misread, 'frames that our codec and amqplib read differently').toEqual([]);
    const { found, total, missing, extra } = compare(recorded, played.lines);
    score.found += found;
    score.total += total;
    const listed = DIFFERENCES.filter(({ file }) => file === name).flatMap((difference) => difference.missing);
    const unlisted = missing.filter((line) => !listed.some((pattern) => pattern.test(line)));
    expect(unlisted, `not answered alike; instead:\n${extra.join('\n')}`).toEqual([]);
    const idle = listed.filter((pattern) => !missing.some((line) => pattern.test(line)));
    expect(idle, 'listed as different, but alike').toEqual([]);
    if (missing.length === 0) expect(extra, 'said besides').toEqual([]);
  });

  it(`answers at least ${LEAST} of ${TOTAL} lines alike`, () => {
    expect(score.total).toBe(TOTAL);
    expect(score.found).toBeGreaterThanOrEqual(LEAST);
  });

  afterAll(() => {
    console.log(`RabbitMQ 3.10.8: ${score.found} of ${score.total} recorded lines answered alike.`);
  });
});
